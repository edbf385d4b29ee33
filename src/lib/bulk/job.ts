import {createHash} from 'node:crypto'
import {chmod, rm} from 'node:fs/promises'
import {uptime} from 'node:os'
import {join} from 'node:path'

import {alreadyRunning, cannotWriteProgress} from '../errors/index.js'
import {cannotBeWritten, systemCode} from '../errors/system-error.js'
import {makeFolder, OWNER_ONLY} from '../files/folders.js'
import {type FileLock} from '../files/lock.js'
import {type InFlight, type Progress, readProgress, untrusted} from './progress-file.js'

/** What makes two runs the same job. */
export interface JobIdentity {
  readonly apiBase: string
  /** The bytes of the file. Only a hash of them is kept. */
  readonly content: Uint8Array
  readonly noun: string
  /** The profile, or whatever else tells one account from another. */
  readonly profile: string
}

/** The kept progress of creating many things from one file: a file of mode 0600 in a folder of mode 0700. */
export class JobStore {
  readonly file: string
  private readonly folder: string
  private readonly id: string

  /** `folder` is where all jobs are kept; it is made when needed. */
  constructor(folder: string, identity: JobIdentity) {
    const {apiBase, content, noun, profile} = identity
    this.id = sha256(JSON.stringify([sha256(content), noun, profile, apiBase]))
    this.folder = folder
    this.file = join(folder, `${this.id}.json`)
  }

  /** The ids of all rows where the job is done, else undefined. Throws a UsageError when its progress file is damaged. */
  async doneIds(): Promise<readonly string[] | undefined> {
    const progress = await readProgress(this.file, this.id)
    return progress?.ids.length === progress?.rows ? progress?.ids : undefined
  }

  /** Forgets the job, damaged or not, so that it starts from the first row. Throws a UsageError while it is running. */
  async forget(): Promise<void> {
    const lock = await this.lock()
    await this.told(rm(this.file, {force: true})).finally(() => lock.release())
  }

  /** The ids of the rows that are done. Throws a UsageError when the progress file is damaged. */
  async ids(): Promise<readonly string[]> {
    return (await readProgress(this.file, this.id))?.ids ?? []
  }

  /**
   * Begins or continues the job of `rows` rows (at least one) and keeps other processes off it until `close`. Throws a
   * UsageError when another process is at it, when the progress file is damaged, or when it cannot be written.
   */
  async open(rows: number): Promise<OpenJob> {
    const {writeWhole} = await import('../files/write-whole.js')
    const lock = await this.lock()
    const save = (progress: Progress) => this.told(writeWhole(this.file, JSON.stringify(progress), {lock}))
    try {
      const kept = await readProgress(this.file, this.id)
      if (kept && kept.rows !== rows) throw untrusted(this.file)
      const progress: Progress = {version: 1, job: this.id, rows, ids: [], inFlight: null, ...kept}
      // Shows before anything is sent whether it can be written.
      await save(progress)
      return new OpenJob(progress, save, () => lock.release())
    } catch (error) {
      await lock.release()
      throw error
    }
  }

  /** How far the job is. Throws a UsageError when its progress file is damaged. */
  async state(): Promise<'begun' | 'done' | 'new'> {
    const progress = await readProgress(this.file, this.id)
    if (!progress) return 'new'
    return progress.ids.length === progress.rows ? 'done' : 'begun'
  }

  /** Takes the job's lock, or throws "Already running". */
  private async lock(): Promise<FileLock> {
    const {lockFile, removeDeadLocks} = await import('../files/lock.js')
    await this.told(makeFolder(this.folder).then(() => chmod(this.folder, OWNER_ONLY)))
    removeDeadLocks(this.folder)
    return this.told(lockFile(this.file, {patience: 0}))
  }

  /** Turns the errors of the lock and of the system into what they mean to a user. */
  private async told<Result>(step: Promise<Result>): Promise<Result> {
    try {
      return await step
    } catch (error) {
      const {LockHeldError, LockLostError, NotALockError, takenOverSoon} = await import('../files/lock-errors.js')
      const busy = `Another omi is creating things from this file (${this.file}.lock). Wait until it has ended`
      if (error instanceof LockHeldError) {
        throw alreadyRunning(error.unseen ? `${busy}: ${takenOverSoon(error.unseen)}` : `${busy}.`)
      }

      if (error instanceof LockLostError) throw alreadyRunning(`${busy}.`)
      if (error instanceof NotALockError) throw cannotWriteProgress(error.detail, error)
      const code = systemCode(error)
      if (code === undefined) throw error
      throw cannotWriteProgress(cannotBeWritten(this.file, code, 'Make the file and its folder writable.'), error)
    }
  }
}

/** A job that this process is at. Each change is on disk when its promise resolves. */
export class OpenJob {
  /** Ends the work on it; the progress stays. */
  readonly close: () => Promise<void>
  private progress: Progress
  private readonly save: (progress: Progress) => Promise<void>

  constructor(progress: Progress, save: (progress: Progress) => Promise<void>, close: () => Promise<void>) {
    this.progress = progress
    this.save = save
    this.close = close
  }

  /** The ids of the rows that are done, in the order of the rows. */
  get ids(): readonly string[] {
    return this.progress.ids
  }

  /** The rows whose outcome is unknown. */
  get inFlight(): InFlight | null {
    return this.progress.inFlight
  }

  /**
   * The next `count` rows are about to be sent, `now` (milliseconds since 1970); the server's clock shows `serverTime`, where it
   * has told.
   */
  async begin(count: number, now: number, serverTime?: number): Promise<void> {
    const first = this.ids.length + 1
    const since = new Date(now).toISOString()
    await this.change({inFlight: {first, last: first + count - 1, serverTime, since, uptime: uptime()}})
  }

  /** The rows in flight exist, with these ids. */
  async finish(ids: string[]): Promise<void> {
    await this.change({ids: [...this.ids, ...ids], inFlight: null})
  }

  /** What has become known about the rows in flight. */
  async note(facts: Pick<InFlight, 'cutShort' | 'serverTime'>): Promise<void> {
    if (this.inFlight) await this.change({inFlight: {...this.inFlight, ...facts}})
  }

  /** The rows in flight were refused: none of them exists. */
  async putBack(): Promise<void> {
    await this.change({inFlight: null})
  }

  private async change(change: Pick<Progress, 'inFlight'> & {ids?: string[]}): Promise<void> {
    const progress = {...this.progress, ...change}
    await this.save(progress)
    this.progress = progress
  }
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex')
