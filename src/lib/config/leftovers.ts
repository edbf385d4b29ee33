import {existsSync, lstatSync, readFileSync, type Stats} from 'node:fs'
import {basename, dirname, join} from 'node:path'

import {resolveTarget} from '../files/folders.js'
import {lockFile, removeDeadLocks} from '../files/lock.js'
import {remove, sweepTemporaryFiles} from '../files/temporary-files.js'
import {type ConfigLocation} from './config-file.js'
import {type Environment, omiFolder} from './environment.js'
import {removeVoidNotes} from './refresh-note.js'
import {type StoredConfig} from './stored-config.js'

/** More than a config file has, in bytes. */
const TOO_LARGE = 1_000_000

/** Folders below `~/.omi` in which files are written. */
const FOLDERS = ['.', 'cache', 'cache/autocomplete', 'cache/ids', 'data', 'jobs', 'mirror']

/**
 * Removes what killed runs left, wherever the CLI keeps something. Gives the paths of files beside the config file that may
 * be such and may as well be copies that a user made: they stay. Never throws.
 */
export async function removeAllLeftovers(environment: Environment, {path}: ConfigLocation): Promise<string[]> {
  for (const folder of FOLDERS) removeDeadLocks(join(omiFolder(environment.home), folder))
  try {
    const target = await resolveTarget(path)
    if (!existsSync(dirname(target))) return []
    // Behind the lock, nobody is just writing what looks left.
    const lock = await lockFile(target)
    const doubtful = removeOldTemporaryFiles(target, sweepTemporaryFiles(dirname(target)))
    await lock.release()
    return doubtful
  } catch {
    return []
  }
}

/** Removes what killed runs left beside the config file, which says `config` now. To be called under its lock. Never throws. */
export function removeLeftoversBeside(target: string, config: Pick<StoredConfig, 'profiles'>): void {
  const names = sweepTemporaryFiles(dirname(target))
  removeOldTemporaryFiles(target, names)
  removeVoidNotes(target, names, config)
}

/**
 * Removes what killed writes of omi 0.1 left beside the config file: `config.toml.NUMBER`, the number a hash of 32 bits. A
 * name like that is ours where the file is the user's own, for them alone, and holds what a config file does. Where the
 * number may be a time or a date as well, it stays, and comes back. To be called under the file's lock, with the `names` in its
 * folder. Never throws.
 */
function removeOldTemporaryFiles(target: string, names: readonly string[]): string[] {
  const folder = dirname(target)
  const doubtful: string[] = []
  for (const name of names) {
    const number = name.startsWith(`${basename(target)}.`) ? name.slice(basename(target).length + 1) : ''
    const path = join(folder, name)
    if (!/^\d{6,10}$/.test(number) || !holdsConfig(path)) continue
    if (isTimeOrDate(number)) doubtful.push(path)
    else remove(path)
  }

  return doubtful
}

function holdsConfig(path: string): boolean {
  try {
    const text = isPrivate(lstatSync(path)) ? readFileSync(path, 'utf8') : undefined
    return text === '' || /^active_profile\b|^\[profiles\b/m.test(text ?? '')
  } catch {
    return false
  }
}

const isPrivate = (found: Stats) =>
  found.isFile() &&
  found.size < TOO_LARGE &&
  (process.platform === 'win32' || (found.uid === process.getuid?.() && (found.mode & 0o777) === 0o600))

/** As in `cp config.toml config.toml.$(date +%s)`, or with `%Y%m%d` or `%y%m%d`, from 2020 to 2033. */
const isTimeOrDate = (number: string) =>
  /^(?:20)?[23]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(number) || /^1[6-9]\d{8}$/.test(number)
