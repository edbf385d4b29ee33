import {type Memory, type MemoryCreate, type MemorySearchResult, type MemoryUpdate} from '../contract/schema.js'
import {notFound} from '../errors.js'
import {type HttpClient} from '../http/http-client.js'
import {repeatInDoubt} from '../http/repeat-in-doubt.js'
import {call} from './call.js'
import {findById, pagesOf} from './paging.js'
import {pathSegment} from './path-segment.js'
import {type Done} from './types.js'

/** The most memories of one page and of one batch. */
export const MEMORY_PAGE = 200
export const MEMORY_BATCH = 25

export interface MemoryFilter {
  /** Comma-separated. */
  categories?: string
}

/** The memories of the signed-in user. Every call throws OmiErrors as the HTTP client does. */
export class Memories {
  constructor(private readonly http: HttpClient) {}

  /** Every memory from `offset` on, once each, in pages of `limit`, fetched while they are read. */
  all(query: MemoryFilter & {limit: number; offset: number}): AsyncGenerator<Memory[]> {
    return pagesOf((page) => this.list({...query, ...page}), query)
  }

  /** The id comes from the content, so creating the same content twice makes one memory. */
  create(memory: MemoryCreate): Promise<Memory> {
    return repeatInDoubt(this.http, () => call(this.http, 'createMemory', {body: memory}), 'omi memory list')
  }

  /** Up to MEMORY_BATCH memories; what comes back is in the order of what was sent. */
  async createBatch(memories: MemoryCreate[]): Promise<Memory[]> {
    const send = () => call(this.http, 'createMemories', {body: {memories}, listIn: 'memories'})
    const {memories: created} = await repeatInDoubt(this.http, send, 'omi memory list')
    return created ?? []
  }

  delete(id: string): Promise<Done> {
    return call(this.http, 'deleteMemory', {notFound: () => noSuchMemory(id), path: {memory_id: id}})
  }

  /** There is no endpoint for one memory, so the list is searched. Throws "Memory not found". */
  async get(id: string): Promise<Memory> {
    pathSegment(id)
    const found = await findById((page) => this.list(page), id, MEMORY_PAGE)
    if (!found) throw noSuchMemory(id)
    return found
  }

  list(query: MemoryFilter & {limit: number; offset: number}): Promise<Memory[]> {
    return call(this.http, 'listMemories', {query})
  }

  /** The smallest request that only an accepted credential gets an answer to. */
  async probe(): Promise<void> {
    await call(this.http, 'listMemories', {query: {limit: 1}})
  }

  search(query: string, limit: number): Promise<MemorySearchResult> {
    return call(this.http, 'searchMemories', {listIn: 'items', query: {limit, query}})
  }

  update(id: string, changes: MemoryUpdate): Promise<Memory> {
    return call(this.http, 'updateMemory', {
      body: changes,
      notFound: () => noSuchMemory(id),
      path: {memory_id: id},
    })
  }
}

const noSuchMemory = (id: string) => notFound('Memory', id)
