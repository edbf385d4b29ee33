import type {LockOptions} from 'proper-lockfile'

import {rmdir} from 'node:fs/promises'
import {hostname} from 'node:os'

import type {Progress} from './progress-file.js'

import {alreadyRunning} from '../errors.js'

type Release = () => Promise<void>

/**
 * Takes the lock beside `file`, which need not exist, and returns what releases it. It lasts as long as its process: the
 * lock of a process of this machine that has ended is broken at once, any other when it was not renewed for 10 s.
 * `owner` says who wrote the file last; `onLost` is called when the lock was taken away, as after a sleep of the machine.
 * Call it within oneAtATime, and have the file name the new owner before that ends. Throws a UsageError when another
 * process holds the lock.
 */
export async function takeLock(
  file: string,
  owner: () => Promise<Progress['owner'] | undefined>,
  onLost: () => void = () => {},
): Promise<Release> {
  const take = () => lock(file, {onCompromised: onLost})
  return take().catch(async (error: unknown) => {
    if (!isHeld(error)) throw error
    if (!hasEnded(await owner())) throw busy(file)
    await rmdir(`${file}.lock`)
    return take()
  })
}

/** Does `work` while no other process is in here for the same file; it waits for its turn, so the work has to be short. */
export async function oneAtATime<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  const leave = await lock(`${file}.entry`, {
    onCompromised() {},
    retries: {retries: 12, minTimeout: 50, maxTimeout: 500},
    stale: 2000,
  }).catch((error: unknown) => {
    throw isHeld(error) ? busy(file) : error
  })

  return work().finally(leave)
}

/** The error for a job that another process is at work on. */
export const busy = (file: string) =>
  alreadyRunning(`Another omi is creating things from this file (${file}.lock). Wait until it has ended.`)

async function lock(file: string, options: LockOptions): Promise<Release> {
  const {default: lockfile} = await import('proper-lockfile')
  const release = await lockfile.lock(file, {...options, realpath: false})
  // Releasing a lock that was lost fails, and there is nothing left to do about it.
  return () => release().catch(() => {})
}

const isHeld = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ELOCKED'

function hasEnded(owner: Progress['owner'] | undefined): boolean {
  if (owner?.host !== hostname()) return false
  try {
    process.kill(owner.pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
