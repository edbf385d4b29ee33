import {type ListReading} from '../api/list-reading.js'
import {type ListOptions, rawList} from '../api/list.js'
import {findOperationId, type OperationId, operationOf, policiesOf} from '../contract/operation.js'
import {invalidValue} from '../errors/index.js'
import {inDoubt, leavesDoubt} from '../http/create-once.js'
import {type HttpClient} from '../http/http-client.js'
import {repeatInDoubt} from '../http/repeat-in-doubt.js'
import {type ApiRequest, type Method} from '../http/request.js'
import {type JsonItem, type JsonText} from '../json/json-text.js'
import {compactJson} from '../json/layout.js'

/** A request as a user describes it, for what has no verb. */
export interface RawRequest {
  /** `name=text` or `name:=json`: for the query of GET and DELETE, for the JSON body of the others. */
  readonly fields: readonly string[]
  /** JSON to send as it is; undefined for none. */
  readonly input?: string
  readonly method: string
  /** With its query, if it has one. */
  readonly path: string
}

/** A request as a program describes it, for what has no method of its own. */
export interface DocumentRequest {
  /** Sent as JSON. */
  readonly body?: unknown
  readonly method: Method
  /** Starts with one slash; may have a query. */
  readonly path: string
  /** Added to the query of the path. */
  readonly query?: Readonly<Record<string, boolean | number | string>>
}

export const METHODS: readonly string[] = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] satisfies Method[]

/**
 * The request for the HTTP client. Throws a UsageError for a method, path, field or body that cannot be sent: a path has to
 * stay below the API base, so that the credential goes nowhere else.
 */
export function apiRequest({fields, input, method: typed, path}: RawRequest): ApiRequest {
  const method = typed.toUpperCase()
  if (!isMethod(method)) throw invalidValue(`METHOD ${typed}`, `Expected one of ${METHODS.join(', ')}.`)
  checkPath(path)
  const given = parseFields(fields)
  const inQuery = method === 'GET' || method === 'DELETE'
  if (inQuery && input !== undefined) {
    throw invalidValue('--input', 'GET and DELETE carry no body; --field puts values into their query.')
  }

  if (input !== undefined) checkJson(input, '--input')
  const asked = inQuery ? withQuery(path, given) : path
  return {
    ...(input !== undefined && {rawBody: input}),
    ...(given.size > 0 && !inQuery && {rawBody: bodyOf(given)}),
    expect: 'anything',
    method,
    ...contractFacts(method, asked),
    path: asked,
  }
}

/** The same for a program's description. */
export function documentRequest({body, method, path, query}: DocumentRequest): ApiRequest {
  return {
    ...apiRequest({fields: [], input: body === undefined ? undefined : JSON.stringify(body), method, path}),
    query,
  }
}

/**
 * Sends it. Throws what the HTTP client throws; after a failure that leaves open whether a POST happened, with
 * `outcome: "unknown"` and a line that says how to find out.
 */
export function sendRaw(http: HttpClient, request: ApiRequest): Promise<unknown> {
  return tellingDoubt(http, request, () => http.send(request))
}

/** The same for an answer that is passed on as the text it came in. */
export function sendRawForText(http: HttpClient, request: ApiRequest): Promise<JsonText> {
  return tellingDoubt(http, request, () => http.sendForText(request))
}

async function tellingDoubt<Result>(
  http: HttpClient,
  request: ApiRequest,
  send: () => Promise<Result>,
): Promise<Result> {
  const checkWith = checkWithOf(request)
  if (isMemoryCreation(request)) return repeatInDoubt(http, send, checkWith)
  try {
    return await send()
  } catch (error) {
    if (!request.onlyIfRefused || !leavesDoubt(error)) throw error
    throw inDoubt(error, checkWith)
  }
}

/**
 * Every item of a GET that answers with an array, from the `offset` on that the request names, in pages of its `limit` at
 * most. Throws a UsageError for another method, and for a `limit` or an `offset` that cannot be.
 */
export function itemsOfRaw(
  http: HttpClient,
  request: ApiRequest,
  options: Pick<ListOptions, 'waitOut'>,
): ListReading<JsonItem> {
  if (request.method !== 'GET') throw invalidValue('--paginate', 'Only GET can be read page by page.')
  const [route, query] = splitPath(request.path)
  const number = (name: string, smallest: number) => {
    const text = query.get(name)
    query.delete(name)
    if (text === null) return
    const value = Number(text)
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= smallest) return value
    throw invalidValue(`${name} ${text}`, `With --paginate it has to be a whole number, ${smallest} or more.`)
  }

  const part = {cap: number('limit', 1), offset: number('offset', 0)}
  const transcripts = query.get('include_transcript') ?? undefined
  const all = {...request, path: joinPath(route, query), query: {include_transcript: transcripts}}
  return rawList(http, findOperationId('GET', route), all, {...options, ...part})
}

const isMethod = (text: string): text is Method => METHODS.includes(text)

/** What the contract says of a request; a POST that it does not know is taken for one that must not happen twice. */
function contractFacts(method: Method, path: string) {
  const [route, query] = splitPath(path)
  const id = findOperationId(method, route)
  const operation = id && operationOf(id)
  return {
    ...(operation && {
      ...(operation.security === 'firebaseIdToken' && {credentialIfRejected: 'session' as const}),
      policies: policiesOf(operation, Object.fromEntries(query)),
      mayBeList: operation.answer === 'array',
      readOnly: operation.readOnly,
      slow: operation.slow,
    }),
    ...(method === 'POST' && {onlyIfRefused: !mayRepeat(id)}),
  }
}

/** Whether a POST may happen twice: a memory's id comes from its content, and a question changes nothing. */
const mayRepeat = (id: OperationId | undefined) => id === 'ask' || id === 'createMemory' || id === 'createMemories'

/** The operation that a request is for; undefined for one of no operation. */
const operationIdOf = ({method, path}: ApiRequest) => findOperationId(method, path.split('?', 1)[0] as string)

function isMemoryCreation(request: ApiRequest): boolean {
  const id = operationIdOf(request)
  return id === 'createMemory' || id === 'createMemories'
}

/** The command that shows whether a POST of unknown outcome happened. */
function checkWithOf(request: ApiRequest): string {
  const [route] = request.path.split('?', 1)
  const id = operationIdOf(request)
  return (id && operationOf(id).checkWith) ?? `omi api GET ${route}`
}

/** One slash at the start, and nothing that a URL parser would take for another host, a step upwards or an end. */
function checkPath(path: string): void {
  const refuse = (why: string) => invalidValue(`PATH ${path}`, why)
  if (/^[a-z]:[/\\]/i.test(path)) {
    throw refuse('Git Bash has made a file name of Windows out of it. Put MSYS_NO_PATHCONV=1 in front of omi.')
  }

  if (!/^\/(?![/\\])/.test(path)) {
    throw refuse('It has to start with exactly one /, such as /v1/dev/user/goals. The server is that of --api-base.')
  }

  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001F\u007F\\#]/.test(path) || !path.isWellFormed()) {
    throw refuse('Control characters, backslashes and # cannot be part of it.')
  }

  const [route = ''] = path.split('?', 1)
  if (route.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))) {
    throw refuse('Steps such as .. cannot be part of it.')
  }
}

/** The fields and the JSON text of their values: a number is sent as it was typed. */
function parseFields(fields: readonly string[]): Map<string, string> {
  const parsed = new Map<string, string>()
  for (const field of fields) {
    const {json, name, text} = field.match(/^(?<name>(?!:=)[^=]+?)(?:=(?<text>.*)|:=(?<json>.*))$/s)?.groups ?? {}
    const label = `--field ${field}`
    if (!name) throw invalidValue(label, 'Expected name=text or name:=json.')
    if (parsed.has(name)) throw invalidValue(label, `${name} is given twice.`)
    if (json !== undefined) checkJson(json, label)
    parsed.set(name, json === undefined ? JSON.stringify(text) : compactJson(json))
  }

  return parsed
}

function checkJson(text: string, label: string): void {
  try {
    JSON.parse(text)
  } catch {
    throw invalidValue(label, 'It is not valid JSON.')
  }
}

/** The JSON object of fields as they are typed, name=text or name:=json. Throws "Invalid value" for one that is neither. */
export const fieldsAsJson = (fields: readonly string[]): string => bodyOf(parseFields(fields))

const bodyOf = (fields: Map<string, string>) =>
  `{${[...fields].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`

/** The fields behind what the path asks for, in the order given, each in place of one of its name: texts as they are, all else as JSON. */
function withQuery(path: string, fields: Map<string, string>): string {
  const [route, query] = splitPath(path)
  if (fields.size === 0) return path
  for (const name of fields.keys()) query.delete(name)
  for (const [name, value] of fields) query.append(name, value.startsWith('"') ? (JSON.parse(value) as string) : value)
  return joinPath(route, query)
}

function splitPath(path: string): readonly [route: string, query: URLSearchParams] {
  const [route = ''] = path.split('?', 1)
  return [route, new URLSearchParams(path.slice(route.length))]
}

const joinPath = (route: string, query: URLSearchParams) => (query.size > 0 ? `${route}?${query}` : route)
