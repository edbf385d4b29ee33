import {randomUUID} from 'node:crypto'

import {type ProxyVariables} from '../http/proxy-variables.js'
import {type Clock} from '../io/clock.js'
import {type EventName, EVENTS, SAMPLE_RATE} from './events.js'

/** An event on its way to an app. */
export interface Delivery {
  readonly body: Uint8Array
  readonly contentType: string
  readonly event: EventName
  /** The same for each try; a new one for each where it is not given. */
  readonly idempotencyKey?: string
  /** With what Omi adds to its query. */
  readonly url: URL
}

/** What became of one try. */
export interface Attempt {
  readonly elapsedMs: number
  /** What did not come in time, and how long it was waited for, in milliseconds. */
  readonly late?: {readonly milliseconds: number; readonly what: 'answer' | 'connection'}
  /** What the app answered, as far as it was read. */
  readonly response: string
  /** The HTTP status; undefined where there was no answer. */
  readonly status?: number
  /** Why there was no answer, where nothing was late: a code such as ECONNREFUSED. */
  readonly trouble?: string
  /** Whether there was more of the answer than is read. */
  readonly wasCut: boolean
}

export interface DeliveryOptions {
  readonly clock: Clock
  /** Gets a line for `--verbose` about each try. */
  readonly debug?: (line: string) => void
  readonly proxies?: ProxyVariables
  readonly signal: AbortSignal
  /** How long the answer is waited for, in milliseconds. */
  readonly timeout?: number
  readonly userAgent: string
}

/** What Omi allows, in milliseconds. */
const CONNECT_TIMEOUT = 2000
export const READ_TIMEOUT = 30_000

/** Of got's time-outs those before there is a connection. */
const CONNECTING: ReadonlySet<string> = new Set(['connect', 'lookup', 'secureConnect'])

/** The most of an answer that is read, in bytes: an app has little to say. */
export const LONGEST_ANSWER = 64 * 1024

/** What is to be sent for an event. Omi's own keys of the query replace those of the user. */
export function deliveryOf(
  event: EventName,
  body: Uint8Array,
  {key, to, uid}: {key?: string; to: URL; uid: string},
): Delivery {
  const url = new URL(to)
  const own = {sample_rate: String(SAMPLE_RATE), uid}
  for (const name of EVENTS[event].query) url.searchParams.delete(name)
  for (const name of EVENTS[event].query) url.searchParams.append(name, own[name])
  const idempotencyKey = key ?? (event === 'button_event' ? eventIdIn(body) : undefined)
  return {body, contentType: EVENTS[event].contentType, event, idempotencyKey, url}
}

function eventIdIn(body: Uint8Array): string | undefined {
  try {
    const {event_id: id} = JSON.parse(Buffer.from(body).toString()) as {event_id?: unknown}
    return typeof id === 'string' && /^[\u0021-\u007E]+$/.test(id) ? id : undefined
  } catch {
    return undefined
  }
}

/** The URL as it can be shown. */
export function shownUrl(url: URL): string {
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  return shown.href
}

/** Sends it once. Rejects with the reason of the signal alone. */
export async function attempt(delivery: Delivery, options: DeliveryOptions): Promise<Attempt> {
  const tried = await tryOnce(delivery, options)
  const {elapsedMs, late, status, trouble} = tried
  options.debug?.(
    `POST ${delivery.url.pathname} → ${status ?? trouble ?? `no ${late?.what}`} (${(elapsedMs / 1000).toFixed(2)}s)`,
  )
  return tried
}

async function tryOnce(delivery: Delivery, options: DeliveryOptions): Promise<Attempt> {
  const {clock, proxies, signal, timeout = READ_TIMEOUT, userAgent} = options
  const {got, TimeoutError} = await import('got')
  const proxy = proxies && (await (await import('../http/proxy.js')).proxyFor(delivery.url, proxies))
  const began = clock.monotonic()
  const elapsed = () => Math.max(0, Math.round(clock.monotonic() - began))
  // An answer that is there already is not to be interrupted any more: got would take that for an error.
  const interruption = new AbortController()
  const stop = () => interruption.abort()
  signal.throwIfAborted()
  signal.addEventListener('abort', stop)
  const request = got.stream.post(delivery.url, {
    ...(proxy && {agent: delivery.url.protocol === 'https:' ? {https: proxy.agent as never} : {http: proxy.agent}}),
    body: Buffer.from(delivery.body),
    followRedirect: false,
    headers: {
      'content-type': delivery.contentType,
      'idempotency-key': delivery.idempotencyKey ?? randomUUID(),
      'user-agent': userAgent,
    },
    retry: {limit: 0},
    signal: interruption.signal,
    throwHttpErrors: false,
    timeout: {
      connect: CONNECT_TIMEOUT,
      lookup: CONNECT_TIMEOUT,
      read: timeout,
      response: timeout,
      secureConnect: CONNECT_TIMEOUT,
      send: timeout,
    },
  })
  const pieces: Buffer[] = []
  let bytes = 0
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      pieces.push(piece)
      bytes += piece.length
      if (bytes > LONGEST_ANSWER) break
    }
  } catch (error) {
    signal.throwIfAborted()
    const none = {elapsedMs: elapsed(), response: '', wasCut: false}
    if (error instanceof TimeoutError) {
      return CONNECTING.has(error.event)
        ? {...none, late: {milliseconds: CONNECT_TIMEOUT, what: 'connection'}}
        : {...none, late: {milliseconds: timeout, what: 'answer'}}
    }

    const {code} = error as NodeJS.ErrnoException
    // An error of the program's own is none of the app's.
    if (typeof code !== 'string') throw error
    return {...none, trouble: code}
  } finally {
    signal.removeEventListener('abort', stop)
  }

  const response = Buffer.concat(pieces).subarray(0, LONGEST_ANSWER).toString()
  return {elapsedMs: elapsed(), response, status: request.response?.statusCode, wasCut: bytes > LONGEST_ANSWER}
}
