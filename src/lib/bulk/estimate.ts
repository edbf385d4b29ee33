import {type Clock} from '../io/clock.js'

const HOUR = 3600

/**
 * The seconds that the rate limit makes `requests` take, roughly: the first `perHour` go at once, and every further
 * `perHour` wait for the next hour. Without a limit nothing waits.
 */
export function estimateSeconds(requests: number, perHour?: number): number {
  if (perHour === undefined || requests <= perHour) return 0
  return Math.ceil((requests - perHour) / perHour) * HOUR
}

/** Tells from the pace so far how long the rest of a run takes. */
export class Pace {
  private readonly clock: Clock
  private readonly estimate: number
  private secondsWaited = 0
  private readonly start: number

  /** `estimate` is what the rate limit makes the whole run take, in seconds. */
  constructor(estimate: number, clock: Clock) {
    this.clock = clock
    this.estimate = estimate
    this.start = clock.monotonic()
  }

  /** The seconds left when `sent` requests are done and `left` are to come: the rate limit's or the pace's, whichever is more. */
  secondsLeft(sent: number, left: number): number {
    if (left === 0) return 0
    const elapsed = (this.clock.monotonic() - this.start) / 1000
    const perRequest = (elapsed - this.secondsWaited) / sent
    return Math.ceil(Math.max(this.estimate - elapsed, perRequest * left))
  }

  /** A wait of so many seconds says nothing about the pace. */
  waited(seconds: number): void {
    this.secondsWaited += seconds
  }
}
