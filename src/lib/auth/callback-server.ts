import {once} from 'node:events'
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import {type AddressInfo} from 'node:net'

import {cannotListen, isOmiError, oauthTimedOut} from '../errors.js'
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
   * The authorization code of the first callback. Throws what that says is wrong, "OAuth flow timed out" after five
   * minutes, and the signal's reason.
   */
  code(signal: AbortSignal): Promise<string>
  readonly redirectUri: string
}

/**
 * Listens on a free port of 127.0.0.1 for a callback with this `state`. Anything else that is asked for there is refused,
 * and the wait goes on. Throws "Cannot wait for the browser" where no port can be had.
 */
export async function startCallbackServer(state: string): Promise<CallbackServer> {
  const callback = deferred<string>()
  let answered = false
  const server = createServer((request, response) => {
    const problem = refusal(request, server)
    if (problem) return sendPage(response, ...problem)
    if (answered) return sendPage(response, 410, 'Already used', 'This sign-in has already come to its end.')
    answered = true
    const outcome = outcomeOf(request, state)
    // Told only when the browser has its page, because then the server ends.
    response.on('close', () => ('code' in outcome ? callback.resolve(outcome.code) : callback.reject(outcome.error)))
    if ('code' in outcome) sendPage(response, 200, 'Signed in at the provider', 'omi goes on in the terminal.')
    else sendPage(response, 400, ...inWords(outcome.error))
  })
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
    redirectUri: `http://${addressOf(server)}${PATH}`,
  }
}

type Outcome = {readonly code: string} | {readonly error: unknown}

function outcomeOf(request: IncomingMessage, state: string): Outcome {
  try {
    return {code: codeFrom(urlOf(request).searchParams, state)}
  } catch (error) {
    return {error}
  }
}

/** Why a request is no callback: status, title and text of the page; undefined for a callback. */
function refusal(request: IncomingMessage, server: Server): [number, string, string] | undefined {
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

function sendPage(response: ServerResponse, status: number, title: string, text: string): void {
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
