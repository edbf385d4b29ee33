import {setTimeout as sleep} from 'node:timers/promises'

import type {JobStore, OpenJob} from './job.js'

import {isOmiError, type OmiError, unexpectedResponse} from '../errors.js'
import {Clock, estimateSeconds} from './estimate.js'

export interface BulkRun<Row> {
  /** The most rows that the API takes in one request. */
  batchSize: number
  /** The command that goes on where this run stops, for people. */
  continueCommand: string
  /**
   * For things whose creation is not idempotent: the ids of those rows of a batch of unknown outcome that exist, undefined
   * for the others. `since` is when the batch was about to be sent, by the clock of this machine; the ids `known` belong to
   * other rows. Throws when it cannot
   * tell; then nothing is sent. Without it a batch of unknown outcome is sent again.
   */
  findSent?(batch: Row[], since: Date, known: readonly string[]): Promise<(string | undefined)[]>
  job: JobStore
  /** The singular, lower case: `memory`. */
  noun: string
  /** After each batch, in rows, with those of earlier runs. */
  onProgress?(done: number, total: number, secondsLeft: number): void
  onStart?(plan: BulkPlan): void
  /** Before a wait for the rate limit, in seconds. */
  onWait?(seconds: number): void
  /** How many requests the rate limit allows in an hour; undefined when there is none. */
  perHour?: number
  /** At least one. */
  rows: Row[]
  /**
   * Creates a batch and returns the ids in the order of its rows. Throws an OmiError; one of exit code 1, 2, 4 or 5 without
   * `outcome: 'unknown'` says that none of the batch was created.
   */
  send(batch: Row[]): Promise<string[]>
  /** Its reason is thrown when it is aborted. */
  signal: AbortSignal
  /** Whether to stay through the waits of the rate limit. */
  wait: boolean
}

export interface BulkPlan {
  /** What the rate limit makes it take at least, roughly. */
  estimateSeconds: number
  /** Rows to do. */
  remaining: number
  requests: number
  /** Rows in the file. */
  total: number
}

export interface BulkResult {
  /** Rows that this run created. */
  created: number
  /** A run that ends well has no failed rows; one that does not throws. */
  failed: 0
  /** The ids of all rows, in the order of the rows. */
  ids: string[]
  /** Rows that were there already, from an earlier run. */
  skipped: number
}

/** The wait when the server does not say how long: waits shorter than this were tried by the request itself. */
const DEFAULT_WAIT_SECONDS = 60

/** A timer cannot run for longer than 24 days; whoever waits a day may well ask again. */
const MAX_WAIT_SECONDS = 86_400

/**
 * Creates the rows in full batches, one after the other, and keeps the progress after each, so that another run with the same
 * job goes on where this one stopped, even if it was killed. Throws what `send` or `findSent` threw with one line more in
 * its detail: what is done and how to continue; with `wait` a rate limit is waited for instead. Throws the
 * signal's reason when that is aborted, and a UsageError when the progress cannot be kept, see JobStore.open.
 */
export async function createMany<Row>(run: BulkRun<Row>): Promise<BulkResult> {
  const job = await run.job.open(run.rows.length)
  try {
    return await createRest(run, job)
  } catch (error) {
    const cause: unknown = run.signal.aborted ? run.signal.reason : error
    throw isOmiError(cause) ? withProgress(cause, run, job) : cause
  } finally {
    await job.close()
  }
}

async function createRest<Row>(run: BulkRun<Row>, job: OpenJob): Promise<BulkResult> {
  const total = run.rows.length
  const remaining = total - job.ids.length
  const requests = Math.ceil(remaining / run.batchSize)
  const estimate = estimateSeconds(requests, run.perHour)
  run.onStart?.({total, remaining, requests, estimateSeconds: estimate})

  const clock = new Clock(estimate)
  let created = 0
  let sent = 0
  // One batch after the other: the server's limit is counted in requests, and a kill leaves one batch in doubt.

  while (job.ids.length < total) {
    run.signal.throwIfAborted()
    try {
      created += await createBatch(run, job)
    } catch (error) {
      await waitOut(error, run, clock)
      continue
    }

    sent += 1
    const left = Math.ceil((total - job.ids.length) / run.batchSize)
    run.onProgress?.(job.ids.length, total, clock.secondsLeft(sent, left))
  }

  return {created, skipped: total - created, failed: 0, ids: [...job.ids]}
}

/** Creates the next batch, or what is missing of the one in doubt. Returns how many rows it created. */
async function createBatch<Row>(run: BulkRun<Row>, job: OpenJob): Promise<number> {
  const done = job.ids.length
  if (job.inFlight && run.findSent) {
    const batch = run.rows.slice(done, job.inFlight.last)
    const found = await run.findSent(batch, new Date(job.inFlight.since), job.ids)
    const missing = batch.filter((_, index) => found[index] === undefined)
    const ids = missing.length > 0 ? await send(run, missing) : []
    const created = ids.values()
    await job.finish(batch.map((_, index) => found[index] ?? created.next().value!))
    return missing.length
  }

  const batch = run.rows.slice(done, done + run.batchSize)
  await job.begin(batch.length)
  const ids = await send(run, batch).catch(async (error: unknown) => {
    if (isRefused(error)) await job.putBack()
    throw error
  })
  await job.finish(ids)
  return batch.length
}

async function send<Row>(run: BulkRun<Row>, batch: Row[]): Promise<string[]> {
  const answer: unknown[] = await run.send(batch)
  const ids = answer.filter((id) => typeof id === 'string' && id !== '') as string[]
  if (answer.length === batch.length && ids.length === batch.length) return ids
  throw unexpectedResponse(`${batch.length} ids were due for a batch of ${run.noun}, ${ids.length} came.`)
}

/** Waits as long as a rate limit asks for when the run is to stay. Throws every other error again. */
async function waitOut<Row>(error: unknown, run: BulkRun<Row>, clock: Clock): Promise<void> {
  if (!run.wait || !isOmiError(error) || error.exitCode !== 4) throw error
  const seconds = Math.min(error.facts.retry_after_seconds ?? DEFAULT_WAIT_SECONDS, MAX_WAIT_SECONDS)
  run.onWait?.(seconds)
  await sleep(seconds * 1000, undefined, {signal: run.signal})
  clock.waited(seconds)
}

/** Whether the server surely created nothing. */
const isRefused = (error: unknown) =>
  isOmiError(error) && [1, 2, 4, 5].includes(error.exitCode) && error.facts.outcome !== 'unknown'

/** The same error, with the progress as one line more; it stays as it is when nothing was begun and nothing waits. */
function withProgress<Row>(error: OmiError, run: BulkRun<Row>, job: OpenJob): OmiError {
  if (job.ids.length === 0 && !job.inFlight && error.exitCode !== 4) return error

  const inDoubt = job.inFlight ? job.inFlight.last - job.ids.length : 0
  const done =
    `${job.ids.length} of ${run.rows.length} created` + (inDoubt > 0 ? `, ${inDoubt} more may have been` : '')
  const line = `${done}; progress is kept. Continue with: ${run.continueCommand}`
  return Object.assign(error, {detail: error.detail === null ? line : `${error.detail}\n${line}`})
}
