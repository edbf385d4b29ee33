import {type Output} from '../output/output.js'

/** How long a run that is over waits for what is left open, less what it takes to tell, in milliseconds; see bin/run.js. */
const LONGEST_WAIT = 1900

const suspects = new Set<string>()
let ownTimers = 0

/** To be called where a timer is started (1) and stopped (-1) that is not a plugin's, while hooks run. */
export function countOwnTimer(change: -1 | 1): void {
  ownTimers += change
}

/** Runs code of a plugin, and notes whether more is open afterwards than before: timers, servers, connections. */
export async function watchingWhatIsOpen<Value>(plugin: string, run: () => Promise<Value>): Promise<Value> {
  const before = open()
  try {
    return await run()
  } finally {
    if (open() > before) suspects.add(plugin)
  }
}

// eslint-disable-next-line n/no-unsupported-features/node-builtins -- stable in all but its name since Node.js 17
const open = () => process.getActiveResourcesInfo().length - ownTimers

/** Names the plugins that seem to keep a run from ending that is over; `runner` is the one whose command ran, if it was one's. */
export function tellWhatIsLeftOpen(output: Output, runner?: string): void {
  const names = [...suspects, ...(suspects.size === 0 && runner !== undefined ? [runner] : [])]
  if (names.length === 0) return
  // Does not keep the run alive itself: it fires where something else does.
  setTimeout(() => {
    output.warn(`Plugin ${names.join(' or ')} left something open, and kept this run from ending for 2 seconds.`)
  }, LONGEST_WAIT).unref()
}
