import type {Operation} from '../contract/operation.js'
import type {components, operations} from '../contract/schema.js'
import type {OperationId} from './contract.js'
import type {StoredKey} from './keys.js'
import type {Store} from './store.js'
import type {FieldError} from './validation.js'

export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name]

type Json<Holder> = Holder extends {content: {'application/json': infer Document}} ? Document : undefined
type QueryOf<Parameters> = Parameters extends {query?: infer Query} ? NonNullable<Query> : never
type PathOf<Parameters> = Parameters extends {path: infer Path} ? Path : never

/** A request that has passed every check, with the contract's defaults filled in. */
export interface Call<Id extends OperationId> {
  body: Json<operations[Id]['requestBody']>
  /** The presented developer key; undefined where the contract asks for an ID token. */
  key: StoredKey | undefined
  /** Whether to answer as an older server. */
  legacy: boolean
  /** What the contract says of the operation. */
  operation: Operation
  /** The most places of a page where nothing in the contract says so. */
  pageCap: number | undefined
  /** Path parameters, percent-decoded. */
  path: PathOf<operations[Id]['parameters']>
  query: QueryOf<operations[Id]['parameters']>
  store: Store
}

/** The document of the 200 answer; undefined where the contract has a 204 in its place. */
export type Answer<Id extends OperationId> = operations[Id]['responses'] extends {200: infer Response}
  ? Json<Response>
  : undefined

/** Carries out one operation. Returns what a successful answer holds; throws ApiError for every other one. */
type Handler<Id extends OperationId> = (call: Call<Id>) => Answer<Id>

/** What a noun implements, by the operation's id in the OpenAPI file. */
export type Handlers = {[Id in OperationId]?: Handler<Id>}

/** An answer other than success: FastAPI's `{"detail": …}`, a text, or for 422 a list of field errors. */
export class ApiError extends Error {
  constructor(
    readonly status: 400 | 401 | 402 | 403 | 404 | 405 | 409 | 422 | 429 | 500,
    readonly detail: FieldError[] | string,
    readonly headers: Record<string, string> = {},
  ) {
    super(typeof detail === 'string' ? detail : 'Validation failed')
  }
}
