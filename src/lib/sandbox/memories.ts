import type {Handlers, Schema} from './operation.js'
import type {Store} from './store.js'

import {idOf, type Lockable, removeDocument, requireDocument, requireText, unlocked} from './documents.js'
import {ApiError} from './operation.js'
import {relevanceToQuery} from './relevance.js'
import {valueList} from './values.js'

type Memory = Schema<'Memory'>
type NewMemory = Schema<'MemoryCreate'>

/** Stands in for the model that picks a category on the production server. */
const CHOSEN_CATEGORY = 'interesting'

/** A memory as the sandbox keeps it. */
export interface StoredMemory extends Lockable, Memory {}

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

const shownMemory = ({is_locked: _locked, ...memory}: StoredMemory): Memory => memory

export const memoryHandlers = {
  listMemories({legacy, query, store}) {
    const categories = valueList(query.categories, 'MemoryCategory', legacy)
    const page = store.memories.page(
      query,
      categories && (({category}) => category !== undefined && categories.has(category)),
    )
    return unlocked(page).map(shownMemory)
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

  searchMemories({query, store}) {
    const relevance = relevanceToQuery(query.query)
    const items = unlocked([...store.memories])
      .map(({id, content, category}) => ({id, content, category, relevance_score: relevance(content)}))
      .filter((item) => item.relevance_score > 0)
      .sort((a, b) => b.relevance_score - a.relevance_score)
      .slice(0, query.limit)
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
