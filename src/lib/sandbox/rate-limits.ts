import {type Policy} from '../contract/operation.js'
import {RATE_POLICIES} from '../contract/operations.js'
import {ApiError} from './api-error.js'

interface Limit {
  requests: number
  seconds: number
}

/** Limits over all requests, from the contract's preamble: of a key, and of the one user there is. */
const A_MINUTE: Limit = {requests: 100, seconds: 60}
const A_DAY: Limit = {requests: 10_000, seconds: 86_400}

interface Window {
  count: number
  /** Milliseconds since 1970. */
  endsAt: number
  limit: Limit
}

/**
 * Counts requests in fixed windows that begin with the first request, as the server does (the utils/rate_limit_config.py of
 * BasedHardware/omi: one counter and its time to live per policy). In memory only: a restart forgets them.
 */
export class RateLimiter {
  private readonly now: () => Date
  private readonly windows = new Map<string, Window>()

  constructor(now: () => Date) {
    this.now = now
  }

  /**
   * Counts a request of the caller with this id against the limits over all, then against each policy of the operation in
   * turn: one that refuses has not been counted by itself and those behind it, but by those before it. Returns the headers
   * that the answer carries, those of the policy with the least left, none without a policy; throws ApiError 429.
   */
  take(callerId: string, policies: readonly Policy[]): Record<string, string> {
    // Beside a policy's own figures those of a limit over all would pass for them.
    const overallHeaders = policies.length > 0 ? () => ({}) : limitHeaders
    for (const window of [this.window(callerId, A_MINUTE), this.window('', A_DAY)]) this.count(window, overallHeaders)
    const windows = policies.map((policy) => this.window(`${callerId} ${policy}`, hourly(policy)))
    for (const window of windows) this.count(window, limitHeaders)
    const [tightest] = windows.sort((a, b) => left(a) - left(b))
    return tightest ? limitHeaders(tightest) : {}
  }

  private count(window: Window, headersOf: (window: Window) => Record<string, string>): void {
    if (left(window) <= 0) throw this.refusal(window, headersOf(window))
    window.count++
  }

  private refusal(window: Window, headers: Record<string, string>): ApiError {
    const wait = Math.max(1, Math.ceil((window.endsAt - this.now().getTime()) / 1000))
    return new ApiError(429, `Rate limit exceeded. Try again in ${wait}s.`, {
      ...headers,
      'Retry-After': String(wait),
    })
  }

  private window(name: string, limit: Limit): Window {
    const now = this.now().getTime()
    let window = this.windows.get(name)
    if (!window || window.endsAt <= now) {
      window = {count: 0, endsAt: now + limit.seconds * 1000, limit}
      this.windows.set(name, window)
    }

    return window
  }
}

const hourly = (policy: Policy): Limit => ({requests: RATE_POLICIES[policy], seconds: 3600})

const left = ({count, limit}: Window) => limit.requests - count

const limitHeaders = (window: Window) => ({
  'X-RateLimit-Limit': String(window.limit.requests),
  'X-RateLimit-Remaining': String(left(window)),
})
