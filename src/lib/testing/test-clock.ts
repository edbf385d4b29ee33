import {type Clock} from '../io/clock.js'

/** A clock for tests: it goes on as this machine's does, but what is waited for passes at once. */
export interface TestClock extends Pick<Clock, 'now' | 'sleep'> {
  /** Passes so many milliseconds. */
  advance(milliseconds: number): void
  /** What has been waited for, in milliseconds, in order. */
  readonly waits: readonly number[]
}

/** A clock that shows this time at first; what it is now where none is given. */
export function testClock(start: Date | number | string = Date.now()): TestClock {
  let ahead = new Date(start).getTime() - Date.now()
  if (Number.isNaN(ahead)) throw new TypeError(`No time: ${String(start)}`)
  const waits: number[] = []
  return {
    advance(milliseconds) {
      ahead += milliseconds
    },
    now: () => Date.now() + ahead,
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted()
      waits.push(milliseconds)
      ahead += milliseconds
      // What else is due has its turn, an interruption too.
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
      signal?.throwIfAborted()
    },
    waits,
  }
}
