import {operationOf, policiesOf} from '../contract/operation.js'
import {type operations} from '../contract/schema.js'
import {type HttpClient} from '../http/http-client.js'
import {type ApiRequest, type QueryValue} from '../http/request.js'
import {pathSegment} from './path-segment.js'
import {DONE} from './types.js'

type ApiOperations = Omit<operations, 'authorize' | 'exchangeCode'>
export type ApiOperationId = keyof ApiOperations

type Json<Holder> = Holder extends {content: {'application/json': infer Document}} ? Document : null
type PathOf<Parameters> = Parameters extends {path: infer Path} ? Path : undefined
type QueryOf<Parameters> = Parameters extends {query?: infer Query} ? Query : undefined

/** The document of an operation's good answer; null where it has none. */
export type AnswerOf<Id extends ApiOperationId> = ApiOperations[Id]['responses'] extends {200: infer Response}
  ? Json<Response>
  : null

/** What an operation is asked with, typed by the contract. */
export type Asked<Id extends ApiOperationId> = Pick<
  ApiRequest,
  'listIn' | 'maxAttempts' | 'notFound' | 'onlyIfRefused'
> & {
  readonly body?: Json<NonNullable<ApiOperations[Id]['requestBody']>>
  /** The parameters of the path, as they are: they are encoded here. */
  readonly path?: PathOf<ApiOperations[Id]['parameters']>
  readonly query?: QueryOf<ApiOperations[Id]['parameters']>
}

/**
 * One call of an operation of the contract. Resolves to the document of its answer; throws OmiErrors as the HTTP client
 * does, and "Invalid ID" for a parameter that no path can carry.
 */
export async function call<Id extends ApiOperationId>(
  http: HttpClient,
  id: Id,
  {path, query, ...asked}: Asked<Id> = {},
): Promise<AnswerOf<Id>> {
  return (await http.send({...requestFor(id, path, query), ...asked})) as AnswerOf<Id>
}

/** What the table of operations says of a request, for the HTTP client. Throws "Invalid ID" as `call` does. */
export function requestFor(id: ApiOperationId, parameters: object = {}, query: object = {}): ApiRequest {
  const operation = operationOf(id)
  const values = new Map<string, unknown>(Object.entries(parameters))
  return {
    ...(operation.security === 'firebaseIdToken' && {credential: 'session'}),
    expect: operation.answer ?? 'anything',
    method: operation.method,
    path: operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => pathSegment(String(values.get(name)))),
    policies: policiesOf(operation, query),
    query: {...query} as Record<string, QueryValue>,
    readOnly: operation.readOnly,
    slow: operation.slow,
    ...(operation.method === 'DELETE' && {whenGone: JSON.stringify(operation.answer ? DONE : null)}),
  }
}
