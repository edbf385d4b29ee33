import {uptime} from 'node:os'

import {type Clock, thisMoment} from '../io/clock.js'
import {type Moment} from '../io/moment.js'
import {type BulkRun} from './create-many.js'
import {type OpenJob} from './job.js'
import {type InFlight} from './progress-file.js'

/** The pause before the second look, in milliseconds; each further one is twice as long. */
const FIRST_PAUSE = 1000

/**
 * The ids of those `rows` in flight that exist, undefined for the others. A batch that was cut short may still be on its
 * way: it is looked for until the server has had the time that it may take. Throws what the look throws.
 */
export async function findInFlight<Row>(
  run: BulkRun<Row>,
  {ids, inFlight}: OpenJob,
  rows: Row[],
): Promise<Array<string | undefined>> {
  const found = new Map<number, string>()
  const answer = () => rows.map((_, index) => found.get(index))
  if (!run.findSent || !inFlight) return answer()
  const {clock} = run
  const since = momentOf(inFlight, clock)
  const age = clock.monotonic() - since.monotonic
  const end = clock.monotonic() + (inFlight.cutShort ? (run.patience ?? 0) - Math.max(0, age) : 0)
  for (let pause = FIRST_PAUSE; ; pause *= 2) {
    const missing = [...rows.keys()].filter((index) => !found.has(index))
    const wanted = missing.map((index) => rows[index] as Row)
    const looked = await run.findSent(wanted, inFlight.serverTime ?? since, [...ids, ...found.values()])
    for (const [at, index] of missing.entries()) if (looked[at] !== undefined) found.set(index, looked[at])
    const left = end - clock.monotonic()
    if (left <= 0 || found.size === rows.length) return answer()
    run.onLook?.(left / 1000)
    await clock.sleep(Math.min(pause, left), run.signal)
  }
}

/** When they were about to be sent. Both clocks of an earlier run are gone, but not how long the machine has been up. */
function momentOf({since, uptime: upThen}: InFlight, clock: Clock): Moment {
  const now = thisMoment(clock)
  const wall = Date.parse(since)
  const upSince = upThen === undefined ? -1 : (uptime() - upThen) * 1000
  // Less than nothing: it has been started anew.
  return {monotonic: now.monotonic - (upSince < 0 ? now.wall - wall : upSince), wall}
}
