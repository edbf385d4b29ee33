import {closeSync, fstatSync, openSync, readFileSync} from 'node:fs'
import {chmod} from 'node:fs/promises'
import {dirname} from 'node:path'

import {cannotWriteConfiguration, invalidConfiguration, isOmiError} from '../errors/index.js'
import {adviceFor, cannotBeWritten, inWords, systemCode} from '../errors/system-error.js'
import {OWNER_ONLY, resolveTarget} from '../files/folders.js'
import {type FileLock, type LockOptions} from '../files/lock.js'
import {type ConfigEdit} from './edit-toml.js'
import {type StoredConfig} from './stored-config.js'

export type {ConfigEdit} from './edit-toml.js'
export type {StoredConfig, StoredProfile} from './stored-config.js'

/** Where the config file is. */
export interface ConfigLocation {
  /** Whether its folder is the product's own, `~/.omi`, which is brought to 0700 at every write. */
  readonly ownFolder: boolean
  readonly path: string
}

const FILE_MODE = 0o600
const BOM = '\uFEFF'
const NO_CONFIG: StoredConfig = {exists: false, profiles: new Map()}

/** How often to begin anew where this process was held up until it lost the lock. */
const ATTEMPTS = 5

/**
 * Reads the config file; one that is missing is an empty one. Takes no lock. Throws "Invalid configuration" for a file that
 * cannot be read, is not UTF-8 or not TOML (with line and column), or holds a value of the wrong type.
 */
export async function readConfig({path}: ConfigLocation): Promise<StoredConfig> {
  const file = readText(path)
  if (!file) return NO_CONFIG
  const {interpretConfig, parseConfig} = await import('./stored-config.js')
  return {...interpretConfig(path, parseConfig(path, file.text)), exists: true, mode: file.mode}
}

/**
 * Reads the config file, lets `decide` choose edits from what it says now, and writes it, all under a lock. Without edits
 * nothing is written and no file is made. Gives the config as it is afterwards. Where this process was held up until it lost
 * the lock, all of it is done anew, so `decide` may be called again, also when its edits are in the file already. Throws what
 * `readConfig` throws and what `decide` throws, and "Cannot write configuration" when the lock stays taken for ten seconds or
 * the file cannot be written.
 */
export async function changeConfig(
  location: ConfigLocation,
  decide: (config: StoredConfig) => ConfigEdit[],
): Promise<StoredConfig> {
  const {LockLostError} = await import('../files/lock-errors.js')
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await changeOnce(location, decide)
    } catch (error) {
      if (!(error instanceof LockLostError)) throw error
      if (attempt === ATTEMPTS) throw cannotWriteConfiguration(error.detail, error)
    }
  }
}

async function changeOnce(
  location: ConfigLocation,
  decide: (config: StoredConfig) => ConfigEdit[],
): Promise<StoredConfig> {
  // Loaded beforehand, so that the lock is held for no longer than the work takes.
  const [{editToml}, {lockFile}, {removeLeftoversBeside}, {interpretConfig, parseConfig}, {writeWhole}] =
    await Promise.all([
      import('./edit-toml.js'),
      import('../files/lock.js'),
      import('./leftovers.js'),
      import('./stored-config.js'),
      import('../files/write-whole.js'),
    ])
  const {path} = location
  const target = await targetOf(location)
  const lock = await forWriting(path, lockFile(target))
  try {
    const file = readText(path)
    const before = parseConfig(path, file?.text ?? '')
    const config = file ? {...interpretConfig(path, before), exists: true, mode: file.mode} : NO_CONFIG
    const edits = decide(config)
    if (edits.length === 0) return config
    const after = fitting(path, () => editToml(before, edits))
    if (!file && after.text === '') return config

    const changed = interpretConfig(path, after)
    if (file && !file.regular) throw notAFile(path)
    lock.assertHeld()
    if (location.ownFolder) await forWriting(path, protectFolder(dirname(path)))
    await forWriting(path, writeWhole(target, (file?.bom ?? '') + after.text, {lock, mode: FILE_MODE}))
    // Not before: what is kept beside the file may be what is being written to it.
    removeLeftoversBeside(target, changed)
    return {...changed, exists: true, mode: permissions(FILE_MODE)}
  } finally {
    await lock.release()
  }
}

/**
 * Waits for a lock of its own beside the config file, for work during which others may still change the file: `name` says
 * which. Throws "Cannot write configuration" when it stays taken for too long or cannot be made.
 */
export async function lockBesideConfig({path}: ConfigLocation, name: string, options: LockOptions): Promise<FileLock> {
  const {lockFile} = await import('../files/lock.js')
  return forWriting(path, lockFile(`${await targetOf({path})}.${name}`, options))
}

/** The config file itself, behind symbolic links. Throws "Cannot write configuration". */
export const targetOf = ({path}: Pick<ConfigLocation, 'path'>): Promise<string> => forWriting(path, resolveTarget(path))

/** Does something to a file beside the config file. Throws "Cannot write configuration" for the system's errors. */
export const beside = <T>({path}: ConfigLocation, step: () => Promise<T> | T): Promise<T> =>
  forWriting(path, (async () => step())())

interface FileText {
  /** The byte order mark that the file begins with, or ''. */
  readonly bom: string
  readonly mode?: number
  /** Not a device or a pipe. */
  readonly regular: boolean
  readonly text: string
}

/** Undefined when there is no such file. */
function readText(path: string): FileText | undefined {
  const file = readBytes(path)
  if (!file) return undefined
  try {
    const text = new TextDecoder('utf8', {fatal: true, ignoreBOM: true}).decode(file.bytes)
    const bom = text.startsWith(BOM) ? BOM : ''
    return {bom, mode: file.mode, regular: file.regular, text: text.slice(bom.length)}
  } catch {
    throw invalidConfiguration(
      `${path}: the file is not UTF-8 text. Save it as UTF-8, or move it away and log in again.`,
    )
  }
}

/** Synchronous: nothing else can go on yet, and for one small file Node.js' promises take longer to load than to use. */
function readBytes(path: string): undefined | {bytes: Buffer; mode?: number; regular: boolean} {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const found = fstatSync(file)
    return {bytes: readFileSync(file), mode: permissions(found.mode), regular: found.isFile()}
  } catch (error) {
    const code = systemCode(error)
    // A home folder such as /dev/null, where no file can be, is as good as one where none is.
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (code === undefined) throw error
    const advice = adviceFor(code) ?? 'Make the file readable, or name another with OMI_CONFIG.'
    throw invalidConfiguration(`${path} ${inWords(code)}. ${advice}`, error)
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

function permissions(mode: number): number | undefined {
  return process.platform === 'win32' ? undefined : mode & 0o777
}

function fitting<T>(path: string, edit: () => T): T {
  try {
    return edit()
  } catch (error) {
    if (isOmiError(error)) throw error
    throw invalidConfiguration(
      `${path}: the change does not fit into the way this file is written.\n` +
        'Give each profile a [profiles.NAME] table of its own, and try again.',
    )
  }
}

/** Keeps others out of a folder; one whose owner is somebody else, or that knows no modes, stays as it is. */
async function protectFolder(folder: string): Promise<void> {
  try {
    await chmod(folder, OWNER_ONLY)
  } catch (error) {
    if (!['ENOTSUP', 'EPERM'].includes(systemCode(error) ?? '')) throw error
  }
}

/** Turns the errors of the system and of the lock into one that a user can act upon. */
async function forWriting<T>(path: string, step: Promise<T>): Promise<T> {
  try {
    return await step
  } catch (error) {
    const {LockHeldError, NotALockError} = await import('../files/lock-errors.js')
    if (error instanceof LockHeldError || error instanceof NotALockError) {
      throw cannotWriteConfiguration(error.detail, error)
    }

    const code = systemCode(error)
    if (code === undefined) throw error
    const otherwise = 'Make the file and its folder writable, or name another file with OMI_CONFIG.'
    throw cannotWriteConfiguration(cannotBeWritten(path, code, otherwise), error)
  }
}

/** Renaming a file onto a device such as /dev/null would take the device's place. */
const notAFile = (path: string) =>
  cannotWriteConfiguration(`${path} is not a regular file. Name another with OMI_CONFIG.`)
