import {createHash} from 'node:crypto'
import {createReadStream, lstatSync, readFileSync, type Stats} from 'node:fs'
import {rm} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {pipeline} from 'node:stream/promises'

import {makeFolder, resolveTarget} from '../files/folders.js'
import {type FileLock, lockFile} from '../files/lock.js'
import {sweepTemporaryFiles} from '../files/temporary-files.js'
import {writeSmall} from '../files/write-small.js'
import {type Pieces, writeWholeFrom} from '../files/write-whole.js'
import {FolderState, STATE_FILE} from './folder-state.js'
import {type ExportItem} from './item.js'
import {type FileRecord} from './known-files.js'
import {namesFor} from './names.js'

/** What became of a file: `kept` is one that somebody has edited, or that is none of ours; `spared` one that may have more than what came. */
export type Outcome = 'kept' | 'spared' | 'unchanged' | 'written'

export interface FolderOptions {
  /** Nothing is written. */
  readonly dryRun: boolean
  /** What somebody has edited is written over. */
  readonly force: boolean
  /** What is known of the folder is kept with the bundled engine. */
  readonly forcesWasm: boolean
  /** Told what is not right with what is known of the folder. */
  readonly warn: (text: string) => void
}

/**
 * A folder that is exported into: what has not changed is not written again, what a user has edited is kept, and what is gone
 * goes only when that is asked for. One process at a time. Methods throw the system's errors, and LockHeldError for the lock.
 */
export class ExportFolder {
  private readonly kept = new Set<string>()
  private readonly spared = new Set<string>()
  private readonly swept = new Set<string>()

  private constructor(
    /** All links followed. */
    readonly path: string,
    private readonly state: FolderState,
    private readonly options: FolderOptions,
    private readonly lock: FileLock | undefined,
  ) {}

  static async open(path: string, options: FolderOptions): Promise<ExportFolder> {
    const folder = await resolveTarget(path)
    const state = async () => {
      const found = await FolderState.open(folder, options.forcesWasm)
      if (found.isUnreadable) options.warn(`${join(path, STATE_FILE)} cannot be read: ${AFRESH}`)
      return found
    }

    if (options.dryRun) return new ExportFolder(folder, await state(), options, undefined)
    await makeFolder(folder)
    const lock = await lockFile(join(folder, STATE_FILE), {patience: 0})
    try {
      return new ExportFolder(folder, await state(), options, lock)
    } catch (error) {
      await lock.release()
      throw error
    }
  }

  /** The files that were kept as they are though they are not what was exported, by their paths in the folder. */
  get keptFiles(): string[] {
    return [...this.kept].sort()
  }

  /** The files that were left, since less came than they may have. */
  get sparedFiles(): string[] {
    return [...this.spared].sort()
  }

  /** Notes what was done, also where not all was. */
  async close(): Promise<void> {
    try {
      if (this.lock) await this.state.save(this.lock)
    } finally {
      await this.state.close()
      await this.lock?.release()
    }
  }

  /** The path of an item's file: the one that it has had since it was first exported, whatever its title is by now. */
  pathFor(
    item: ExportItem,
    {extension, format, subfolder}: {extension: string; format: string; subfolder?: string},
  ): string {
    const {files} = this.state
    const owner = {format, id: item.id, noun: item.noun}
    const known = files.pathOf(owner, subfolder !== undefined)
    if (known !== undefined) return known
    const names = namesFor(item).map((name) => `${subfolder ? `${subfolder}/` : ''}${name}.${extension}`)
    const free = names.find((name) => !files.isTaken(name, owner)) ?? names.at(-1)!
    files.take(free, owner)
    return free
  }

  /** Removes the files of this format and these nouns that nothing was exported to, edited ones only where that is forced; how many they were. */
  async prune(format: string, nouns: readonly string[]): Promise<number> {
    let removed = 0
    for (const path of this.state.files.notSeen(format, nouns)) {
      const hash = await this.hashOf(path)
      if (hash !== undefined && !this.options.force && !this.state.files.isOwn(path, hash)) {
        this.kept.add(path)
        continue
      }

      if (hash !== undefined) removed += 1
      if (this.options.dryRun) continue
      await rm(join(this.path, path), {force: true})
      this.state.files.forget(path)
    }

    return removed
  }

  /**
   * Writes a text of a file, where that is not what stands in it. `isLess` says that a file which is there may have more, where that is not
   * known to be partial itself.
   */
  async put(path: string, text: string, record: Omit<FileRecord, 'sha256'>, isLess: boolean): Promise<Outcome> {
    const bytes = Buffer.from(text)
    const stats = this.statsOf(path)
    const before = stats?.isFile() ? readFileSync(join(this.path, path)) : undefined
    if (before?.equals(bytes)) return this.note(path, {...record, sha256: hashOfBytes(bytes)}, 'unchanged')
    const isForeign = stats && !(before && this.state.files.isOwn(path, hashOfBytes(before)))
    if (isForeign && !this.options.force) return this.keep(path)
    if (stats && isLess && !this.state.files.isPartial(path)) return this.spare(path)
    if (this.options.dryRun) return 'written'
    const noted = {...record, sha256: hashOfBytes(bytes)}
    this.state.begin(path, noted)
    if (stats && !before) await rm(join(this.path, path))
    await this.prepare(path)
    await writeSmall(join(this.path, path), bytes, before && stats)
    return this.note(path, noted, 'written')
  }

  /** The same for what is too long for the memory. `isLess` is asked when all has come: whether a file that is there may have more. */
  async putPieces(
    path: string,
    pieces: Pieces,
    record: Omit<FileRecord, 'isPartial' | 'sha256'>,
    isLess: () => boolean,
  ): Promise<Outcome> {
    const before = await this.hashOf(path)
    const isForeign = before !== undefined && !this.state.files.isOwn(path, before)
    const judge = (sha256: string): Outcome => {
      if (before === sha256) return 'unchanged'
      if (isForeign && !this.options.force) return this.keep(path)
      return before !== undefined && isLess() ? this.spare(path) : 'written'
    }

    if (this.options.dryRun) {
      const hash = createHash('sha256')
      for await (const piece of pieces) hash.update(piece)
      return judge(hash.digest('hex'))
    }

    await this.prepare(path)
    const accept = async (written: {sha256: string}) => {
      if (judge(written.sha256) !== 'written') return false
      this.state.begin(path, {...record, sha256: written.sha256})
      if (before === 'other') await rm(join(this.path, path))
      return true
    }

    const {sha256} = await writeWholeFrom(join(this.path, path), pieces, {accept, isSwept: true, sync: false})
    const outcome = judge(sha256)
    return outcome === 'kept' || outcome === 'spared' ? outcome : this.note(path, {...record, sha256}, outcome)
  }

  /** The SHA-256 of a file, `other` where a link or a folder is: what a link leads to is never written. */
  private async hashOf(path: string): Promise<string | undefined> {
    const stats = this.statsOf(path)
    if (!stats?.isFile()) return stats && 'other'
    const hash = createHash('sha256')
    await pipeline(createReadStream(join(this.path, path)), hash)
    return hash.digest('hex')
  }

  private keep(path: string): 'kept' {
    this.kept.add(path)
    this.state.files.touch(path)
    return 'kept'
  }

  private note(path: string, record: FileRecord, outcome: Outcome): Outcome {
    this.state.files.record(path, record)
    return outcome
  }

  /** Makes the folder of a file, and looks whether the export folder is still ours. */
  private async prepare(path: string): Promise<void> {
    const folder = dirname(join(this.path, path))
    if (!this.swept.has(folder)) {
      await makeFolder(folder)
      sweepTemporaryFiles(folder)
      this.swept.add(folder)
    }

    this.lock?.assertHeld()
  }

  private spare(path: string): 'spared' {
    this.spared.add(path)
    this.state.files.touch(path)
    return 'spared'
  }

  private statsOf(path: string): Stats | undefined {
    return lstatSync(join(this.path, path), {throwIfNoEntry: false})
  }
}

/** What follows of a folder of which nothing is known. */
const AFRESH = 'files of an earlier export are taken for yours, and are neither written nor removed where they differ.'

const hashOfBytes = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
