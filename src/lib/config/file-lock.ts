import {rmdir, stat} from 'node:fs/promises'
import {dirname} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {lock as properLock} from 'proper-lockfile'

import {cannotWriteConfiguration} from '../errors.js'
import {makeFolder, systemCode} from './config-folder.js'

/** How long to wait for the lock unless it is said otherwise. All times in milliseconds. */
const PATIENCE = 10_000
/** How long to try for a folder that is gone as soon as it was made, or that the system does not let be. */
const FOLDER_PATIENCE = 1000
/** An owner renews its lock every second; after this long without, it is dead. */
const STALE = 5000
const RENEWAL = 1000
/** Many who look more often would keep the owner from its work. */
const POLL = {least: 10, most: 120}

/** A lock that this process holds. */
export interface FileLock {
  /** Throws "Cannot write configuration" when this process was held up for so long that another may have taken over. */
  assertHeld(): void
  /** Never throws: what was done under the lock is done. */
  release(): Promise<void>
}

/** How to wait for a lock. */
export interface LockOptions {
  /** How long, in milliseconds; ten seconds where it is not given. */
  readonly patience?: number
  /** Ends the wait; its reason is thrown. */
  readonly signal?: AbortSignal
}

/**
 * Waits for the lock beside a file (`FILE.lock`), making the folder where it is missing; a folder in which nothing was
 * written is gone again after the release. The lock of a dead process is broken. Throws "Cannot write configuration"
 * when the patience is over, and the system's error where no lock can be made.
 */
export async function lockFile(file: string, options: LockOptions = {}): Promise<FileLock> {
  const lockPath = `${file}.lock`
  const start = Date.now()
  const madeFolders: string[] = []
  for (;;) {
    options.signal?.throwIfAborted()
    try {
      // Inside of the loop, because a process that had nothing to write may remove the folder again.
      madeFolders.unshift(...(await makeFolder(dirname(file))))
      return await hold(file, madeFolders)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      const patience = code === 'ELOCKED' ? (options.patience ?? PATIENCE) : code === 'ENOENT' ? FOLDER_PATIENCE : 0
      if (Date.now() - start >= patience) {
        await removeEmpty(madeFolders)
        throw code === 'ELOCKED' ? stillHeld(lockPath, error) : error
      }
    }

    await breakStaleLock(lockPath)
    await sleep(POLL.least + Math.random() * (POLL.most - POLL.least))
  }
}

async function hold(file: string, madeFolders: string[]): Promise<FileLock> {
  let compromised = false
  const release = await properLock(file, {
    onCompromised() {
      compromised = true
    },
    realpath: false,
    // Of two waiting processes that find a stale lock, the library lets the second remove the lock that the first has
    // just made. So it shall find none stale; breakStaleLock does it, one process at a time.
    stale: Number.MAX_SAFE_INTEGER,
    update: RENEWAL,
  })
  // The library renews the lock; what it does not notice is that the whole process slept, and its renewals with it.
  let awakeAt = Date.now()
  const isHeld = () => {
    compromised ||= Date.now() - awakeAt >= STALE
    return !compromised
  }

  const watch = setInterval(() => {
    if (isHeld()) awakeAt = Date.now()
  }, RENEWAL).unref()
  return {
    assertHeld() {
      if (isHeld()) return
      throw cannotWriteConfiguration(`${file}.lock: this process was held up and lost its lock. Run the command again.`)
    },
    async release() {
      clearInterval(watch)
      // A lock that cannot be removed is stale soon.
      if (isHeld()) await release().catch(() => {})
      await removeEmpty(madeFolders)
    },
  }
}

async function breakStaleLock(lockPath: string): Promise<void> {
  if (!(await isStale(lockPath))) return
  const release = await properLock(lockPath, {onCompromised() {}, realpath: false, stale: STALE / 2}).catch(() => {})
  if (!release) return
  try {
    if (await isStale(lockPath)) await rmdir(lockPath)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw notOurs(lockPath, error)
  } finally {
    await release().catch(() => {})
  }
}

async function isStale(lockPath: string): Promise<boolean> {
  const found = await stat(lockPath).catch(() => {})
  return found !== undefined && Date.now() - found.mtimeMs > STALE
}

async function removeEmpty(folders: string[]): Promise<void> {
  try {
    for (const folder of folders) await rmdir(folder)
  } catch (error) {
    if (systemCode(error) === undefined) throw error
  }
}

const stillHeld = (lockPath: string, cause: unknown) =>
  cannotWriteConfiguration(
    `${lockPath} is held by another process. Wait for it to end and try again; ` +
      'if no other omi is running, delete that folder.',
    cause,
  )

const notOurs = (lockPath: string, cause: unknown) =>
  cannotWriteConfiguration(`${lockPath} is in the way: it is no lock of omi. Move it away and try again.`, cause)
