import {type operations} from '../contract/schema.js'
import {type Answer, type Json, type OperationId} from './contract.js'
import {type Store} from './store.js'
import {type StoredKey} from './stored.js'

type QueryOf<Parameters> = Parameters extends {query?: infer Query} ? NonNullable<Query> : never
type PathOf<Parameters> = Parameters extends {path: infer Path} ? Path : never

/** A request that has passed every check, with the contract's defaults filled in. */
export interface Call<Id extends OperationId> {
  body: Json<operations[Id]['requestBody']>
  /** The presented developer key; undefined where the contract asks for an ID token. */
  key: StoredKey | undefined
  /** Whether to answer as an older server. */
  legacy: boolean
  /** The most places of a page where nothing in the contract says so. */
  pageCap: number | undefined
  /** Path parameters, percent-decoded. */
  path: PathOf<operations[Id]['parameters']>
  query: QueryOf<operations[Id]['parameters']>
  store: Store
}

/** Carries out one operation. Returns what a successful answer holds; throws ApiError for every other one. */
type Handler<Id extends OperationId> = (call: Call<Id>) => Answer<Id>

/** What a noun does beside what its row of the table says, by the operation's id in the OpenAPI file. */
export type Handlers = {[Id in OperationId]?: Handler<Id>}
