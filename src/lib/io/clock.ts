import {monotonicNow} from '../text/monotonic.js'
import {type Moment} from './moment.js'

/** What tells a run the time, and has it wait. Times are in milliseconds. */
export interface Clock {
  /** A time that only ever goes on, and that nobody sets: for how long something takes. Where it begins means nothing. */
  monotonic(): number
  /** Since 1970. */
  now(): number
  /** Rejects with the reason of `signal` once that is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

/** That of this machine. */
export const systemClock: Clock = {
  monotonic: monotonicNow,
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    // Few runs wait for anything.
    const {setTimeout} = await import('node:timers/promises')
    await setTimeout(milliseconds, undefined, {signal}).catch(() => signal?.throwIfAborted())
  },
}

/** The moment that it is now. */
export const thisMoment = (clock: Clock): Moment => ({monotonic: clock.monotonic(), wall: clock.now()})
