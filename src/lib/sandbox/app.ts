import {RESPONSE_ALREADY_SENT} from '@hono/node-server/utils/response'
import {type Context, type Next} from 'hono'
import {Hono} from 'hono'
import {requestId} from 'hono/request-id'

import {policiesOf} from '../contract/operation.js'
import {isOmiError} from '../errors/index.js'
import {stackLines} from '../output/output.js'
import {ApiError} from './api-error.js'
import {type AppEnv, type AppOptions, type SandboxRequest} from './app-types.js'
import {askHandlers} from './ask.js'
import {ChatAnswer, streamed} from './chat-answer.js'
import {collectionHandlers} from './collection-handlers.js'
import {COLLECTIONS} from './collections.js'
import {
  allOperations,
  findOperation,
  type JsonObject,
  type Operation,
  type OperationId,
  reducedDocument,
} from './contract.js'
import {claimSession, conversationHandlers} from './conversations.js'
import {authenticate} from './credentials.js'
import {addDesktop} from './desktop/desktop.js'
import {drop, faultMiddleware} from './fault-effects.js'
import {goalHandlers} from './goals.js'
import {keyHandlers} from './keys.js'
import {memoryHandlers} from './memories.js'
import {messageHandlers, sendMessage} from './messages.js'
import {type Call} from './operation.js'
import {asChecked, servedBy} from './request-schema.js'
import {passDay} from './sample/history.js'
import {addSignIn} from './sign-in/routes.js'
import {RequestCheck} from './validation.js'

/** What carries out each operation, by its id in the OpenAPI file: all but the sign-in. What a message gets is no JSON. */
const handlersOf = (): Record<string, unknown> => ({
  ...collectionHandlers(COLLECTIONS),
  ...askHandlers,
  ...conversationHandlers,
  ...goalHandlers,
  ...keyHandlers,
  ...memoryHandlers,
  ...messageHandlers,
  sendMessage,
})

/** What an operation holds while it is at work, by its id; each gives it back with the function that it returns. */
const claims: {[Id in OperationId]?: (call: Call<Id>) => () => void} = {createConversationFromSegments: claimSession}

type AppContext = Context<AppEnv>

/** How many requests are kept for tests to look at. */
const KEPT_REQUESTS = 1000

/** The largest body that is read, in bytes: nobody has shown a credential yet when it is. */
const LARGEST_BODY = 1024 * 1024

/** The API as an HTTP application. A request meets, in this order: the limit of its size, faults, credential, scope, rate limit, validation, handler. */
export function createApp(options: AppOptions): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  const served = servedBy(allOperations(), options.legacy)
  app.use(requestId())
  app.use(recorder(options))
  app.use(faultMiddleware(options.faults, options.stopping))
  app.get('/openapi.json', (c) => c.json(reducedDocument(served)))
  addSignIn(app, options)
  if (options.history) app.post('/sandbox/next-day', nextDay(options))
  if (options.localToken !== undefined) addDesktop(app, {store: options.store, token: options.localToken})
  const handlers = handlersOf()
  for (const operation of served.filter(({id}) => id in handlers)) {
    app.on(operation.method, routePath(operation), operationRoute(operation, handlers[operation.id], options))
  }

  // Behind all operations, as `/memories/batch` is also a `/memories/{memory_id}`.
  for (const path of new Set(served.map((operation) => routePath(operation)))) {
    app.all(path, () => {
      throw new ApiError(405, 'Method Not Allowed')
    })
  }

  app.notFound((c) => c.json({detail: 'Not Found'}, 404))
  app.onError((error, c) => {
    if (error instanceof ApiError) return c.json({detail: error.detail}, error.status, error.headers)
    if (isOmiError(error)) {
      options.log(`${error.title}: ${error.detail}`)
      return c.json({detail: error.detail}, 500)
    }

    for (const line of stackLines(error)) options.log(line)
    return c.json({detail: 'Internal Server Error'}, 500)
  })
  return app
}

/** What is of no API: has a day pass in the sample account, for a key that may write. */
const nextDay =
  ({sessions, store}: AppOptions) =>
  async (c: AppContext) => {
    authenticate(findOperation('createMemory'), c.req.header('authorization'), {sessions, store})
    const happened = passDay(store)
    await store.flush()
    return c.json(happened)
  }

/** The rest of the body is not read, so the connection cannot serve another request. */
const tooLarge = (c: Context) =>
  c.json({detail: `The body is larger than ${LARGEST_BODY} bytes.`}, 413, {connection: 'close'})

const routePath = ({path}: Operation) => path.replaceAll(/\{(\w+)\}/g, ':$1')

/** Reads the body, so that no answer leaves it in the connection, keeps the request, and logs it once it is answered. */
const recorder =
  ({log, requests}: AppOptions) =>
  async (c: AppContext, next: Next) => {
    const started = performance.now()
    const {pathname, search} = new URL(c.req.url)
    const {method} = c.req
    c.set('path', pathname)
    const body = await readBody(c.req).catch(() => null)
    // The client left before it had sent everything.
    if (body === null) return RESPONSE_ALREADY_SENT
    if (body === undefined) {
      log(`${method} ${shown(pathname)} 413`)
      return tooLarge(c)
    }

    c.set('body', body)
    const request: SandboxRequest = {
      method,
      path: pathname,
      query: search.slice(1),
      status: null,
      body: parsedBody(body),
      headers: Object.fromEntries(c.req.raw.headers),
    }
    requests.push(request)
    if (requests.length > KEPT_REQUESTS) requests.shift()
    await next()
    const sent = c.get('sent')
    request.status = sent === undefined ? c.res.status : sent
    log(`${method} ${shown(pathname)} ${request.status ?? 'dropped'} ${Math.round(performance.now() - started)}ms`)
  }

const shown = (path: string) => path.replaceAll(/omi_[a-z]+_[^/]+/g, 'KEY')

/** The text of a request's body; undefined for one that is too large, of which no more than LARGEST_BODY is kept. */
async function readBody({raw: {body, headers}}: AppContext['req']): Promise<string | undefined> {
  if (Number(headers.get('content-length')) > LARGEST_BODY) return undefined
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > LARGEST_BODY) return undefined
    chunks.push(chunk)
  }

  return new TextDecoder().decode(Buffer.concat(chunks))
}

function parsedBody(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function operationRoute(
  operation: Operation,
  handler: unknown,
  {legacy, pageCap, rateLimiter, sessions, store, webhooks}: AppOptions,
) {
  const check = new RequestCheck(asChecked(operation, legacy))
  // The checks below give the call the very types that the contract gives the handler.
  const handle = handler as (call: unknown) => unknown
  const claim = claims[operation.id] as ((call: unknown) => () => void) | undefined
  return async (c: AppContext) => {
    const caller = authenticate(operation, c.req.header('authorization'), {sessions, store})
    const query = check.query(new URL(c.req.url).searchParams)
    const policies = policiesOf(operation, query.errors.length === 0 ? (query.value as JsonObject) : {})
    const headers = rateLimiter?.take(caller.id, policies) ?? {}
    for (const [name, value] of Object.entries(headers)) c.header(name, value)
    const body = check.body(c.get('body'), c.req.header('content-type'))
    const errors = [...query.errors, ...body.errors]
    if (errors.length > 0) throw new ApiError(422, errors)
    const {key} = caller
    const call = {body: body.value, key, legacy, pageCap, path: c.req.param(), query: query.value, store}
    const release = claim?.(call)
    let answer: unknown
    try {
      if (!(await c.get('work')())) return drop(c)
      answer = handle(call)
      webhooks.done(operation.id, answer)
    } finally {
      release?.()
    }

    // Answered means kept: a crash after this point loses nothing that a client was told.
    const response = answer === undefined ? c.body(null, 204) : responseOf(answer as object, c)
    await store.flush()
    return response
  }
}

const responseOf = (answer: object, c: AppContext) =>
  answer instanceof ChatAnswer ? streamed(answer, c.get('lineFault'), c) : c.json(answer)
