import {ApiError} from './operation.js'

interface Policy {
  limit: number
  seconds: number
}

/** The policies that the contract's `x-rate-limit` names; the figures are those of the troubleshooting page. */
const POLICIES: Record<string, Policy> = {
  'dev:conversations': {limit: 25, seconds: 3600},
  'dev:memories': {limit: 120, seconds: 3600},
  'dev:memories_batch': {limit: 15, seconds: 3600},
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
   * Counts a request of the caller with this id. `policy` is the operation's `x-rate-limit`. Returns the headers that the
   * answer carries, none without a policy; throws ApiError 429 once a limit is used up. A refused request is not counted.
   */
  take(callerId: string, policy?: string): Record<string, string> {
    const overall = [this.#window(callerId, A_MINUTE), this.#window('', A_DAY)]
    const own = policy === undefined ? undefined : this.#window(`${callerId} ${policy}`, findPolicy(policy))
    const windows = own ? [own, ...overall] : overall
    const full = windows.find((window) => window.count >= window.policy.limit)
    // Beside a policy's own figures those of a limit over all would pass for them.
    if (full) throw this.#refusal(full, own && own !== full ? {} : limitHeaders(full))
    for (const window of windows) window.count++
    return own ? limitHeaders(own) : {}
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
  const policy = POLICIES[name]
  if (!policy) throw new Error(`No rate limit policy ${name}`)
  return policy
}

const limitHeaders = ({count, policy}: Window) => ({
  'X-RateLimit-Limit': String(policy.limit),
  'X-RateLimit-Remaining': String(policy.limit - count),
})
