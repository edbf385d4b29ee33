import {type Config} from '@oclif/core/config'
import {mkdir, readdir} from 'node:fs/promises'
import {dirname, join} from 'node:path'

import {cannotChangePlugins} from '../errors/index.js'
import {type FileLock} from '../files/lock.js'
import {sweepTemporaryFiles} from '../files/temporary-files.js'
import {type Output} from '../output/output.js'
import {INSTALLED, type ListedPlugin, listedPlugins, listPath, listText} from './plugin-list.js'
import {remove, removeIfEmpty, removeTraces} from './remove-plugins.js'

/**
 * Changes to the set of plugins. What is installed is never touched: each installation has a folder of its own, and the
 * list of plugins, which is replaced in one step, says which of the folders count. So a run that is killed at any moment
 * leaves the plugins as they were before it, or as they are after it, and folders that the next change removes.
 */
export interface PluginSet {
  /** Makes a folder for an installation; one that is not listed in the end is removed. Resolves to its name. */
  makeFolder(label: string): Promise<string>
  readonly plugins: readonly ListedPlugin[]
  /** Replaces the list. */
  save(plugins: readonly ListedPlugin[]): Promise<void>
}

type Folders = Pick<Config, 'cacheDir' | 'dataDir'>

export interface ChangeOptions {
  /** Whatever is in the list does not count. */
  readonly anew?: boolean
  /** Is told when there is something to wait for. */
  readonly note: (text: string) => void
  readonly signal: AbortSignal
}

/** What a verb waits with, and tells. */
export const changeOptions = (output: Output, signal: AbortSignal): ChangeOptions => ({
  note: (text) => output.note(text),
  signal,
})

/** How long to wait for another change before it is told, in milliseconds. */
const SHORT = 1000
/** How long to wait for another change, in milliseconds: an installation may take its time, and ask its user things. */
const PATIENCE = 600_000

/**
 * Runs a change while no other process changes plugins. Throws "List of plugins is damaged", "Cannot change plugins", and what
 * `change` throws.
 */
export async function changePlugins<Value>(
  folders: Folders,
  change: (set: PluginSet) => Promise<Value>,
  options: ChangeOptions,
): Promise<Value> {
  try {
    return await changeLocked(folders, change, options)
  } catch (error) {
    throw await explained(error)
  }
}

async function changeLocked<Value>(
  folders: Folders,
  change: (set: PluginSet) => Promise<Value>,
  options: ChangeOptions,
): Promise<Value> {
  const {dataDir} = folders
  const lock = await lockPlugins(dataDir, options)
  try {
    const set = new LockedSet(dataDir, lock, options.anew ? [] : listedPlugins(dataDir))
    // What is there may be no file at all.
    if (options.anew) await remove(listPath(dataDir))
    try {
      return await change(set)
    } finally {
      await sweep(dataDir, set.plugins)
      if (set.plugins.length === 0) await removeTraces(folders)
    }
  } finally {
    await lock.release()
    await removeIfEmpty(dirname(dataDir))
  }
}

/** The lock is beside the folder and not in it, since the last plugin that goes takes the folder along. */
async function lockPlugins(dataDir: string, {note, signal}: ChangeOptions): Promise<FileLock> {
  const [{lockFile}, {LockHeldError}] = await Promise.all([
    import('../files/lock.js'),
    import('../files/lock-errors.js'),
  ])
  try {
    return await lockFile(dataDir, {patience: SHORT, signal})
  } catch (error) {
    if (!(error instanceof LockHeldError)) throw error
    note('Waiting for another omi, which is changing plugins …')
    return lockFile(dataDir, {patience: PATIENCE, signal})
  }
}

/** Trouble with locks and files, in words for the user; all else as it is. */
async function explained(error: unknown): Promise<unknown> {
  const [{LockHeldError, LockLostError, NotALockError}, {cannotBeWritten, systemCode}] = await Promise.all([
    import('../files/lock-errors.js'),
    import('../errors/system-error.js'),
  ])
  if (error instanceof LockHeldError || error instanceof LockLostError || error instanceof NotALockError) {
    return cannotChangePlugins(error.detail, error)
  }

  const code = systemCode(error)
  if (code === undefined) return error
  const {path = 'A file'} = error as NodeJS.ErrnoException
  return cannotChangePlugins(cannotBeWritten(path, code, 'Put that right, and run the command again.'), error)
}

class LockedSet implements PluginSet {
  constructor(
    private readonly dataDir: string,
    private readonly lock: FileLock,
    public plugins: readonly ListedPlugin[],
  ) {}

  async makeFolder(label: string): Promise<string> {
    const {randomBytes} = await import('node:crypto')
    const name = `${label
      .replaceAll(/[^\w-]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 40)}-${randomBytes(4).toString('hex')}`
    await mkdir(join(this.dataDir, INSTALLED, name), {mode: 0o700, recursive: true})
    return name
  }

  async save(plugins: readonly ListedPlugin[]): Promise<void> {
    await mkdir(this.dataDir, {mode: 0o700, recursive: true})
    const {writeWhole} = await import('../files/write-whole.js')
    await writeWhole(listPath(this.dataDir), listText(plugins), {lock: this.lock, mode: 0o644})
    this.plugins = plugins
  }
}

/**
 * Removes what no listed plugin needs: folders of installations that came to nothing, were replaced or removed, and what older
 * versions kept. What cannot be removed now can be later.
 */
async function sweep(dataDir: string, plugins: readonly ListedPlugin[]): Promise<void> {
  const needed = new Set(plugins.flatMap(({folder}) => folder ?? []))
  for (const folder of await unlistedFolders(dataDir, needed)) await remove(folder)
  const old = plugins.filter((plugin) => plugin.type === 'user' && plugin.folder === undefined)
  sweepTemporaryFiles(dataDir)
  if (old.length === 0) for (const name of ['node_modules', 'package-lock.json']) await remove(join(dataDir, name))
}

/** What is in the way of nothing, and not needed. */
export async function unlistedFolders(dataDir: string, needed: ReadonlySet<string>): Promise<string[]> {
  const all = await readdir(join(dataDir, INSTALLED)).catch((): string[] => [])
  return all.filter((name) => !needed.has(name)).map((name) => join(dataDir, INSTALLED, name))
}

/** Removes what a run that was killed has left, where nobody is changing plugins; never throws. */
export async function removeLeftovers(folders: Folders, signal: AbortSignal): Promise<void> {
  try {
    const {dataDir} = folders
    const needed = new Set(listedPlugins(dataDir).flatMap(({folder}) => folder ?? []))
    if ((await unlistedFolders(dataDir, needed)).length === 0) return
    const {lockFile} = await import('../files/lock.js')
    const lock = await lockFile(dataDir, {patience: 0, signal})
    try {
      const plugins = listedPlugins(dataDir)
      await sweep(dataDir, plugins)
      if (plugins.length === 0) await removeTraces(folders)
    } finally {
      await lock.release()
      await removeIfEmpty(dirname(dataDir))
    }
  } catch {
    // The next change tells what is wrong.
  }
}
