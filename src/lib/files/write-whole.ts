import {createHash} from 'node:crypto'
import {type Stats} from 'node:fs'
import {type FileHandle, open, stat} from 'node:fs/promises'
import {dirname} from 'node:path'

import {systemCode, systemError} from '../errors/system-error.js'
import {resolveTarget} from './folders.js'
import {replace} from './replace.js'
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

/** What a file is written from. */
export type Pieces = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>

/** What there is to know of what was written. */
export interface Written {
  readonly bytes: number
  readonly sha256: string
}

interface StreamedOptions {
  /** Asked when all is written, and before it takes the file's place; what is not accepted goes. */
  readonly accept?: (written: Written) => boolean | Promise<boolean>
  /** What killed writes left in the folder is gone already. */
  readonly isSwept?: boolean
}

/** Small pieces are written together, so many bytes at once. */
const CHUNK = 64 * 1024

/** The system's codes for what a file system does not know: modes, or to write now. */
const UNKNOWN = new Set(['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM'])

/**
 * Writes a file so that at any moment, whatever happens, it holds all of the old content or all of the new: into a file
 * beside it, to the last byte, then to the disk, then in its place. A symbolic link is followed. What killed writes left
 * beside it goes. Throws the system's error (ENOSPC for a disk that takes less than it is given), and what
 * `lock.assertHeld` throws; the file is as it was then, but for a lock lost in the last moment.
 */
export async function writeWhole(path: string, data: string | Uint8Array, options: WriteOptions = {}): Promise<void> {
  await writeWholeFrom(path, [data], options)
}

/**
 * The same for what comes piece by piece, of which no more than a few are in memory at once; throws what giving them throws too.
 * Resolves to what was written.
 */
export async function writeWholeFrom(
  path: string,
  pieces: Pieces,
  options: StreamedOptions & WriteOptions = {},
): Promise<Written> {
  const {accept, isSwept, lock, mode = 0o600, sync = true} = options
  const target = await resolveTarget(path)
  const before = await existing(target)
  // Renaming a file onto a device or a pipe would take its place.
  if (before && !before.isFile()) throw systemError(before.isDirectory() ? 'EISDIR' : 'EINVAL', 'rename', target)
  const folder = dirname(target)
  // Who holds the lock did it when taking it.
  if (!lock && !isSwept) sweepTemporaryFiles(folder)
  const temporary = temporaryName(target)
  let written: Written
  try {
    written = await fill(temporary, pieces, {mode, owner: before, sync})
    if (accept && !(await accept(written))) {
      remove(temporary)
      return written
    }

    lock?.assertHeld()
    await replace(temporary, target).catch((error: unknown) => {
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
  return written
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
  pieces: Pieces,
  {mode, owner, sync}: {mode: number; owner?: Stats; sync: boolean},
): Promise<Written> {
  // Never more open than in the end, and to its owner even under a umask that forbids it.
  const file = await open(path, 'wx', mode)
  try {
    await whereKnown(file.chmod(mode))
    if (owner) await keepOwner(file, owner)
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of inChunks(pieces)) {
      hash.update(chunk)
      bytes += chunk.length
      await writeAll(file, chunk, path)
    }

    if (sync) await whereKnown(file.sync())
    return {bytes, sha256: hash.digest('hex')}
  } finally {
    await file.close()
  }
}

/** @yields the same bytes, in pieces of about the size in which they are written best */
async function* inChunks(pieces: Pieces): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = []
  let size = 0
  for await (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
    held.push(bytes)
    size += bytes.length
    if (size < CHUNK) continue
    yield held.length === 1 ? bytes : Buffer.concat(held)
    held = []
    size = 0
  }

  if (size > 0) yield Buffer.concat(held)
}

/** The system may take less than it is given, as from the last free bytes of a disk, and call that success. */
async function writeAll(file: FileHandle, bytes: Uint8Array, path: string): Promise<void> {
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
