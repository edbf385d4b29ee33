import {readdirSync, rmSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'

import {nonce} from './nonce.js'
import {isOwner, type Owner, stateOf, thisProcess} from './owner.js'

/** `NAME.omi-PLACE-PID-START-NONCE.tmp`: by it anyone can tell whose it is. */
const PATTERN = /^(?<base>.+)\.omi-(?<place>[\da-f]{8})-(?<pid>\d{1,10})-(?<start>\d*)-[\da-f]{8}\.tmp$/

/** A name beside `file` for what is to take its place, of this process and never used before. */
export function temporaryName(file: string): string {
  const {pid, place, start} = thisProcess()
  return join(dirname(file), `${basename(file)}.omi-${place}-${pid}-${start}-${nonce(8)}.tmp`)
}

/** A file that was to take another's place. */
interface TemporaryFile {
  /** The name of that other file. */
  readonly base: string
  readonly owner: Owner
}

function parseName(name: string): TemporaryFile | undefined {
  const {base = '', pid, place = '', start = ''} = PATTERN.exec(name)?.groups ?? {}
  const owner = {pid: Number(pid), place, start}
  return base && isOwner(owner) ? {base, owner} : undefined
}

/**
 * Removes what dead processes left in a folder: the temporary files of our own pattern, and no others. Those for `sole` go
 * whosever they are: it is for who holds that file's lock, so that a process that was held up for so long that it lost the
 * lock cannot put its own in place any more. Gives the other names in the folder. Never throws.
 */
export function sweepTemporaryFiles(folder: string, sole?: string): string[] {
  const others: string[] = []
  for (const name of namesIn(folder)) {
    const found = parseName(name)
    if (!found) others.push(name)
    else if (found.base === sole || stateOf(found.owner) === 'dead') remove(join(folder, name))
  }

  return others
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Removes a file; that it cannot be is no trouble of who wanted something else. */
export function remove(path: string): void {
  try {
    rmSync(path, {force: true})
  } catch {}
}
