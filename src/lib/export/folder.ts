import {createHash} from 'node:crypto'
import {createReadStream} from 'node:fs'
import {lstat, readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {pipeline} from 'node:stream/promises'

import {systemCode} from '../errors/system-error.js'
import {makeFolder, resolveTarget} from '../files/folders.js'
import {type FileLock, lockFile} from '../files/lock.js'
import {sweepTemporaryFiles} from '../files/temporary-files.js'
import {type Pieces, writeWholeFrom, type Written} from '../files/write-whole.js'
import {type FileRecord, FolderState, STATE_FILE} from './folder-state.js'
import {type ExportItem} from './item.js'
import {keyOfName, namesFor} from './names.js'

/** What became of a file: `kept` is one that somebody has edited, or that is none of ours. */
export type Outcome = 'kept' | 'unchanged' | 'written'

export interface FolderOptions {
  /** Nothing is written. */
  readonly dryRun: boolean
  /** What somebody has edited is written over. */
  readonly force: boolean
}

/**
 * A folder that is exported into: what has not changed is not written again, what a user has edited is kept, and what is gone
 * goes only when that is asked for. One process at a time. Methods throw the system's errors, and LockHeldError for the lock.
 */
export class ExportFolder {
  private readonly kept = new Set<string>()
  private readonly owners = new Map<string, string>()
  /** The path of each item's file, and whose the names are that are taken. */
  private readonly paths = new Map<string, string>()
  private readonly seen = new Set<string>()
  private readonly swept = new Set<string>()

  private constructor(
    /** All links followed. */
    readonly path: string,
    private readonly state: FolderState,
    private readonly options: FolderOptions,
    private readonly lock: FileLock | undefined,
  ) {
    for (const [file, {format, id, noun}] of state.files) {
      if (id === undefined) continue
      const owner = ownerOf(format, noun, id)
      this.paths.set(owner, file)
      this.owners.set(keyOfName(file), owner)
    }
  }

  static async open(path: string, options: FolderOptions): Promise<ExportFolder> {
    const folder = await resolveTarget(path)
    if (options.dryRun) return new ExportFolder(folder, await FolderState.read(folder), options, undefined)
    await makeFolder(folder)
    const lock = await lockFile(join(folder, STATE_FILE), {patience: 0})
    try {
      return new ExportFolder(folder, await FolderState.read(folder), options, lock)
    } catch (error) {
      await lock.release()
      throw error
    }
  }

  /** The files that were kept as they are though they are not what was exported, by their paths in the folder. */
  get keptFiles(): string[] {
    return [...this.kept].sort()
  }

  /** Whether there was a state in the folder that this version does not know. */
  get wasUnknown(): boolean {
    return this.state.isUnknown
  }

  /** Notes what was done, also where not all was. */
  async close(): Promise<void> {
    try {
      await this.state.close()
      if (this.lock) await this.state.save(this.lock)
    } finally {
      await this.lock?.release()
    }
  }

  /** The path of an item's file: the one that it has had since it was first exported, whatever its title is by now. */
  pathFor(
    item: ExportItem,
    {extension, format, subfolder}: {extension: string; format: string; subfolder?: string},
  ): string {
    const owner = ownerOf(format, item.noun, item.id)
    const known = this.paths.get(owner)
    if (known !== undefined && known.includes('/') === (subfolder !== undefined)) return known
    const names = namesFor(item).map((name) => `${subfolder ? `${subfolder}/` : ''}${name}.${extension}`)
    const free = names.find((name) => (this.owners.get(keyOfName(name)) ?? owner) === owner) ?? names.at(-1)!
    this.paths.set(owner, free)
    this.owners.set(keyOfName(free), owner)
    return free
  }

  /** Removes the files of this format and these nouns that nothing was exported to, but for edited ones; how many they were. */
  async prune(format: string, nouns: readonly string[]): Promise<number> {
    let removed = 0
    for (const [path, record] of this.state.files) {
      if (record.format !== format || record.id === undefined || !nouns.includes(record.noun) || this.seen.has(path))
        continue
      const hash = await this.hashOf(path)
      if (hash !== undefined && !this.state.isOwn(path, hash)) {
        this.kept.add(path)
        continue
      }

      if (hash !== undefined) removed += 1
      if (this.options.dryRun) continue
      await rm(join(this.path, path), {force: true})
      this.state.forget(path)
    }

    return removed
  }

  /** Writes a text of a file, where that is not what stands in it. */
  async put(path: string, text: string, record: Omit<FileRecord, 'sha256'>): Promise<Outcome> {
    this.seen.add(path)
    const bytes = Buffer.from(text)
    const before = await this.bytesOf(path)
    const sha256 = hashOfBytes(bytes)
    if (before === 'other' || (before && !before.equals(bytes) && !this.state.isOwn(path, hashOfBytes(before)))) {
      if (!this.options.force) return this.keep(path)
    } else if (before && before.equals(bytes)) return this.note(path, {...record, sha256}, 'unchanged')

    if (this.options.dryRun) return 'written'
    await this.state.begin(path, {...record, sha256})
    if (before === 'other') await rm(join(this.path, path))
    await this.write(path, [bytes])
    return this.note(path, {...record, sha256}, 'written')
  }

  /** The same for what is too long for the memory. */
  async putPieces(path: string, pieces: Pieces, record: Omit<FileRecord, 'sha256'>): Promise<Outcome> {
    this.seen.add(path)
    const before = await this.hashOf(path)
    const isForeign = before !== undefined && !this.state.isOwn(path, before)
    const judge = (sha256: string): Outcome =>
      before === sha256 ? 'unchanged' : isForeign && !this.options.force ? 'kept' : 'written'

    if (this.options.dryRun) {
      const hash = createHash('sha256')
      for await (const piece of pieces) hash.update(piece)
      const outcome = judge(hash.digest('hex'))
      return outcome === 'kept' ? this.keep(path) : outcome
    }

    const {sha256} = await this.write(path, pieces, async (written) => {
      if (judge(written.sha256) !== 'written') return false
      await this.state.begin(path, {...record, sha256: written.sha256})
      if (before === 'other') await rm(join(this.path, path))
      return true
    })
    const outcome = judge(sha256)
    return outcome === 'kept' ? this.keep(path) : this.note(path, {...record, sha256}, outcome)
  }

  /** What stands in a file; `other` where it is a link and not a file: what it leads to is never written. */
  private async bytesOf(path: string): Promise<'other' | Buffer | undefined> {
    const kind = await this.kindOf(path)
    return kind === 'file' ? readFile(join(this.path, path)) : kind
  }

  /** The SHA-256 of a file, or what else is there. */
  private async hashOf(path: string): Promise<string | undefined> {
    const kind = await this.kindOf(path)
    if (kind !== 'file') return kind
    const hash = createHash('sha256')
    await pipeline(createReadStream(join(this.path, path)), hash)
    return hash.digest('hex')
  }

  private keep(path: string): 'kept' {
    this.kept.add(path)
    return 'kept'
  }

  private async kindOf(path: string): Promise<'file' | 'other' | undefined> {
    try {
      return (await lstat(join(this.path, path))).isSymbolicLink() ? 'other' : 'file'
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined
      throw error
    }
  }

  private note(path: string, record: FileRecord, outcome: Outcome): Outcome {
    this.state.record(path, record)
    return outcome
  }

  private async write(path: string, pieces: Pieces, accept?: (written: Written) => Promise<boolean>) {
    const target = join(this.path, path)
    const folder = join(target, '..')
    if (!this.swept.has(folder)) {
      await makeFolder(folder)
      sweepTemporaryFiles(folder)
      this.swept.add(folder)
    }

    this.lock?.assertHeld()
    return writeWholeFrom(target, pieces, {accept, isSwept: true, sync: false})
  }
}

const ownerOf = (format: string, noun: string, id: string) => JSON.stringify([format, noun, id])

const hashOfBytes = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
