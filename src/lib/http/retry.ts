/** When a failed attempt is repeated, and after how long. The rules are those of the section *Requests*. */

import {type IncomingHttpHeaders} from 'node:http'

import {type ApiRequest} from './request.js'

/** Every 5xx, whichever of them servers and gateways make up, and 429. */
export const RETRIED_STATUS_CODES = [429, ...Array.from({length: 100}, (_, index) => 500 + index)]

/** Failures of the connection. Not among them: TLS trouble, which no repeat mends. */
const RETRIED_ERROR_CODES = [
  'EADDRINUSE',
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ERR_PROXY_BUSY',
  'ETIMEDOUT',
]

/** Failures before a request could be sent, and the status that says it was turned away: nothing has happened. */
const UNSENT_ERROR_CODES = ['EAI_AGAIN', 'ECONNREFUSED', 'ENOTFOUND', 'ERR_PROXY_BUSY']
export const TURNED_AWAY_STATUS_CODES = [429]

/** Which failures of the connection a request is repeated after. */
export const repeatedErrorCodes = ({onlyIfAnswered, onlyIfRefused}: ApiRequest): string[] =>
  onlyIfRefused || onlyIfAnswered ? UNSENT_ERROR_CODES : RETRIED_ERROR_CODES

/** The longest `Retry-After` that is waited for, in milliseconds. */
export const MAX_RETRY_AFTER = 60_000

const FIRST_BACKOFF = 500
const LONGEST_BACKOFF = 8000

/**
 * How long to wait before the next attempt, in milliseconds: what the server asked for (`retryAfter`, milliseconds),
 * else a random time between half a second and 1, 2, 4 … at most 8 seconds. That also is enough where less than half a
 * second was asked for: got gives 1 for a date that has passed.
 */
export function backoff(attempt: number, retryAfter?: number): number {
  if (retryAfter !== undefined && retryAfter >= FIRST_BACKOFF) return retryAfter
  const ceiling = Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** attempt)
  return FIRST_BACKOFF + Math.random() * (ceiling - FIRST_BACKOFF)
}

/**
 * `Retry-After` (seconds or a date) in whole seconds, rounded up; undefined when it cannot be used. A date is counted from the
 * answer's own `Date`, since this machine's clock may be wrong, and from that clock, which shows `here`, only where the answer
 * has none.
 */
export function retryAfterSeconds(headers: IncomingHttpHeaders, here = Date.now()): number | undefined {
  const {date = '', 'retry-after': after} = headers
  if (after === undefined || after.trim() === '') return undefined
  const seconds = Number(after)
  const now = Date.parse(date)
  const wait = Number.isNaN(seconds) ? (Date.parse(after) - (Number.isNaN(now) ? here : now)) / 1000 : seconds
  return Number.isFinite(wait) && wait > 0 ? Math.ceil(wait) : undefined
}

/** Puts seconds in place of a date in `Retry-After`, for got, which would count it from this machine's clock. */
export function countRetryAfter(headers: IncomingHttpHeaders, here: number): void {
  const after = headers['retry-after']
  if (after === undefined || !Number.isNaN(Number(after)) || Number.isNaN(Date.parse(after))) return
  headers['retry-after'] = String(retryAfterSeconds(headers, here) ?? 0)
}
