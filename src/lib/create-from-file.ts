import {createHash} from 'node:crypto'

import {checkRows, type RowKind} from './bulk/check-rows.js'
import {type BulkPlan, type BulkResult, createMany} from './bulk/create-many.js'
import {JobStore} from './bulk/job.js'
import {readRows} from './bulk/read-rows.js'
import {jobsFolder} from './config/paths.js'
import {type Settings} from './config/settings.js'
import {bytesOfFile} from './input-file.js'
import {readStdin} from './input.js'
import {duration} from './output/duration.js'
import {type Output} from './output/output.js'
import {Progress} from './output/progress.js'

/** What is created from a file, and how its API takes it. */
export interface FileCreation<Row> {
  /** The most rows of one request. */
  readonly batchSize: number
  /** Asks whether to create everything again from a file that was done; throws when the answer is no. */
  readonly confirmAgain: (question: string) => Promise<void>
  /** The user's command without what only held for this run. */
  readonly continueCommand: string
  /** The file's name, or `-` for stdin. */
  readonly file: string
  /** For things that the server creates twice when it is asked twice: see BulkRun. */
  readonly findSent?: (rows: Row[], since: Date, known: readonly string[]) => Promise<Array<string | undefined>>
  readonly kind: RowKind<Row>
  /** The singular, lower case. */
  readonly noun: string
  /** Requests that the rate limit policy allows in an hour. */
  readonly perHour?: number
  /** Creates up to `batchSize` rows; resolves to their ids in the same order. */
  readonly send: (rows: Row[]) => Promise<string[]>
  /** Stay through long waits for the rate limit. */
  readonly wait: boolean
}

/**
 * Creates everything in a file, and goes on where an earlier run of the same file stopped. Progress is told on stderr.
 * Throws a UsageError for a file or rows that cannot be used, before any request, and else what createMany throws.
 */
export async function createFromFile<Row>(
  creation: FileCreation<Row>,
  settings: Settings,
  output: Output,
  signal: AbortSignal,
): Promise<BulkResult> {
  const {file, kind, noun} = creation
  const bytes = file === '-' ? await readStdin(output, signal) : await bytesOfFile(file, `--file ${file}`)
  const rows = checkRows(await readRows(file, bytes, kind), kind, `--file ${file}`)
  const job = new JobStore(jobsFolder(settings.environment), {
    apiBase: settings.apiBase,
    content: bytes,
    noun,
    profile: accountOf(settings),
  })
  if ((await job.state()) === 'done') {
    await creation.confirmAgain(
      `Everything in ${file === '-' ? 'this input' : file} was created before. Create it again?`,
    )
    await job.forget()
  }

  const progress = new Progress(output)
  try {
    return await createMany({
      ...creation,
      job,
      onProgress: (done, total, secondsLeft) => progress.update(done, total, secondsLeft),
      onStart: (plan) => tellPlan(plan, creation, output),
      onWait: (seconds) => output.warn(`Rate limited. Waiting ${duration(seconds)}.`),
      rows,
      signal,
    })
  } finally {
    await progress.stop()
  }
}

/** Tells one account from another, so that one file can be used for both. */
function accountOf({environment, profileName}: Settings): string {
  if (!environment.apiKey) return profileName
  return `key ${createHash('sha256').update(environment.apiKey).digest('hex')}`
}

function tellPlan(plan: BulkPlan, {file, perHour}: {file: string; perHour?: number}, output: Output): void {
  const {estimateSeconds, remaining, requests, total} = plan
  const begun = remaining < total ? `${total - remaining} of ${total} rows are done already. ` : ''
  const limit = estimateSeconds > 0 ? `, about ${duration(estimateSeconds)} at ${perHour} requests an hour` : ''
  const counted = `${remaining} ${remaining === 1 ? 'row' : 'rows'} of ${file} in ${requests} ${requests === 1 ? 'request' : 'requests'}`
  output.note(`${begun}${counted}${limit}.`)
}
