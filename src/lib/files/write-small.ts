import {closeSync, fchmodSync, fchownSync, openSync, renameSync, type Stats, writeSync} from 'node:fs'

import {systemError} from '../errors/system-error.js'
import {replace} from './replace.js'
import {remove, temporaryName} from './temporary-files.js'

/**
 * Writes one of many files, of which none need outlast a power cut, so that at any moment it holds all of the old content or all of the new: as
 * `writeWhole` does, but without the threads of Node.js, which take ten times as long as the system needs for a file of some kilobytes. The file is
 * no link, and its folder is there. `before` is what stands there. Throws the system's error; the file is as it was then.
 */
export async function writeSmall(path: string, bytes: Uint8Array, before?: Stats): Promise<void> {
  const temporary = temporaryName(path)
  try {
    fill(temporary, bytes, before)
    // There it may have to be waited for.
    if (process.platform === 'win32') await replace(temporary, path)
    else renameSync(temporary, path)
  } catch (error) {
    remove(temporary)
    throw error
  }
}

function fill(path: string, bytes: Uint8Array, before: Stats | undefined): void {
  // To its owner even under a umask that forbids it.
  const file = openSync(path, 'wx', MODE)
  try {
    attempt(() => fchmodSync(file, MODE))
    // With sudo, the file stays its user's.
    if (before && before.uid !== process.getuid?.()) attempt(() => fchownSync(file, before.uid, before.gid))
    for (let written = 0; written < bytes.length;) {
      const count = writeSync(file, bytes, written)
      if (count === 0) throw systemError('ENOSPC', 'write', path)
      written += count
    }
  } finally {
    closeSync(file)
  }
}

const MODE = 0o600

/** Some file systems know no modes, and no owners. */
function attempt(step: () => void): void {
  try {
    step()
  } catch {}
}
