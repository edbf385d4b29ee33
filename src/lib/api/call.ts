import {operationOf, policiesOf} from '../contract/operation.js'
import {type operations} from '../contract/schema.js'
import {type HttpClient} from '../http/http-client.js'
import {type ApiRequest} from '../http/request.js'
import {pathSegment} from './path-segment.js'
import {DONE} from './types.js'

type ApiOperations = Omit<operations, 'authorize' | 'exchangeCode'>
export type ApiOperationId = keyof ApiOperations

type Json<Holder> = Holder extends {content: {'application/json': infer Document}} ? Document : null

/** The document of an operation's good answer; null where it has none. */
export type AnswerOf<Id extends ApiOperationId> = ApiOperations[Id]['responses'] extends {200: infer Response}
  ? Json<Response>
  : null

/** What the query of an operation may hold. */
export type QueryOf<Id extends ApiOperationId> = ApiOperations[Id]['parameters'] extends {query?: never}
  ? object
  : NonNullable<ApiOperations[Id]['parameters']['query']>

/** The body of an operation; where it takes none there is none to give. */
type BodyOf<Id extends ApiOperationId> = ApiOperations[Id] extends {
  requestBody: {content: {'application/json': infer Body}}
}
  ? {readonly body: Body}
  : {readonly body?: never}

/**
 * What an operation is asked with: the parameters of the path, as they are (they are encoded here), the query and the body
 * that the contract has for it, and how to go about it.
 */
type Asked<Id extends ApiOperationId> = BodyOf<Id> &
  Pick<ApiOperations[Id]['parameters'], 'path' | 'query'> &
  Pick<ApiRequest, 'listIn' | 'maxAttempts' | 'notFound' | 'onlyIfRefused'>

/** Nothing need be said to an operation without a path, a query or a body of its own. */
type Asking<Id extends ApiOperationId> = object extends Asked<Id> ? [asked?: Asked<Id>] : [asked: Asked<Id>]

/**
 * One call of an operation of the contract. Resolves to the document of its answer; throws OmiErrors as the HTTP client
 * does, and "Invalid ID" for a parameter that no path can carry.
 */
export function call<Id extends ApiOperationId>(
  http: HttpClient,
  id: Id,
  ...[asked]: Asking<Id>
): Promise<AnswerOf<Id>> {
  const {path, query, ...rest}: Partial<Asked<Id>> = asked ?? {}
  return http.send<AnswerOf<Id>>({...requestFor(id, path, query), ...rest})
}

/** What the table of operations says of a request, for the HTTP client. Throws "Invalid ID" as `call` does. */
export function requestFor(
  id: ApiOperationId,
  parameters: Readonly<Record<string, string>> = {},
  query: ApiRequest['query'] = {},
): ApiRequest {
  const operation = operationOf(id)
  return {
    ...(operation.security === 'firebaseIdToken' && {credential: 'session'}),
    expect: operation.answer ?? 'anything',
    method: operation.method,
    path: operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => pathSegment(parameters[name] ?? '')),
    policies: policiesOf(operation, query),
    query,
    readOnly: operation.readOnly,
    slow: operation.slow,
    ...(operation.method === 'DELETE' && {whenGone: JSON.stringify(operation.answer ? DONE : null)}),
  }
}
