import {monotonicNow} from '../text/monotonic.js'

/**
 * A moment by both clocks of this machine, in milliseconds: one stands still while it sleeps, the other jumps when it is
 * corrected.
 */
export interface Moment {
  readonly monotonic: number
  readonly wall: number
}

/** What the wall clock showed when this process was started. */
const STARTED_AT = Date.now() - monotonicNow()

/** When this process was started. */
export const processStart = (): Moment => ({monotonic: 0, wall: STARTED_AT})
