import {spawnSync} from 'node:child_process'

import {type LockOwner, newContent} from '../../src/lib/files/lock-content.js'

/** The content of a lock of this process, with other facts where they are given. */
export const lockText = (facts: Partial<LockOwner>): string =>
  `${JSON.stringify({...(JSON.parse(newContent().bytes.toString()) as LockOwner), ...facts})}\n`

/** The pid of a process that has ended. */
export const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid

/**
 * What is kept of a lock that has not stirred for `seconds`, for its `.seen` file: what the lock looked like then, and when
 * by the clock that counts from the start of the machine.
 */
export const seenText = (boot: string, mark: string, seconds: number): string =>
  JSON.stringify({at: String(process.hrtime.bigint() - BigInt(seconds) * 1_000_000_000n), boot, mark})
