import {createHash} from 'node:crypto'

import type {Handlers, Schema} from './operation.js'
import type {Store} from './store.js'

import {memoryCategoryValues} from '../api/schema.js'
import {ApiError} from './operation.js'

type Memory = Schema<'Memory'>
type NewMemory = Schema<'MemoryCreate'>

const CATEGORIES: ReadonlySet<string> = new Set(memoryCategoryValues)

/** Stands in for the model that picks a category on the production server. */
const CHOSEN_CATEGORY = 'interesting'

/** The id of a memory: the first half of its content's SHA-256 in the form of a version 4 UUID, as on the server. */
export function memoryId(content: string): string {
  const hash = createHash('sha256').update(content).digest('hex')
  const variant = '89ab'[Number.parseInt(hash.slice(16, 17), 16) % 4]
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-')
}

/** A memory as the server keeps it. `createdAt` is an ISO 8601 time. */
export function buildMemory(memory: NewMemory, createdAt: string): Memory {
  const seconds = Math.floor(Date.parse(createdAt) / 1000)
  return {
    id: memoryId(memory.content),
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

/** The content without the white space around it. */
function trimmedContent(content: string): string {
  const trimmed = content.trim()
  if (trimmed === '') throw new ApiError(422, 'content cannot be empty')
  return trimmed
}

/** Content posted again is the memory there is, unless that was edited since: then it is made anew, as on the server. */
function addMemory(store: Store, memory: NewMemory): Memory {
  const existing = store.memories.get(memoryId(memory.content))
  if (existing?.content === memory.content) return existing
  const created = buildMemory(memory, store.stamp())
  store.memories.add(created)
  return created
}

function requireMemory(store: Store, id: string): Memory {
  const memory = store.memories.get(id)
  if (!memory) throw new ApiError(404, 'Memory not found')
  return memory
}

function parseCategories(list: string): Set<string | undefined> {
  const names = list.split(',').map((name) => name.trim())
  const wanted = names.filter((name) => name !== '')
  const unknown = wanted.find((name) => !CATEGORIES.has(name))
  if (unknown !== undefined) throw new ApiError(400, `Invalid category '${unknown}' is not a valid MemoryCategory`)
  return new Set(wanted)
}

const words = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu))

/** Stands in for the semantic score: which share of the query's words the content has, 0 to 1. */
function relevance(queryWords: Set<string>, content: string): number {
  const contentWords = words(content)
  const shared = [...queryWords].filter((word) => contentWords.has(word))
  return queryWords.size === 0 ? 0 : shared.length / queryWords.size
}

export const memoryHandlers = {
  listMemories({query, store}) {
    const categories = parseCategories(query.categories ?? '')
    return store.memories.page(
      query,
      categories.size > 0 ? (memory: Memory) => categories.has(memory.category) : undefined,
    )
  },

  createMemory({body, store}) {
    return addMemory(store, {...body, content: trimmedContent(body.content)})
  },

  /** All or none; a memory later in the batch is newer. The count is that of the request, repeated content included. */
  createMemories({body, store}) {
    const accepted = body.memories.map((memory) => ({...memory, content: trimmedContent(memory.content)}))
    const memories = accepted.map((memory) => addMemory(store, memory))
    return {memories, created_count: memories.length}
  },

  searchMemories({query, store}) {
    const queryWords = words(query.query)
    const items = [...store.memories]
      .map(({id, content, category}) => ({id, content, category, relevance_score: relevance(queryWords, content)}))
      .filter((item) => item.relevance_score > 0)
      .sort((a, b) => b.relevance_score - a.relevance_score)
      .slice(0, query.limit)
    return {items, returned_count: items.length}
  },

  updateMemory({body, path, store}) {
    const memory = requireMemory(store, path.memory_id)
    const {content, category, tags, visibility} = body
    if (content === undefined && category === undefined && tags === undefined && visibility === undefined) {
      throw new ApiError(422, 'At least one field (content, visibility, tags, or category) must be provided')
    }

    store.memories.update(memory, {
      ...(content !== undefined && {content: trimmedContent(content), edited: true}),
      ...(category !== undefined && {category: category === 'auto' ? CHOSEN_CATEGORY : category}),
      ...(tags !== undefined && {tags}),
      ...(visibility !== undefined && {visibility}),
      updated_at: store.stamp(),
    })
    return memory
  },

  deleteMemory({path, store}) {
    if (!store.memories.remove(path.memory_id)) throw new ApiError(404, 'Memory not found')
    return {success: true}
  },
} satisfies Handlers
