import {closeSync, fchmodSync, linkSync, openSync, renameSync, rmdirSync, writeSync} from 'node:fs'

import {systemCode, systemError} from '../errors/system-error.js'
import {type Found, isOf, lookAt, newContent} from './lock-content.js'
import {NotALockError} from './lock-errors.js'
import {stateOf} from './owner.js'
import {standsStill} from './stillness.js'
import {remove, temporaryName} from './temporary-files.js'

/** An owner that cannot be seen from here is dead when its beat has stood still for so long, in seconds. */
const STILL = 60
/** Seconds after which the lock of omi 0.1 is dead: its owners renew theirs every five seconds, or more often. */
const STILL_FOLDER = 8

/** A lock's file, open: what is written to it cannot end up in the lock of another. */
export interface HeldFile {
  readonly content: Buffer
  readonly file: number
  readonly nonce: string
  readonly path: string
}

/**
 * Tries once to get the lock; undefined where somebody has it. Throws NotALockError for what is none at that path, and the
 * system's error where no lock can be made.
 */
export function take(path: string): HeldFile | undefined {
  for (;;) {
    const held = create(path)
    if (held) return held
    const found = lookAt(path)
    if (found.kind === 'foreign') throw new NotALockError(path)
    if (found.kind !== 'nothing') return isDead(path, found) ? takeOver(path, found) : undefined
  }
}

/**
 * Takes the place of a dead owner. Of several that find it dead, one gets the claim, a lock of its own that is named after
 * the dead one and so serves for that one only; it looks again, because it may come late.
 */
function takeOver(path: string, dead: DeadLock): HeldFile | undefined {
  const claim = take(`${path}.${idOf(dead)}`)
  if (!claim) return undefined
  try {
    const found = lookAt(path)
    if (found.kind !== dead.kind || idOf(found) !== idOf(dead) || !isDead(path, found)) return undefined
    if (found.kind === 'folder') return replaceFolder(path)
    const own = prepare(path)
    try {
      renameSync(own.temporary, path)
      return own
    } catch (error) {
      abandon(own)
      throw error
    }
  } finally {
    letGo(claim)
  }
}

function replaceFolder(path: string): HeldFile | undefined {
  try {
    rmdirSync(path)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw systemCode(error) === 'ENOTEMPTY' ? new NotALockError(path) : error
  }

  return create(path)
}

/** What may be taken over. */
type DeadLock = Exclude<Found, {kind: 'foreign' | 'nothing'}>

const idOf = (found: DeadLock) => (found.kind === 'owned' ? found.owner.nonce : found.id)

function isDead(path: string, found: DeadLock): boolean {
  const seen = `${path}.seen`
  if (found.kind === 'folder') return standsStill(seen, `${found.id} ${found.time}`, STILL_FOLDER)
  if (found.kind === 'empty') return standsStill(seen, found.id, STILL)
  const {owner} = found
  const state = stateOf(owner)
  return state === 'unseen' ? standsStill(seen, `${owner.nonce} ${owner.beat}`, STILL) : state === 'dead'
}

/** Codes for a file system that has no links. */
const NO_LINKS = new Set(['EACCES', 'EMLINK', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM'])

/** Makes the lock, with all of its content in the moment in which it is there; undefined where there is one. */
function create(path: string): HeldFile | undefined {
  const own = prepare(path)
  try {
    linkSync(own.temporary, path)
    remove(own.temporary)
    return own
  } catch (error) {
    abandon(own)
    const code = systemCode(error) ?? ''
    if (code === 'EEXIST') return undefined
    if (!NO_LINKS.has(code)) throw error
    return createInPlace(path)
  }
}

function createInPlace(path: string): HeldFile | undefined {
  try {
    return open(path, path)
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return undefined
    throw error
  }
}

function prepare(path: string): HeldFile & {temporary: string} {
  const temporary = temporaryName(path)
  return {...open(temporary, path), temporary}
}

/** A new file that says that this process holds the lock at `path`. */
function open(file: string, path: string): HeldFile {
  const {bytes: content, nonce} = newContent()
  // It holds no secret, and another user, as root is with sudo, has to be able to tell whose it is.
  const opened = openSync(file, 'wx', 0o644)
  try {
    openToAll(opened)
    if (writeSync(opened, content) < content.length) throw systemError('ENOSPC', 'write', file)
    return {content, file: opened, nonce, path}
  } catch (error) {
    closeSync(opened)
    remove(file)
    throw error
  }
}

/** Whatever the umask. */
function openToAll(file: number): void {
  try {
    fchmodSync(file, 0o644)
  } catch {
    // A file system without modes.
  }
}

function abandon({file, temporary}: {file: number; temporary: string}): void {
  closeSync(file)
  remove(temporary)
}

/** Removes the lock, where it is still this one, and closes its file. */
export function letGo({file, nonce, path}: HeldFile): void {
  // Before it is closed, which would let Windows remove it only then.
  const own = isOf(path, nonce)
  closeSync(file)
  if (own) remove(path)
}
