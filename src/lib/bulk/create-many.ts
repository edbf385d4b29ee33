import type {JobStore, OpenJob} from './job.js'

import {type Beginning} from '../api/find-created.js'
import {isOmiError, type OmiError, unexpectedResponse} from '../errors.js'
import {type Moment, thisMoment} from '../http/server-clock.js'
import {waitOutLimit} from '../http/wait-out-limit.js'
import {shellLine} from '../shell-words.js'
import {Clock, estimateSeconds} from './estimate.js'
import {findInFlight} from './find-in-flight.js'

export interface BulkRun<Row> {
  /** The most rows that the API takes in one request. */
  batchSize: number
  /** The words of the command that goes on where this run stops. */
  continueWith: string[]
  /**
   * For things whose creation is not idempotent: the ids of those rows of a batch of unknown outcome that exist, undefined
   * for the others. `since` is when the batch was about to be sent; the ids `known` belong to other rows. Throws when it
   * cannot tell; then nothing is sent. Without it a batch of unknown outcome is sent again.
   */
  findSent?(batch: Row[], since: Beginning, known: readonly string[]): Promise<(string | undefined)[]>
  /**
   * The ids among those that `send` returned which the server had before the run. `closely`: it may take a second to find
   * out about those that were made just before.
   */
  hadBefore?(closely: boolean): Promise<ReadonlySet<string>>
  job: JobStore
  /** The ids that the account knows some of the rows by already, by their index: they are not sent. */
  known?: ReadonlyArray<string | undefined>
  /** The singular, lower case: `memory`. */
  noun: string
  /** Before each further look for a batch that was cut short: for how many seconds it is looked for. */
  onLook?(seconds: number): void
  /** After each batch, in rows, with those of earlier runs. */
  onProgress?(done: number, total: number, secondsLeft: number): void
  onStart?(plan: BulkPlan): void
  /** Before a wait for the rate limit, in seconds. */
  onWait?(seconds: number): void
  /** How long the server may be at a batch, in milliseconds: one that was cut short is looked for until then. */
  patience?: number
  /** How many requests the rate limit allows in an hour; undefined when there is none. */
  perHour?: number
  /** At least one. */
  rows: Row[]
  /**
   * Creates a batch and returns the ids in the order of its rows. Throws an OmiError; one of exit code 1, 2, 4 or 5 without
   * `outcome: 'unknown'` says that none of the batch was created.
   */
  send(batch: Row[]): Promise<string[]>
  /** What the server's clock showed then at the earliest, in milliseconds since 1970; undefined where it has not told. */
  serverTimeAt?(moment: Moment): number | undefined
  /** Its reason is thrown when it is aborted. */
  signal: AbortSignal
  /** Whether to stay through the waits of the rate limit. */
  wait: boolean
}

export interface BulkPlan {
  /** What the rate limit makes it take at least, roughly. */
  estimateSeconds: number
  /** Rows that the account has already, as their ids say. */
  existing: number
  /** Rows to do. */
  remaining: number
  requests: number
  /** Rows that earlier runs did. */
  skipped: number
  /** Rows in the file. */
  total: number
}

export interface BulkResult {
  /** Everything was done by an earlier run, and nothing by this one. */
  already_done?: true
  /** Rows that this run created. */
  created: number
  /** Rows that the server had already, and rows that repeat another one of the file. */
  existing: number
  /** A run that ends well has no failed rows; one that does not throws. */
  failed: 0
  /** The ids of all rows, in the order of the rows. */
  ids: string[]
  /** Rows that an earlier run of the same file did. */
  skipped: number
  /** Rows of the file. */
  total: number
}

/**
 * Creates the rows in full batches, one after the other, and keeps the progress after each, so that another run with the same
 * job goes on where this one stopped, even if it was killed. Throws what `send` or `findSent` threw with what is done and
 * how to continue, as a line of its detail and as facts; with `wait` a rate limit is waited for instead. Throws the
 * signal's reason when that is aborted, and a UsageError when the progress cannot be kept, see JobStore.open.
 */
export async function createMany<Row>(run: BulkRun<Row>): Promise<BulkResult> {
  const job = await run.job.open(run.rows.length)
  const work = new Work(run, job)
  try {
    await work.do()
    return {...(await work.counts(true)), failed: 0, ids: [...job.ids]}
  } catch (error) {
    const cause: unknown = run.signal.aborted ? run.signal.reason : error
    if (!isOmiError(cause)) throw cause
    await work.noteCutShort(cause)
    throw await work.withProgress(cause)
  } finally {
    await job.close()
  }
}

/** A run at work on its job. */
class Work<Row> {
  /** The ids that were answered with, in order; those of a batch that an earlier run had sent already, apart. */
  private readonly answered: string[] = []
  private readonly answeredAgain: string[] = []
  private readonly before: ReadonlySet<string>
  /** When this run began the batch at hand. */
  private begunAt?: Moment
  private existing = 0
  private skipped: number

  constructor(
    private readonly run: BulkRun<Row>,
    private readonly job: OpenJob,
  ) {
    this.skipped = job.ids.length
    this.before = new Set(job.ids)
  }

  /** What came of the rows so far. */
  async counts(closely: boolean): Promise<Pick<BulkResult, 'created' | 'existing' | 'skipped' | 'total'>> {
    const {answered, answeredAgain, before, existing, run, skipped} = this
    const older = (await run.hadBefore?.(closely)) ?? new Set()
    const again = answeredAgain.filter((id) => older.has(id)).length
    const isNew = (id: string) => !older.has(id) && !before.has(id)
    const created = new Set([...answered, ...answeredAgain].filter((id) => isNew(id))).size
    return {
      created,
      existing: existing + answered.length + answeredAgain.length - created - again,
      skipped: skipped + again,
      total: run.rows.length,
    }
  }

  /** Does all that is left. */
  async do(): Promise<void> {
    const {job, run} = this
    const total = run.rows.length
    const existing = this.knownFrom(job.ids.length)
    const remaining = total - job.ids.length - existing
    const requests = Math.ceil(remaining / run.batchSize)
    const estimate = estimateSeconds(requests, run.perHour)
    run.onStart?.({estimateSeconds: estimate, existing, remaining, requests, skipped: this.skipped, total})

    const clock = new Clock(estimate)
    let sent = 0
    // One batch after the other: the server's limit is counted in requests, and a kill leaves one batch in doubt.
    while (job.ids.length < total) {
      run.signal.throwIfAborted()
      try {
        await (job.inFlight ? this.settle(job.inFlight.last) : this.next())
      } catch (error) {
        await waitOut(error, run, clock)
        continue
      }

      sent += 1
      const left = Math.ceil((total - job.ids.length - this.knownFrom(job.ids.length)) / run.batchSize)
      run.onProgress?.(job.ids.length, total, clock.secondsLeft(sent, left))
    }
  }

  /** Keeps what a later run has to know about a batch that this one leaves behind. */
  async noteCutShort({exitCode}: OmiError): Promise<void> {
    const {job, run} = this
    if (!job.inFlight) return
    const serverTime = job.inFlight.serverTime ?? (this.begunAt && run.serverTimeAt?.(this.begunAt))
    // What ended the run is what a user has to read about.
    await job.note({cutShort: exitCode > 128 || undefined, serverTime}).catch(() => {})
  }

  /** The same error with the progress; as it is when nothing was begun and nothing waits. */
  async withProgress(error: OmiError): Promise<OmiError> {
    const {job, run} = this
    if (job.ids.length === 0 && !job.inFlight && error.exitCode !== 4) return error

    const counts = await this.counts(false)
    const inDoubt = job.inFlight ? job.inFlight.last - job.ids.length : 0
    const done =
      `${job.ids.length} of ${run.rows.length} ${counts.existing > 0 ? 'done' : 'created'}` +
      (inDoubt > 0 ? `, ${inDoubt} more may have been` : '')
    const line = `${done}; progress is kept. Continue with: ${shellLine(run.continueWith)}`
    return Object.assign(error, {detail: error.detail === null ? line : `${error.detail}\n${line}`}).with({
      ...counts,
      ids: [...job.ids],
      resume_argv: run.continueWith,
    })
  }

  /** How many rows from `first` on the account has already. */
  private knownFrom(first: number): number {
    return (this.run.known ?? []).slice(first).filter((id) => id !== undefined).length
  }

  /** Sends the next batch. */
  private async next(): Promise<void> {
    const {job, run} = this
    const first = job.ids.length
    const count = this.sizeOfNext(first)
    const rows = run.rows.slice(first, first + count)
    const ids = rows.map((_, index) => run.known?.[first + index])
    const unsent = rows.filter((_, index) => ids[index] === undefined)
    if (unsent.length > 0) {
      this.begunAt = thisMoment()
      await job.begin(count, run.serverTimeAt?.(this.begunAt))
      const answer = await send(run, unsent).catch(async (error: unknown) => {
        if (isRefused(error)) await job.putBack()
        throw error
      })
      fill(ids, answer)
      this.answered.push(...answer)
    }

    await job.finish(ids as string[])
    this.existing += count - unsent.length
  }

  /** Finds out about the rows in flight, up to number `last`, and sends what is missing of them. */
  private async settle(last: number): Promise<void> {
    const {job, run} = this
    const first = job.ids.length
    const rows = run.rows.slice(first, last)
    const ids = rows.map((_, index) => run.known?.[first + index])
    const isOwn = this.begunAt !== undefined
    this.existing += ids.filter((id) => id !== undefined).length
    const unknown = [...ids.keys()].filter((index) => ids[index] === undefined)
    const found = await findInFlight(
      run,
      job,
      unknown.map((index) => rows[index] as Row),
    )
    for (const [at, index] of unknown.entries()) ids[index] = found[at]
    const missing = rows.filter((_, index) => ids[index] === undefined)
    const answer = missing.length > 0 ? await send(run, missing) : []
    fill(ids, answer)
    await job.finish(ids as string[])
    this.begunAt = undefined
    const there = found.filter((id) => id !== undefined)
    if (isOwn) this.answered.push(...there)
    else this.skipped += there.length
    ;(run.findSent || isOwn ? this.answered : this.answeredAgain).push(...answer)
  }

  /** How many rows from `first` on make the next batch: those that the account has already do not fill it. */
  private sizeOfNext(first: number): number {
    const {batchSize, known = [], rows} = this.run
    let unsent = 0
    let count = 0
    while (first + count < rows.length) {
      if (known[first + count] === undefined) unsent += 1
      if (unsent > batchSize) break
      count += 1
    }

    return count
  }
}

/** Puts `answer` into the gaps of `ids`, in order. */
function fill(ids: Array<string | undefined>, answer: string[]): void {
  const rest = answer.values()
  for (const [index, id] of ids.entries()) ids[index] = id ?? rest.next().value
}

async function send<Row>(run: BulkRun<Row>, batch: Row[]): Promise<string[]> {
  const answer: unknown[] = await run.send(batch)
  const ids = answer.filter((id) => typeof id === 'string' && id !== '') as string[]
  if (answer.length === batch.length && ids.length === batch.length) return ids
  throw unexpectedResponse(`${batch.length} ids were due for a batch of ${run.noun}, ${ids.length} came.`, {
    outcome: 'unknown',
  })
}

/** Waits out a rate limit when the run is to stay. Throws every other error again. */
async function waitOut<Row>(error: unknown, run: BulkRun<Row>, clock: Clock): Promise<void> {
  if (!run.wait) throw error
  const seconds = await waitOutLimit(error, run.signal, (wait) => run.onWait?.(wait))
  clock.waited(seconds)
}

/** Whether the server surely created nothing. */
const isRefused = (error: unknown) =>
  isOmiError(error) && [1, 2, 4, 5].includes(error.exitCode) && error.facts.outcome !== 'unknown'
