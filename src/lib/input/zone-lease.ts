import {setZoneOfProcess, zoneOfProcess} from '../config/environment.js'

/**
 * Dates and Intl know one time zone, that of the process. Runs that keep the same one may go on side by side; one that keeps
 * another waits for them.
 */
let holders = 0
/** The zone of the process before the first of the holders came. */
let outside: string | undefined
let waiting: Array<() => void> = []

/** Calls `run` while the process keeps `zone` (a value of TZ; undefined: none is set), and resolves to what it does. */
export async function inTimeZone<Value>(zone: string | undefined, run: () => Promise<Value>): Promise<Value> {
  while (isTaken(zone)) {
    await new Promise<void>((resolve) => {
      waiting.push(resolve)
    })
  }

  if (holders === 0) outside = zoneOfProcess()
  holders += 1
  setZoneOfProcess(zone)
  try {
    return await run()
  } finally {
    holders -= 1
    if (holders === 0) giveBack()
  }
}

const isTaken = (zone: string | undefined) => holders > 0 && zoneOfProcess() !== zone

function giveBack(): void {
  setZoneOfProcess(outside)
  const next = waiting
  waiting = []
  for (const goOn of next) goOn()
}
