import {existsSync, writeSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'

import {systemCode} from '../errors/system-error.js'
import {monotonicNow} from '../text/monotonic.js'
import {makeFolder, removeEmpty} from './folders.js'
import {beatOffset, beatText, isOf, lookAt} from './lock-content.js'
import {LockHeldError, LockLostError} from './lock-errors.js'
import {type HeldFile, letGo, take} from './lock-file.js'
import {stateOf} from './owner.js'
import {remove, sweepTemporaryFiles} from './temporary-files.js'

/** How long to wait for the lock unless it is said otherwise, in milliseconds. */
const PATIENCE = 10_000
/** How long to try for a folder that is gone as soon as it was made, in milliseconds. */
const FOLDER_PATIENCE = 1000
/** Many who look more often would keep the owner from its work. Milliseconds. */
const POLL = {least: 10, most: 120}
/** How often the owner counts up its beat, in milliseconds. */
const BEAT = 1000

/** A lock that this process holds, for as long as it lives or until `release`. */
export interface FileLock {
  /** Throws LockLostError when another process has the lock: this one could not be seen to live for a minute. */
  assertHeld(): void
  readonly path: string
  /** Never throws: what was done under the lock is done. */
  release(): Promise<void>
}

/** How to wait for a lock. */
export interface LockOptions {
  /**
   * How long for one owner, in milliseconds; ten seconds where it is not given. A lock that changes hands is no reason to give
   * up: of fifty processes the last waits for 49. With 0, a lock that is taken is an error at once.
   */
  readonly patience?: number
  /** Ends the wait; its reason is thrown. */
  readonly signal?: AbortSignal
}

/**
 * Waits for the lock beside a file (`FILE.lock`), making the folder where it is missing; a folder in which nothing was
 * written is gone again after the release. Who lives keeps its lock for however long, stopped or not; the lock of a dead
 * process is taken over at once, by one of those who wait. No clock that can be set plays a part. What killed writes of
 * the file have left goes. Throws LockHeldError when the patience is over, NotALockError, and the system's error where no
 * lock can be made.
 */
export async function lockFile(file: string, options: LockOptions = {}): Promise<FileLock> {
  const path = `${file}.lock`
  const folder = dirname(file)
  const {patience = PATIENCE, signal} = options
  const madeFolders: string[] = []
  let owner: string | undefined
  let ownerSince = monotonicNow()
  let missingSince: number | undefined
  for (;;) {
    signal?.throwIfAborted()
    const now = monotonicNow()
    try {
      // Inside of the loop, because a process that had nothing to write may remove the folder again.
      if (!existsSync(folder)) madeFolders.unshift(...(await makeFolder(folder)))
      const held = take(path)
      if (held) {
        sweepBeside(file, held.nonce)
        return new OwnLock(held, madeFolders)
      }

      const found = lookAt(path)
      if (found.kind === 'owned' && found.owner.nonce !== owner) {
        owner = found.owner.nonce
        ownerSince = now
      }

      if (now - ownerSince >= patience) throw heldBy(path)
      missingSince = undefined
    } catch (error) {
      missingSince ??= now
      if (systemCode(error) !== 'ENOENT' || now - missingSince >= FOLDER_PATIENCE) {
        await removeEmpty(madeFolders)
        throw error
      }
    }

    // Most locks are free, and nobody waits.
    const {setTimeout: sleep} = await import('node:timers/promises')
    await sleep(POLL.least + Math.random() * (POLL.most - POLL.least), undefined, {signal}).catch(() => {})
  }
}

class OwnLock implements FileLock {
  readonly path: string
  private readonly beating: NodeJS.Timeout
  private beats = 0

  constructor(
    private readonly held: HeldFile,
    private readonly madeFolders: readonly string[],
  ) {
    this.path = held.path
    this.beating = setInterval(() => this.beat(), BEAT).unref()
  }

  assertHeld(): void {
    if (!isOf(this.path, this.held.nonce)) throw new LockLostError(this.path)
  }

  async release(): Promise<void> {
    clearInterval(this.beating)
    letGo(this.held)
    await removeEmpty(this.madeFolders)
  }

  private beat(): void {
    this.beats += 1
    try {
      writeSync(this.held.file, beatText(this.beats), beatOffset(this.held.content))
    } catch {
      // Who can see this process does not need it.
    }
  }
}

/**
 * Removes what can be of no use to anyone but the owner of the lock, which this process is, and locks on what is named after
 * the file, where their owners are dead and nobody has come to take them over.
 */
function sweepBeside(file: string, nonce: string): void {
  const name = basename(file)
  for (const other of sweepTemporaryFiles(dirname(file), name)) {
    const path = join(dirname(file), other)
    const isServed =
      other.startsWith(`${name}.lock.`) && !other.includes(nonce) && SERVED.test(other.slice(name.length))
    // Claims on owners before this one, and how long these stood still.
    if (isServed) remove(path)
    else if (other.startsWith(`${name}.`) && other.endsWith('.lock') && other !== `${name}.lock`) removeDead(path)
  }
}

/** Removes the locks in a folder of the CLI's own whose owners are dead, and that nobody has come to take over. Never throws. */
export function removeDeadLocks(folder: string): void {
  for (const name of sweepTemporaryFiles(folder)) if (name.endsWith('.lock')) removeDead(join(folder, name))
}

function removeDead(path: string): void {
  try {
    const found = lookAt(path)
    if (found.kind !== 'owned' || stateOf(found.owner) !== 'dead') return
    const held = take(path)
    if (held) letGo(held)
  } catch {
    // It is in nobody's way.
  }
}

const SERVED = /^\.lock(?:\.(?:[\da-f]{16}|folder|empty-\d+))*(?:\.seen)?$/

function heldBy(path: string): LockHeldError {
  const found = lookAt(path)
  if (found.kind !== 'owned') return new LockHeldError(path, undefined, found.kind === 'folder' ? 'folder' : 'file')
  return new LockHeldError(path, stateOf(found.owner) === 'unseen' ? found.owner : undefined)
}
