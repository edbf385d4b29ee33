import {readFileSync, statSync} from 'node:fs'
import {hostname} from 'node:os'

import {systemCode} from '../errors/system-error.js'
import {nonce} from './nonce.js'
import {isOwner, type Owner, thisProcess} from './owner.js'

/** Who holds a lock, as the lock's file says. */
export interface LockOwner extends Owner {
  /** Counted up every second while the lock is held and its process is not stopped. */
  readonly beat: string
  readonly host: string
  /** Of this one lock, and never used again. */
  readonly nonce: string
}

/** What is where a lock would be. */
export type Found =
  /** A file without content: its process was killed on a file system that knows no links, or the power went. */
  | {readonly id: string; readonly kind: 'empty'}
  /** The lock of omi 0.1: a folder whose time its owner renews every second. */
  | {readonly id: string; readonly kind: 'folder'; readonly time: string}
  | {readonly kind: 'foreign'}
  | {readonly kind: 'nothing'}
  | {readonly kind: 'owned'; readonly owner: LockOwner}

const BEAT_DIGITS = 12

/** The content of a new lock of this process. */
export function newContent(): {bytes: Buffer; nonce: string} {
  const owner: LockOwner = {...thisProcess(), host: hostname(), nonce: nonce(16), beat: beatText(0)}
  return {bytes: Buffer.from(`${JSON.stringify({omi: 1, ...owner})}\n`), nonce: owner.nonce}
}

/** The beat after `count` seconds; all are of the same length, so that one can be written over another. */
export const beatText = (count: number): string => String(count).padStart(BEAT_DIGITS, '0')

/** Where in the content the beat stands. */
export const beatOffset = (content: Buffer): number => content.lastIndexOf('"beat":"') + '"beat":"'.length

/** Looks at a lock. Throws the system's error where that cannot be done. */
export function lookAt(path: string): Found {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT') return {kind: 'nothing'}
    if (code === 'EISDIR') return lookAtFolder(path)
    throw error
  }

  if (text === '') return lookAtEmpty(path)
  const owner = parse(text)
  return owner ? {kind: 'owned', owner} : {kind: 'foreign'}
}

/** Whether a lock is this one; `false` also where it cannot be read. */
export function isOf(path: string, nonce: string): boolean {
  try {
    const found = lookAt(path)
    return found.kind === 'owned' && found.owner.nonce === nonce
  } catch {
    return false
  }
}

const lookAtFolder = (path: string): Found => {
  const found = statSync(path, {bigint: true, throwIfNoEntry: false})
  return found?.isDirectory() ? {id: 'folder', kind: 'folder', time: String(found.mtimeNs)} : {kind: 'nothing'}
}

const lookAtEmpty = (path: string): Found => {
  const found = statSync(path, {bigint: true, throwIfNoEntry: false})
  return found?.size === 0n ? {id: `empty-${found.ino}`, kind: 'empty'} : {kind: 'nothing'}
}

function parse(text: string): LockOwner | undefined {
  try {
    const {beat, host, nonce, pid, place, start} = JSON.parse(text) as Partial<Record<keyof LockOwner, unknown>>
    const known = typeof beat === 'string' && typeof host === 'string' && /^[\da-f]{16}$/.test(String(nonce))
    return known && isOwner({pid, place, start}) ? ({beat, host, nonce, pid, place, start} as LockOwner) : undefined
  } catch {
    return undefined
  }
}
