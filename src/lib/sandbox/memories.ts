import type {Handlers, Schema} from './operation.js'
import type {Store} from './store.js'

import {findDocument, idOf, type Kept, removeDocument, requireDocument, requireText, withoutFlags} from './documents.js'
import {ApiError} from './operation.js'
import {listPage} from './pages.js'
import {relevanceToQuery} from './relevance.js'
import {valueList} from './values.js'

type Memory = Schema<'Memory'>
type NewMemory = Schema<'MemoryCreate'>

/** Stands in for the model that picks a category on the production server. */
const CHOSEN_CATEGORY = 'interesting'

/** How much of a locked memory is shown, in characters, from the contract's text. */
const PREVIEW_LENGTH = 70

/** The most that a search finds on newer accounts, from the contract's text. */
const MOST_FOUND = 20

/** A memory as the sandbox keeps it. */
export interface StoredMemory extends Kept, Memory {}

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

/** Content posted again is the memory there is, unless that was edited since: then it is made anew, as on the server. */
function addMemory(store: Store, memory: NewMemory): StoredMemory {
  const existing = store.memories.get(idOf(memory.content))
  if (existing?.content === memory.content) return existing
  const created = buildMemory(memory, store.stamp())
  store.memories.add(created)
  return created
}

/** As the server shows it: of a locked one no more than the beginning, counted in code points as Python does. */
function shownMemory(stored: StoredMemory): Memory {
  const memory = withoutFlags(stored)
  if (!stored.is_locked) return memory
  const characters = [...memory.content]
  if (characters.length <= PREVIEW_LENGTH) return memory
  return {...memory, content: `${characters.slice(0, PREVIEW_LENGTH).join('')}...`}
}

export const memoryHandlers = {
  listMemories(call) {
    const {legacy, query, store} = call
    const categories = valueList(query.categories, 'MemoryCategory', legacy)
    return listPage(
      call,
      store.memories,
      shownMemory,
      categories && (({category}) => category !== undefined && categories.has(category)),
    )
  },

  getMemory({operation, path, store}) {
    return shownMemory(findDocument(store.memories, path.memory_id, 'memory', operation.locked))
  },

  createMemory({body, store}) {
    return shownMemory(addMemory(store, {...body, content: requireText(body.content, 'content')}))
  },

  /** All or none; a memory later in the batch is newer. The count is that of the request, repeated content included. */
  createMemories({body, store}) {
    const accepted = body.memories.map((memory) => ({...memory, content: requireText(memory.content, 'content')}))
    const memories = accepted.map((memory) => shownMemory(addMemory(store, memory)))
    return {memories, created_count: memories.length}
  },

  searchMemories({legacy, query, store}) {
    const relevance = relevanceToQuery(query.query)
    const most = legacy ? Infinity : MOST_FOUND
    const items = [...store.memories]
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

  updateMemory({body, path, store}) {
    const memory = requireDocument(store.memories, path.memory_id, 'memory')
    const {content, category, tags, visibility} = body
    if (content === undefined && category === undefined && tags === undefined && visibility === undefined) {
      throw new ApiError(422, 'At least one field (content, visibility, tags, or category) must be provided')
    }

    store.memories.update(memory, {
      ...(content !== undefined && {content: requireText(content, 'content'), edited: true}),
      ...(category !== undefined && {category: category === 'auto' ? CHOSEN_CATEGORY : category}),
      ...(tags !== undefined && {tags}),
      ...(visibility !== undefined && {visibility}),
      updated_at: store.stamp(),
    })
    return shownMemory(memory)
  },

  deleteMemory({path, store}) {
    return removeDocument(store.memories, path.memory_id, 'memory')
  },
} satisfies Handlers
