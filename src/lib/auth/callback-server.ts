import {once} from 'node:events'
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import {type AddressInfo, type Socket} from 'node:net'

import {cannotListen, isOmiError, oauthTimedOut} from '../errors/index.js'
import {LARGEST_HEADER} from '../http/loopback.js'
import {rememberSecret} from '../text/hide-credentials.js'
import {callbackPage, PAGE_HEADERS} from './callback-page.js'
import {codeFrom} from './callback.js'
import {SIGN_IN_LIMIT} from './sign-in-limit.js'

const HOST = '127.0.0.1'
const PATH = '/callback'

/** Waits on this machine for the browser to come back from the sign-in page. */
export interface CallbackServer {
  /** Ends all connections. */
  close(): void
  /**
   * The authorization code of the first callback that is one. Throws what that says is wrong, "OAuth flow timed out" after five
   * minutes, and the signal's reason.
   */
  code(signal: AbortSignal): Promise<string>
  /** Goes on showing the page to a browser that asks again, until the process ends, which it does not hold up. */
  linger(): void
  readonly redirectUri: string
}

/**
 * Listens on a free port of 127.0.0.1 for a callback with this `state`. Anything else that is asked for there is refused,
 * and the wait goes on. Throws "Cannot wait for the browser" where no port can be had.
 */
export async function startCallbackServer(state: string): Promise<CallbackServer> {
  const callback = deferred<string>()
  let first: undefined | {readonly answer: string; readonly page: Page}
  const server = createServer({maxHeaderSize: LARGEST_HEADER}, (request, response) => {
    const problem = refusal(request, server)
    if (problem) return sendPage(response, problem)
    const {searchParams} = urlOf(request)
    const answer = ['state', 'code', 'error'].map((name) => searchParams.get(name)).join(' ')
    // A browser that looks ahead asks for the page twice.
    if (first) return sendPage(response, answer === first.answer ? first.page : ALREADY_USED)
    const outcome = outcomeOf(searchParams, state)
    if (outcome === undefined) return sendPage(response, NOT_OURS)
    const page: Page = 'code' in outcome ? SIGNED_IN : [400, ...inWords(outcome.error)]
    first = {answer, page}
    // Told only when the browser has its page, because then the server may end.
    response.on('close', () => ('code' in outcome ? callback.resolve(outcome.code) : callback.reject(outcome.error)))
    sendPage(response, page)
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket.on('close', () => sockets.delete(socket))))
  await listen(server)
  return {
    close() {
      server.close()
      server.closeAllConnections()
    },
    async code(signal) {
      const stop = () => callback.reject(signal.reason)
      const timer = setTimeout(() => callback.reject(oauthTimedOut()), SIGN_IN_LIMIT)
      signal.addEventListener('abort', stop, {once: true})
      if (signal.aborted) stop()
      try {
        return await callback.promise
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', stop)
      }
    },
    linger() {
      server.unref()
      for (const socket of sockets) socket.unref()
      server.on('connection', (socket) => socket.unref())
    },
    redirectUri: `http://${addressOf(server)}${PATH}`,
  }
}

/** Status, title and text. */
type Page = [number, string, string]

const SIGNED_IN: Page = [200, 'Signed in at the provider', 'omi goes on in the terminal.']
const ALREADY_USED: Page = [410, 'Already used', 'This sign-in has already come to its end.']
const NOT_OURS: Page = [
  400,
  'Not signed in',
  'This is no answer to the sign-in that omi waits for. It still waits in the terminal.',
]

type Outcome = {readonly code: string} | {readonly error: unknown}

/** What a callback means; undefined for one that is none. */
function outcomeOf(query: URLSearchParams, state: string): Outcome | undefined {
  try {
    const code = codeFrom(query, state)
    if (code === undefined) return undefined
    rememberSecret(code)
    return {code}
  } catch (error) {
    return {error}
  }
}

/** Why a request is no callback; undefined for one that may be. */
function refusal(request: IncomingMessage, server: Server): Page | undefined {
  // A page elsewhere whose name was made to mean this machine (DNS rebinding) gives itself away here.
  if (request.headers.host !== addressOf(server)) return [400, 'Bad request', 'This address is not meant for you.']
  if (urlOf(request).pathname !== PATH) return [404, 'Not found', 'There is nothing here.']
  if (request.method !== 'GET') return [405, 'Method not allowed', 'Only a browser that was sent here is awaited.']
  return undefined
}

function urlOf({url = ''}: IncomingMessage): URL {
  const base = `http://${HOST}`
  return URL.canParse(url, base) ? new URL(url, base) : new URL(base)
}

const addressOf = (server: Server) => `${HOST}:${(server.address() as AddressInfo).port}`

function sendPage(response: ServerResponse, [status, title, text]: Page): void {
  response.writeHead(status, PAGE_HEADERS).end(callbackPage(title, text))
}

function inWords(error: unknown): [string, string] {
  return isOmiError(error) ? [error.title, error.detail ?? ''] : ['Sign-in failed', 'See the terminal.']
}

async function listen(server: Server): Promise<void> {
  try {
    server.listen(0, HOST)
    await once(server, 'listening')
  } catch (error) {
    throw cannotListen((error as NodeJS.ErrnoException).code ?? String(error))
  }
}

/** A promise and the way to settle it; one that is rejected before anybody waits for it is no unhandled error. */
function deferred<T>() {
  let settle!: {reject: (reason: unknown) => void; resolve: (value: T) => void}
  const promise = new Promise<T>((resolve, reject) => {
    settle = {reject, resolve}
  })
  promise.catch(() => {})
  return {promise, ...settle}
}
