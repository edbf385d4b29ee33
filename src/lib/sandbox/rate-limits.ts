import {RATE_POLICIES} from '../contract/operations.js'
import {ApiError} from './operation.js'

interface Policy {
  limit: number
  seconds: number
}

/** Limits over all requests, from the contract's preamble: of a key, and of the one user there is. */
const A_MINUTE: Policy = {limit: 100, seconds: 60}
const A_DAY: Policy = {limit: 10_000, seconds: 86_400}

interface Window {
  count: number
  /** Milliseconds since 1970. */
  endsAt: number
  policy: Policy
}

/** Counts requests in fixed windows that begin with the first request, in memory only: a restart forgets them. */
export class RateLimiter {
  readonly #now: () => Date
  readonly #windows = new Map<string, Window>()

  constructor(now: () => Date) {
    this.#now = now
  }

  /**
   * Counts a request of the caller with this id. `policies` are those of the operation. Returns the headers that the
   * answer carries, none without a policy; throws ApiError 429 once a limit is used up. A refused request is not counted.
   */
  take(callerId: string, policies: readonly string[]): Record<string, string> {
    const overall = [this.#window(callerId, A_MINUTE), this.#window('', A_DAY)]
    const own = policies.map((policy) => this.#window(`${callerId} ${policy}`, findPolicy(policy)))
    const windows = [...own, ...overall]
    const full = windows.find((window) => window.count >= window.policy.limit)
    // Beside a policy's own figures those of a limit over all would pass for them.
    if (full) throw this.#refusal(full, own.length > 0 && !own.includes(full) ? {} : limitHeaders(full))
    for (const window of windows) window.count++
    return own[0] ? limitHeaders(own[0]) : {}
  }

  #refusal(window: Window, headers: Record<string, string>): ApiError {
    const wait = Math.max(1, Math.ceil((window.endsAt - this.#now().getTime()) / 1000))
    return new ApiError(429, `Rate limit exceeded. Try again in ${wait}s.`, {
      ...headers,
      'Retry-After': String(wait),
    })
  }

  #window(name: string, policy: Policy): Window {
    const now = this.#now().getTime()
    let window = this.#windows.get(name)
    if (!window || window.endsAt <= now) {
      window = {count: 0, endsAt: now + policy.seconds * 1000, policy}
      this.#windows.set(name, window)
    }

    return window
  }
}

function findPolicy(name: string): Policy {
  const limit = (RATE_POLICIES as Record<string, number>)[name]
  if (limit === undefined) throw new Error(`No rate limit policy ${name}`)
  return {limit, seconds: 3600}
}

const limitHeaders = ({count, policy}: Window) => ({
  'X-RateLimit-Limit': String(policy.limit),
  'X-RateLimit-Remaining': String(policy.limit - count),
})
