import * as fs from 'node:fs/promises'
import {setTimeout as sleep} from 'node:timers/promises'

import {systemCode} from '../errors/system-error.js'

/** What Windows says of a file that somebody has open, as a virus scanner does with each new one. */
const HELD = new Set(['EACCES', 'EBUSY', 'EPERM'])

/** The waits between attempts, in milliseconds: about a second in all. */
const WAITS = [10, 20, 40, 80, 160, 320, 400]

/** The system, as tests have it differ. */
interface System {
  readonly platform: NodeJS.Platform
  readonly rename: typeof fs.rename
}

const THIS: System = {platform: process.platform, rename: fs.rename}

/**
 * Renames a file to the name of another, which it takes the place of. On Windows that fails while somebody has one of the two open:
 * it is tried for a second there. Throws the system's error.
 */
export async function replace(from: string, to: string, {platform, rename}: System = THIS): Promise<void> {
  for (const wait of platform === 'win32' ? WAITS : []) {
    try {
      return await rename(from, to)
    } catch (error) {
      if (!HELD.has(systemCode(error) ?? '')) throw error
      await sleep(wait)
    }
  }

  await rename(from, to)
}
