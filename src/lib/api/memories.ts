import {OPERATIONS} from '../contract/operations.js'
import {type Memory, type MemoryCreate, type MemorySearchResult, type MemoryUpdate} from '../contract/schema.js'
import {isOmiError, notFound} from '../errors/index.js'
import {type HttpClient} from '../http/http-client.js'
import {repeatInDoubt} from '../http/repeat-in-doubt.js'
import {call} from './call.js'
import {type PageRange} from './list-pages.js'
import {type FilterOf, List} from './list.js'
import {type Done} from './types.js'

/** The most memories of one batch. */
export const MEMORY_BATCH = OPERATIONS.createMemories.limits.memories

/** The memories of the signed-in user. Every call throws OmiErrors as the HTTP client does. */
export class Memories {
  constructor(private readonly http: HttpClient) {}

  /** Every one from `offset` on, once each, in pages. */
  all({limit: _limit, offset, ...filter}: FilterOf<'listMemories'> & Partial<PageRange> = {}): AsyncIterable<Memory[]> {
    return this.listing(filter).items({offset})
  }

  /** The id comes from the content, so creating the same content twice makes one memory. */
  create(memory: MemoryCreate): Promise<Memory> {
    const send = () => call(this.http, 'createMemory', {body: memory})
    return repeatInDoubt(this.http, send, OPERATIONS.createMemory.checkWith)
  }

  /** Up to MEMORY_BATCH memories; what comes back is in the order of what was sent. */
  async createBatch(memories: MemoryCreate[]): Promise<Memory[]> {
    const send = () => call(this.http, 'createMemories', {body: {memories}, listIn: 'memories'})
    const {memories: created} = await repeatInDoubt(this.http, send, OPERATIONS.createMemories.checkWith)
    return created ?? []
  }

  delete(id: string): Promise<Done> {
    return call(this.http, 'deleteMemory', {notFound: () => noSuchMemory(id), path: {memory_id: id}})
  }

  /** Throws "Memory not found". Servers that have no call for one memory are asked for the list, which is searched. */
  async get(id: string): Promise<Memory> {
    try {
      return await call(this.http, 'getMemory', {notFound: () => noSuchMemory(id), path: {memory_id: id}})
    } catch (error) {
      if (!isNoSuchCall(error)) throw error
      const found = await this.listing().find(id)
      if (!found) throw noSuchMemory(id)
      return found
    }
  }

  /** Up to `limit` from `offset` on. */
  list({limit, offset, ...filter}: FilterOf<'listMemories'> & PageRange): Promise<Memory[]> {
    return this.listing(filter).some({limit, offset})
  }

  /** The list, to be read as it is wanted. */
  listing(filter: FilterOf<'listMemories'> = {}): List<'listMemories'> {
    return new List(this.http, 'listMemories', filter)
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

/** Whether a server says that it has no such call, in the words that FastAPI has for it. */
const isNoSuchCall = (error: unknown) =>
  isOmiError(error) &&
  (error.facts.status === 405 || (error.facts.status === 404 && error.facts.server_detail === 'Not Found'))

const noSuchMemory = (id: string) => notFound('Memory', id)
