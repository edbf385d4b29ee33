import {type Clock} from '../io/clock.js'
import {type Attempt} from './delivery.js'

/** How long Omi waits before it tries again, in milliseconds. */
const RETRY_WAITS = [1000, 5000, 30_000] as const

/** So many deliveries that failed in a row pause a URL for so many milliseconds, and so many switch the webhook off. */
const PAUSED_AFTER = 5
const PAUSE = 30_000
const OFF_AFTER = 100

export const isDelivered = ({status = 0}: Attempt): boolean => status >= 200 && status < 300

/** Whether Omi tries again: not where an app has refused what will not be another the next time. */
const isRetried = (attempt: Attempt): boolean => {
  const {status = 0} = attempt
  return !isDelivered(attempt) && (status < 400 || status >= 500 || status === 408 || status === 429)
}

/** What is tried, and how often it has been. */
export interface Tried {
  readonly attempt: Attempt
  /** From 1. */
  readonly number: number
  /** How long it is now waited before the next, in milliseconds; undefined where there is none. */
  readonly wait?: number
}

/**
 * Tries as often as Omi does. Rejects with the reason of the signal.
 * @yields each attempt as it is over
 */
export async function* asOmi(
  send: () => Promise<Attempt>,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Tried, void> {
  for (let number = 1; ; number += 1) {
    const attempt = await send()
    const wait = isRetried(attempt) ? RETRY_WAITS[number - 1] : undefined
    yield {attempt, number, wait}
    if (wait === undefined) return
    await clock.sleep(wait, signal)
  }
}

/** What Omi does next about a failure, in words. */
export function nextStep(attempt: Attempt): string {
  const {status} = attempt
  const redirect = status !== undefined && status >= 300 && status < 400 ? 'Omi follows no redirect. ' : ''
  const next = isRetried(attempt)
    ? `Omi would try again after ${RETRY_WAITS.map((wait) => wait / 1000).join(', ')} s`
    : `Omi does not try again after a ${status}`
  return `${redirect}${next}; ${PAUSED_AFTER} failures in a row pause the URL for ${PAUSE / 1000} s, ${OFF_AFTER} switch the webhook off.`
}

/** What Omi keeps of a URL: whether it is sent to at all. */
export class Circuit {
  private failures = 0
  private pausedUntil = 0

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  /** Why nothing is sent now, in words; undefined where it is. */
  get refusal(): string | undefined {
    if (this.failures >= OFF_AFTER) return `switched off after ${OFF_AFTER} failures in a row`
    const left = this.pausedUntil - this.clock.monotonic()
    return left > 0 ? `paused for ${Math.ceil(left / 1000)} s after ${PAUSED_AFTER} failures in a row` : undefined
  }

  /** Takes note of a delivery, after its last try. */
  note(delivered: boolean): void {
    this.failures = delivered ? 0 : this.failures + 1
    if (this.failures > 0 && this.failures % PAUSED_AFTER === 0) this.pausedUntil = this.clock.monotonic() + PAUSE
  }
}
