import {got, type OptionsInit, type RequestError, type Response, type RetryFunction} from 'got'
import {type ClientRequest} from 'node:http'
import {type Duplex} from 'node:stream'

import {unexpectedResponse} from '../errors/index.js'
import {type Clock} from '../io/clock.js'
import {type Patience} from '../io/patience.js'
import {type Delivery} from './delivery.js'
import {type HttpObserver, type HttpOutcome} from './observer.js'
import {type ProxyVariables} from './proxy-variables.js'
import {type Proxy} from './proxy.js'
import {type ApiRequest} from './request.js'
import {
  backoff,
  countRetryAfter,
  MAX_RETRY_AFTER,
  repeatedErrorCodes,
  RETRIED_STATUS_CODES,
  TURNED_AWAY_STATUS_CODES,
} from './retry.js'
import {type ServerClock} from './server-clock.js'

/** What the client tells while it works. */
export interface HttpListener {
  /** A request begins; what is returned is called when its answer is there, or why there is none. */
  asking?(request: ApiRequest, host: string): () => void
  /** A line for `--verbose`. */
  debug(line: string): void
  /** After a time-out it is looked, for so many seconds at the most, whether what was to be created is there. */
  looking?(seconds: number): void
  /** A wait before the next attempt, in seconds. */
  waiting(seconds: number, reason: string): void
}

export interface ExchangeOptions {
  /** That of the run. */
  readonly clock: Clock
  readonly listener: HttpListener
  readonly maxAttempts: number
  readonly observer?: HttpObserver
  /** Where the waits of the run are limited: what would take longer is not repeated. */
  readonly patience?: Patience
  /** What the environment says about proxies. */
  readonly proxies?: ProxyVariables
  /** Ends the running request and its waits. */
  readonly signal: AbortSignal
  /** How long to wait for a reply, in milliseconds, in place of the endpoints' own times. */
  readonly timeout?: number
  /** Whether a server's certificate may be anybody's. Node.js warns of it by itself. */
  readonly unchecked?: boolean
  readonly userAgent: string
}

/** A request on its way to a place. */
export interface Question {
  /** Takes note of what becomes of each attempt. */
  readonly delivery: Delivery
  readonly request: ApiRequest
  readonly secret?: string
  readonly url: URL
}

type Timings = RequestError['timings']

/** Waits of got's, in milliseconds: the shortest, and the one that says that there be no repeat. */
const AT_ONCE = 1
const NOT_AGAIN = 0

const CONNECT_TIMEOUT = 10_000
export const CONNECT_TIMEOUTS = {connect: CONNECT_TIMEOUT, lookup: CONNECT_TIMEOUT, secureConnect: CONNECT_TIMEOUT}
const REPLY_TIMEOUT = 30_000
const SLOW_REPLY_TIMEOUT = 120_000

/** The most that an answer may have, in bytes: a server that never comes to an end shall not take all the memory. */
const MEGABYTE = 2 ** 20
const LONGEST_LIST = 256 * MEGABYTE
const LONGEST = 16 * MEGABYTE

/**
 * Asks once, and again as often as the rules of retry.ts allow; tells the listener and the observer of each attempt.
 * Resolves to the answer, whatever its status; throws got's RequestErrors, and OmiErrors for what a proxy and an answer
 * without an end mean.
 */
export async function exchange(
  {delivery, request, secret, url}: Question,
  clock: ServerClock,
  options: ExchangeOptions,
): Promise<Response<Buffer>> {
  const {listener, observer, patience, signal} = options
  const attempts = request.maxAttempts ?? options.maxAttempts
  const {proxy, way} = await wayTo(url, options)
  const facts = attemptFacts(request, url)
  const tell = async (
    attempt: number,
    outcome: Pick<HttpOutcome, 'code' | 'requestId' | 'status'>,
    timings?: Timings,
  ) => {
    const seconds = (timings?.phases.total ?? 0) / 1000
    await tellAttempt({...facts, ...outcome, attempt, seconds}, options)
  }

  // got runs its beforeRetry hooks only after the wait, so what a user should read before it is told from here; and it
  // waits by timers of its own, so the wait is here too. An interruption ends the request itself.
  const calculateDelay: RetryFunction = async ({attemptCount, error, retryAfter}) => {
    // An answer that came in full was told by afterResponse.
    if (error.name !== 'HTTPError') {
      delivery.failed(error)
      await tell(attemptCount, {code: error.code}, error.timings)
    }

    const delay = backoff(attemptCount, retryAfter)
    if (patience && !patience.allows(delay)) return NOT_AGAIN
    announceRetry(listener, {
      attempt: attemptCount + 1,
      attempts,
      delay,
      reason: error.name === 'HTTPError' ? error.response?.statusCode : error.code,
    })
    await options.clock.sleep(delay, signal).catch(() => {})
    return AT_ONCE
  }

  const most = longestAnswer(request)
  const tooLong = new AbortController()
  const pending = got(url, {
    ...way,
    ...payloadOf(request),
    headers: {...headersFor({request, secret}, options), accept: 'application/json'},
    hooks: {
      afterResponse: [
        async (response) => {
          const {headers, retryCount, statusCode: status, timings} = response
          delivery.answered(status)
          clock.observe(headers.date, timings.phases.total ?? 0)
          countRetryAfter(headers, options.clock.now())
          await tell(retryCount + 1, {requestId: headers['x-request-id']?.toString(), status}, timings)
          return response
        },
      ],
      ...(observer && {
        beforeRequest: [
          async (options, {retryCount}) => {
            Object.assign(options.headers, await observer.beforeAttempt({...facts, attempt: retryCount + 1}))
          },
        ],
      }),
    },
    method: request.method,
    responseType: 'buffer',
    retry: {
      calculateDelay,
      enforceRetryRules: true,
      errorCodes: repeatedErrorCodes(request) as never,
      limit: attempts - 1,
      maxRetryAfter: MAX_RETRY_AFTER,
      methods: [request.method],
      statusCodes: request.onlyIfRefused ? TURNED_AWAY_STATUS_CODES : RETRIED_STATUS_CODES,
    },
    signal: AbortSignal.any([signal, tooLong.signal]),
    timeout: {...CONNECT_TIMEOUTS, request: replyTimeout(request, options)},
  })
  pending.on('request', (sent) => {
    delivery.began()
    // got would wait for ever for a server that switches to another protocol unasked.
    sent.once('upgrade', (_response, socket) => refuseUpgrade(sent, socket))
  })
  pending.on('downloadProgress', ({transferred}) => {
    if (transferred > most) tooLong.abort()
  })
  try {
    return await pending
  } catch (error) {
    const {code, request: sent, timings} = error as RequestError
    delivery.failed(error)
    if (!signal.aborted) await tell((sent?.retryCount ?? 0) + 1, {code}, timings)
    if (tooLong.signal.aborted && !signal.aborted) throw endless(url.host, most)
    throw proxy?.explain(error as RequestError) ?? error
  }
}

/** How got gets to `url` and what it leaves alone, and the proxy on the way there, if any. */
export async function wayTo(
  url: URL,
  {proxies, unchecked}: Pick<ExchangeOptions, 'proxies' | 'unchecked'>,
): Promise<{proxy?: Proxy; way: Pick<OptionsInit, 'agent' | 'followRedirect' | 'https' | 'throwHttpErrors'>}> {
  const proxy = proxies && (await (await import('./proxy.js')).proxyFor(url, proxies))
  const way = {
    ...(proxy && {agent: url.protocol === 'https:' ? {https: proxy.agent as never} : {http: proxy.agent}}),
    followRedirect: false,
    // got would have it checked in any case.
    ...(unchecked && {https: {rejectUnauthorized: false}}),
    throwHttpErrors: false,
  }
  return {proxy, way}
}

export const headersFor = ({request, secret}: Pick<Question, 'request' | 'secret'>, {userAgent}: ExchangeOptions) => ({
  ...(secret !== undefined && {authorization: `Bearer ${secret}`}),
  ...(request.rawBody !== undefined && {'content-type': 'application/json'}),
  'user-agent': userAgent,
})

/** What there is to know of an attempt before it is made. */
export const attemptFacts = ({method}: ApiRequest, url: URL) => ({
  method,
  path: url.pathname,
  query: Object.fromEntries(url.searchParams),
})

/** Tells the listener and the observer how an attempt has ended. */
export async function tellAttempt(outcome: HttpOutcome, {listener, observer}: ExchangeOptions): Promise<void> {
  const {code, method, path, seconds, status} = outcome
  listener.debug(`${method} ${path} → ${status ?? code} (${seconds.toFixed(2)}s)`)
  await observer?.afterAttempt(outcome)
}

/** How long a reply is waited for, in milliseconds. */
export const replyTimeout = ({slow}: Pick<ApiRequest, 'slow'>, {timeout}: Pick<ExchangeOptions, 'timeout'>): number =>
  timeout ?? (slow ? SLOW_REPLY_TIMEOUT : REPLY_TIMEOUT)

/** A repeat: attempt number `attempt` of `attempts` comes in `delay` milliseconds. */
interface Repeat {
  readonly attempt: number
  readonly attempts: number
  readonly delay: number
  /** Why: a status or an error's code. */
  readonly reason: number | string | undefined
}

/** Tells the listener. */
export function announceRetry(listener: HttpListener, {attempt, attempts, delay, reason}: Repeat): void {
  const seconds = delay / 1000
  listener.debug(`retry ${attempt} of ${attempts} in ${seconds.toFixed(1)}s`)
  listener.waiting(seconds, String(reason))
}

const longestAnswer = ({expect, listIn, mayBeList}: ApiRequest) =>
  expect === 'array' || listIn !== undefined || mayBeList ? LONGEST_LIST : LONGEST

/** What is sent, as got takes it. */
export function payloadOf({body, form, rawBody}: ApiRequest) {
  if (rawBody !== undefined) return {body: rawBody}
  return {...(body !== undefined && {json: body}), ...(form !== undefined && {form})}
}

const endless = (host: string, most: number) =>
  unexpectedResponse(`${host} answered with more than ${most / MEGABYTE} MB. Check the API base (omi config show).`)

function refuseUpgrade(request: ClientRequest, socket: Duplex): void {
  socket.destroy()
  request.emit('error', Object.assign(new Error('Unexpected upgrade'), {code: 'HPE_PAUSED_UPGRADE'}))
}
