import {type Schema} from './contract.js'
import {idOf, withoutFlags} from './documents.js'
import {type Handlers} from './operation.js'
import {relevanceToQuery} from './relevance.js'
import {type Store} from './store.js'
import {type StoredMemory} from './stored.js'

type Memory = Schema<'Memory'>
type NewMemory = Schema<'MemoryCreate'>

/** Stands in for the model that picks a category on the production server. */
const CHOSEN_CATEGORY = 'interesting'

/** How much of a locked memory is shown, in characters, from the contract's text. */
const PREVIEW_LENGTH = 70

/** The most that a search finds on newer accounts, from the contract's text. */
const MOST_FOUND = 20

/** A memory as the server keeps it. `createdAt` is an ISO 8601 time. */
export function buildMemory(memory: NewMemory, createdAt: string): Memory {
  const seconds = Math.floor(Date.parse(createdAt) / 1000)
  return {
    id: idOf(memory.content),
    content: memory.content,
    category: memory.category === undefined || memory.category === 'auto' ? CHOSEN_CATEGORY : memory.category,
    visibility: memory.visibility,
    tags: memory.tags,
    created_at: createdAt,
    updated_at: createdAt,
    manually_added: true,
    scoring: `01_99_${seconds}`,
    reviewed: true,
    user_review: true,
    edited: false,
  }
}

/** Content posted again is the memory there is, unless that was edited since: then it is created again, as on the server. */
export function addMemory(store: Store, memory: NewMemory): StoredMemory {
  const existing = store.of('memories').get(idOf(memory.content))
  if (existing?.content === memory.content) return existing
  const created = buildMemory(memory, store.stamp())
  store.of('memories').add(created)
  return created
}

/** As the server shows it: of a locked one no more than the beginning, counted in code points as Python does. */
export function shownMemory(stored: StoredMemory): Memory {
  const memory = withoutFlags(stored)
  if (!stored.is_locked) return memory
  const characters = [...memory.content]
  if (characters.length <= PREVIEW_LENGTH) return memory
  return {...memory, content: `${characters.slice(0, PREVIEW_LENGTH).join('')}...`}
}

/** What a change makes of a memory beside the fields. */
export const memoryChanges = ({category, ...fields}: Partial<Schema<'MemoryUpdate'>>): Partial<Memory> => ({
  ...fields,
  ...(fields.content !== undefined && {edited: true}),
  ...(category !== undefined && {category: category === 'auto' ? CHOSEN_CATEGORY : category}),
})

export const memoryHandlers = {
  searchMemories({legacy, query, store}) {
    const relevance = relevanceToQuery(query.query)
    const most = legacy ? Infinity : MOST_FOUND
    const items = [...store.of('memories')]
      .filter(({unreadable}) => !unreadable)
      .map((memory) => ({memory, relevance_score: relevance(memory.content)}))
      .filter((found) => found.relevance_score > 0)
      .sort((a, b) => b.relevance_score - a.relevance_score)
      .slice(0, Math.min(query.limit!, most))
      .map(({memory, relevance_score: score}) => {
        const {category, content, id} = shownMemory(memory)
        return {id, content, category, relevance_score: score}
      })
    return {items, returned_count: items.length}
  },
} satisfies Handlers
