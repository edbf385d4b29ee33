import {type Beginning} from '../api/find-created.js'
import {isOmiError} from '../errors/index.js'
import {type Clock} from '../io/clock.js'
import {type Moment} from '../io/moment.js'
import {type JobStore} from './job.js'
import {Work} from './work.js'

export interface BulkRun<Row> {
  /** The most rows that the API takes in one request. */
  batchSize: number
  /** That of the run. */
  clock: Clock
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
