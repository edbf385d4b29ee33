import {isOmiError, type OmiError, unexpectedResponse, withLine} from '../errors/index.js'
import {waitOutLimit} from '../http/wait-out-limit.js'
import {thisMoment} from '../io/clock.js'
import {type Moment} from '../io/moment.js'
import {shellLine} from '../text/shell-words.js'
import {type BulkResult, type BulkRun} from './create-many.js'
import {estimateSeconds, Pace} from './estimate.js'
import {findInFlight} from './find-in-flight.js'
import {type OpenJob} from './job.js'

/** A run at work on its job. */
export class Work<Row> {
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

    const pace = new Pace(estimate, run.clock)
    let sent = 0
    // One batch after the other: the server's limit is counted in requests, and a kill leaves one batch in doubt.
    while (job.ids.length < total) {
      run.signal.throwIfAborted()
      try {
        await (job.inFlight ? this.settle(job.inFlight.last) : this.next())
      } catch (error) {
        await waitOut(error, run, pace)
        continue
      }

      sent += 1
      const left = Math.ceil((total - job.ids.length - this.knownFrom(job.ids.length)) / run.batchSize)
      run.onProgress?.(job.ids.length, total, pace.secondsLeft(sent, left))
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
    return withLine(error, line).with({
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
      const now = thisMoment(run.clock)
      this.begunAt = now
      await job.begin(count, now.wall, run.serverTimeAt?.(now))
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
async function waitOut<Row>(error: unknown, run: BulkRun<Row>, pace: Pace): Promise<void> {
  if (!run.wait) throw error
  const seconds = await waitOutLimit(error, run, (wait) => run.onWait?.(wait))
  pace.waited(seconds)
}

/** Whether the server surely created nothing. */
const isRefused = (error: unknown) =>
  isOmiError(error) && [1, 2, 4, 5].includes(error.exitCode) && error.facts.outcome !== 'unknown'
