import {notFound} from '../errors.js'
import {type HttpClient} from '../http/http-client.js'
import {findById, pagesOf} from './paging.js'
import {pathSegment} from './path-segment.js'
import {type Memory, type MemoryCreate, type MemorySearchResult, type MemoryUpdate} from './schema.js'
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
  async create(memory: MemoryCreate): Promise<Memory> {
    return (await this.http.send({
      body: memory,
      expect: 'object',
      method: 'POST',
      path: MEMORIES,
      policy: 'dev:memories',
      slow: true,
    })) as Memory
  }

  /** Up to MEMORY_BATCH memories; what comes back is in the order of what was sent. */
  async createBatch(memories: MemoryCreate[]): Promise<Memory[]> {
    const {memories: created} = (await this.http.send({
      body: {memories},
      expect: 'object',
      listIn: 'memories',
      method: 'POST',
      path: `${MEMORIES}/batch`,
      policy: 'dev:memories_batch',
      slow: true,
    })) as {memories?: Memory[] | null}
    return created ?? []
  }

  async delete(id: string): Promise<Done> {
    return (await this.http.send({
      expect: 'object',
      method: 'DELETE',
      notFound: () => noSuchMemory(id),
      path: memoryPath(id),
    })) as Done
  }

  /** There is no endpoint for one memory, so the list is searched. Throws "Memory not found". */
  async get(id: string): Promise<Memory> {
    pathSegment(id)
    const found = await findById((page) => this.list(page), id, MEMORY_PAGE)
    if (!found) throw noSuchMemory(id)
    return found
  }

  async list(query: MemoryFilter & {limit: number; offset: number}): Promise<Memory[]> {
    return (await this.http.send({expect: 'array', method: 'GET', path: MEMORIES, query: {...query}})) as Memory[]
  }

  /** The smallest request that only an accepted credential gets an answer to. */
  async probe(): Promise<void> {
    await this.http.send({expect: 'array', method: 'GET', path: MEMORIES, query: {limit: 1}})
  }

  async search(query: string, limit: number): Promise<MemorySearchResult> {
    return (await this.http.send({
      expect: 'object',
      listIn: 'items',
      method: 'GET',
      path: `${MEMORIES}/vector/search`,
      query: {limit, query},
    })) as MemorySearchResult
  }

  async update(id: string, changes: MemoryUpdate): Promise<Memory> {
    return (await this.http.send({
      body: changes,
      expect: 'object',
      method: 'PATCH',
      notFound: () => noSuchMemory(id),
      path: memoryPath(id),
    })) as Memory
  }
}

const MEMORIES = '/v1/dev/user/memories'

const memoryPath = (id: string) => `${MEMORIES}/${pathSegment(id)}`

const noSuchMemory = (id: string) => notFound('Memory', id)
