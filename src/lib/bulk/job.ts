import {createHash} from 'node:crypto'
import {chmod, mkdir, rm} from 'node:fs/promises'
import {hostname} from 'node:os'
import {join} from 'node:path'

import {cannotWriteProgress, isOmiError} from '../errors.js'
import {type InFlight, type Progress, readProgress, untrusted} from './progress-file.js'
import {busy, oneAtATime, takeLock} from './progress-lock.js'

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
  readonly #folder: string
  readonly #id: string

  /** `folder` is where all jobs are kept; it is made when needed. */
  constructor(folder: string, identity: JobIdentity) {
    const {apiBase, content, noun, profile} = identity
    this.#id = sha256(JSON.stringify([sha256(content), noun, profile, apiBase]))
    this.#folder = folder
    this.file = join(folder, `${this.#id}.json`)
  }

  /** Forgets the job, damaged or not, so that it starts from the first row. Throws a UsageError while it is running. */
  async forget(): Promise<void> {
    await this.#enter(async () => {
      const release = await takeLock(this.file, () => this.#owner())
      await rm(this.file, {force: true}).finally(release)
    })
  }

  /**
   * Begins or continues the job of `rows` rows (at least one) and keeps other processes off it until `close`. Throws a
   * UsageError when another process is at it, when the progress file is damaged, or when it cannot be written.
   */
  async open(rows: number): Promise<OpenJob> {
    let lost = false
    const onLost = () => {
      lost = true
    }

    const save = async (progress: Progress) => {
      if (lost) throw busy(this.file)
      await write(this.file, progress)
    }

    return this.#enter(async () => {
      const release = await takeLock(this.file, () => this.#owner(), onLost)
      try {
        const kept = await readProgress(this.file, this.#id)
        if (kept && kept.rows !== rows) throw untrusted(this.file)
        const owner = {host: hostname(), pid: process.pid}
        const progress: Progress = {version: 1, job: this.#id, rows, ids: [], inFlight: null, ...kept, owner}
        await save(progress)
        return new OpenJob(progress, save, release)
      } catch (error) {
        await release()
        throw error
      }
    })
  }

  /** How far the job is. Throws a UsageError when its progress file is damaged. */
  async state(): Promise<'begun' | 'done' | 'new'> {
    const progress = await readProgress(this.file, this.#id)
    if (!progress) return 'new'
    return progress.ids.length === progress.rows ? 'done' : 'begun'
  }

  /** Makes the folder and does `work`, which takes the job's lock, while no other process is at the same point. */
  async #enter<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      await mkdir(this.#folder, {mode: 0o700, recursive: true})
      await chmod(this.#folder, 0o700)
      return await oneAtATime(this.file, work)
    } catch (error) {
      throw cannotWrite(this.file, error)
    }
  }

  async #owner(): Promise<Progress['owner'] | undefined> {
    const progress = await readProgress(this.file, this.#id).catch(() => {})
    return progress?.owner
  }
}

/** A job that this process is at. Each change is on disk when its promise resolves. */
export class OpenJob {
  /** Ends the work on it; the progress stays. */
  readonly close: () => Promise<void>
  #progress: Progress
  readonly #save: (progress: Progress) => Promise<void>

  constructor(progress: Progress, save: (progress: Progress) => Promise<void>, close: () => Promise<void>) {
    this.#progress = progress
    this.#save = save
    this.close = close
  }

  /** The ids of the rows that are done, in the order of the rows. */
  get ids(): readonly string[] {
    return this.#progress.ids
  }

  /** The rows whose outcome is unknown. */
  get inFlight(): InFlight | null {
    return this.#progress.inFlight
  }

  /** The next `count` rows are about to be sent. */
  async begin(count: number): Promise<void> {
    const done = this.ids.length
    await this.#change({inFlight: {first: done + 1, last: done + count, since: new Date().toISOString()}})
  }

  /** The rows in flight exist, with these ids. */
  async finish(ids: string[]): Promise<void> {
    await this.#change({ids: [...this.ids, ...ids], inFlight: null})
  }

  /** The rows in flight were refused: none of them exists. */
  async putBack(): Promise<void> {
    await this.#change({inFlight: null})
  }

  async #change(change: Pick<Progress, 'inFlight'> & {ids?: string[]}): Promise<void> {
    const progress = {...this.#progress, ...change}
    await this.#save(progress)
    this.#progress = progress
  }
}

async function write(file: string, progress: Progress): Promise<void> {
  const {default: writeFileAtomic} = await import('write-file-atomic')
  try {
    await writeFileAtomic(file, JSON.stringify(progress), {mode: 0o600})
  } catch (error) {
    throw cannotWrite(file, error)
  }
}

/** What `error` means to a user: trouble with the file system is told, anything else is a fault of the program. */
function cannotWrite(file: string, error: unknown): unknown {
  const {code} = error as NodeJS.ErrnoException
  return isOmiError(error) || code === undefined ? error : cannotWriteProgress(`${file}: ${code}`, error)
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex')
