import {type Policy} from '../../contract/operation.js'
import {hourlyLimit} from '../../contract/rate-policies.js'
import {isOmiError} from '../../errors/index.js'
import {type Clock} from '../../io/clock.js'
import {type Row, type Sqlite} from '../sqlite.js'

const HOUR = 3_600_000

/** How long a refusal holds whose answer does not say. */
const DEFAULT_WAIT = 60_000

/** Requests in a window, which begins with the first of them as at the server. */
interface Window {
  /** Milliseconds since 1970. */
  began: number
  count: number
}

/** What was to be asked would be refused until then: nothing is wrong, and what came is kept. */
export class AllowanceSpent extends Error {
  constructor(
    /** When it may be asked again, in milliseconds since 1970. */
    readonly until: number,
    readonly policy: string | undefined,
  ) {
    super(`${policy} is spent`)
  }
}

/**
 * What the rate limit policies of the server leave to `omi sync`: it counts its own requests, from run to run, and believes the server where
 * that says otherwise.
 */
export class Allowance {
  /** Requests of this run. */
  requests = 0
  /** Until when the server has refused, by policy, in milliseconds since 1970. */
  private readonly refused = new Map<string, number>()
  private readonly windows = new Map<string, Window>()

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    /** Whether the server has limits at all, as far as is known: a sandbox may have none. */
    private readonly isLimited: () => boolean,
  ) {}

  /** Makes a request that counts against these policies. Throws AllowanceSpent, and what `send` throws. */
  async ask<Answer>(policies: readonly Policy[], send: () => Promise<Answer>): Promise<Answer> {
    const [spent] = policies
      .map((policy) => ({policy, until: this.freeAt(policy)}))
      .filter(({until}) => until > this.clock.now())
      .sort((a, b) => b.until - a.until)
    if (spent) throw new AllowanceSpent(spent.until, spent.policy)
    this.requests += 1
    for (const policy of policies) this.window(policy).count += 1
    try {
      return await send()
    } catch (error) {
      throw this.refusedBy(error, policies)
    }
  }

  /** How many more requests may be made at once. */
  left(policies: readonly Policy[]): number {
    return Math.min(...policies.map((policy) => (hourlyLimit(policy) ?? Infinity) - this.window(policy).count))
  }

  load(database: Sqlite): void {
    const now = this.clock.now()
    for (const {began, count, policy} of database.all<RequestRow>('SELECT policy, began, count FROM request')) {
      // A clock that was put back: when the window ends is not known, but after an hour it has.
      this.windows.set(policy, {began: Math.min(began, now), count})
    }
  }

  /** Writes them down, in the transaction of what they have brought. */
  save(database: Sqlite): void {
    for (const [policy, {began, count}] of this.windows) {
      database.run('INSERT OR REPLACE INTO request (policy, began, count) VALUES (?, ?, ?)', policy, began, count)
    }
  }

  private freeAt(policy: Policy): number {
    const {began, count} = this.window(policy)
    const own = count < (hourlyLimit(policy) ?? Infinity) || !this.isLimited() ? 0 : began + HOUR
    return Math.max(own, this.refused.get(policy) ?? 0)
  }

  /** A refusal by the server holds for as long as it says, whatever was counted here. */
  private refusedBy(error: unknown, policies: readonly Policy[]): unknown {
    if (!isOmiError(error) || error.exitCode !== 4) return error
    const {policy: told, retry_after_seconds: seconds} = error.facts
    const until = this.clock.now() + (seconds === undefined ? DEFAULT_WAIT : seconds * 1000)
    const policy = policies.find((each) => each === told) ?? policies[0]
    if (policy) this.refused.set(policy, until)
    return new AllowanceSpent(until, policy)
  }

  private window(policy: string): Window {
    const now = this.clock.now()
    const known = this.windows.get(policy)
    if (known && known.began <= now && now - known.began < HOUR) return known
    const window = {began: now, count: 0}
    this.windows.set(policy, window)
    return window
  }
}

type RequestRow = Row & {began: number; count: number; policy: string}
