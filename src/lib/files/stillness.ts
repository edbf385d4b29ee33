import {readFileSync, writeFileSync} from 'node:fs'

import {thisBoot} from './owner.js'

/**
 * Whether something that is looked at from time to time stands still: `mark` is what it looks like now. What was seen first
 * is kept in `file`, for this process and those after it, with the time on the clock that counts from the start of the
 * machine and that nobody sets. `seconds` says for how long it has to have stood still. Never throws.
 */
export function standsStill(file: string, mark: string, seconds: number): boolean {
  const now = process.hrtime.bigint()
  const seen = read(file)
  if (seen?.mark === mark && seen.boot === thisBoot() && seen.at <= now)
    return now - seen.at >= BigInt(seconds) * BILLION
  try {
    writeFileSync(file, JSON.stringify({at: String(now), boot: thisBoot(), mark}), {mode: 0o600})
  } catch {}

  return false
}

const BILLION = 1_000_000_000n

function read(file: string): undefined | {at: bigint; boot: unknown; mark: unknown} {
  try {
    const {at, boot, mark} = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
    return {at: BigInt(String(at)), boot, mark}
  } catch {
    return undefined
  }
}
