import {type Stats} from 'node:fs'
import {type FileHandle, open, rename, stat} from 'node:fs/promises'
import {dirname} from 'node:path'

import {systemCode, systemError} from '../errors/system-error.js'
import {resolveTarget} from './folders.js'
import {remove, sweepTemporaryFiles, temporaryName} from './temporary-files.js'

/** What a lock tells about itself; see lock.ts. */
interface Held {
  /** Throws where this process does not hold it any more. */
  assertHeld(): void
}

export interface WriteOptions {
  /** The lock under which the file is written: nothing is put in place when it is lost, and a loss at that moment is noticed. */
  readonly lock?: Held
  /** Permission bits, whatever the umask; 0600 where they are not given. */
  readonly mode?: number
  /** `false` where the file need not outlast a power cut: waiting for the disk is most of the time that a write takes. */
  readonly sync?: boolean
}

/** The system's codes for what a file system does not know: modes, or to write now. */
const UNKNOWN = new Set(['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM'])

/**
 * Writes a file so that at any moment, whatever happens, it holds all of the old content or all of the new: into a file
 * beside it, to the last byte, then to the disk, then in its place. A symbolic link is followed. What killed writes left
 * beside it goes. Throws the system's error (ENOSPC for a disk that takes less than it is given), and what
 * `lock.assertHeld` throws; the file is as it was then, but for a lock lost in the last moment.
 */
export async function writeWhole(path: string, data: string | Uint8Array, options: WriteOptions = {}): Promise<void> {
  const {lock, mode = 0o600, sync = true} = options
  const target = await resolveTarget(path)
  const before = await existing(target)
  // Renaming a file onto a device or a pipe would take its place.
  if (before && !before.isFile()) throw systemError(before.isDirectory() ? 'EISDIR' : 'EINVAL', 'rename', target)
  const folder = dirname(target)
  // Who holds the lock did it when taking it.
  if (!lock) sweepTemporaryFiles(folder)
  const temporary = temporaryName(target)
  try {
    await fill(temporary, Buffer.from(data), {mode, owner: before, sync})
    lock?.assertHeld()
    await rename(temporary, target).catch((error: unknown) => {
      // Whoever took the lock has removed what was to be renamed.
      lock?.assertHeld()
      throw error
    })
  } catch (error) {
    remove(temporary)
    throw error
  }

  lock?.assertHeld()
  if (sync) await syncFolder(folder)
}

async function existing(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

async function fill(
  path: string,
  bytes: Buffer,
  {mode, owner, sync}: {mode: number; owner?: Stats; sync: boolean},
): Promise<void> {
  // Never more open than in the end, and to its owner even under a umask that forbids it.
  const file = await open(path, 'wx', mode)
  try {
    await whereKnown(file.chmod(mode))
    if (owner) await keepOwner(file, owner)
    await writeAll(file, bytes, path)
    if (sync) await whereKnown(file.sync())
  } finally {
    await file.close()
  }
}

/** The system may take less than it is given, as from the last free bytes of a disk, and call that success. */
async function writeAll(file: FileHandle, bytes: Buffer, path: string): Promise<void> {
  let written = 0
  while (written < bytes.length) {
    const {bytesWritten} = await file.write(bytes, written, bytes.length - written)
    if (bytesWritten === 0) throw systemError('ENOSPC', 'write', path)
    written += bytesWritten
  }
}

async function whereKnown(step: Promise<void>): Promise<void> {
  try {
    await step
  } catch (error) {
    if (!UNKNOWN.has(systemCode(error) ?? '')) throw error
  }
}

/** With sudo, the file stays its user's. */
async function keepOwner(file: FileHandle, {gid, uid}: Stats): Promise<void> {
  if (uid === process.getuid?.() && gid === process.getgid?.()) return
  await file.chown(uid, gid).catch(() => {})
}

/** Brings the new name to the disk. The file is in place already, so what cannot be done is not worth an error. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  try {
    const handle = await open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  } catch {}
}
