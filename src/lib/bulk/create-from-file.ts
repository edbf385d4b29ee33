import {createHash} from 'node:crypto'

import {jobsFolder} from '../config/paths.js'
import {type Settings} from '../config/settings.js'
import {bytesOfFile} from '../input/input-file.js'
import {type Output} from '../output/output.js'
import {Progress} from '../output/progress.js'
import {duration} from '../text/duration.js'
import {checkRows, type RowKind} from './check-rows.js'
import {type BulkPlan, type BulkResult, type BulkRun, createMany} from './create-many.js'
import {serverFieldsIn} from './given-back.js'
import {JobStore} from './job.js'
import {type Known, knownRows} from './known.js'
import {readRows} from './read-rows.js'

/** What is created from a file, and how its API takes it. */
export interface FileCreation<Row> extends Pick<
  BulkRun<Row>,
  | 'batchSize'
  | 'continueWith'
  | 'findSent'
  | 'hadBefore'
  | 'noun'
  | 'patience'
  | 'perHour'
  | 'send'
  | 'serverTimeAt'
  | 'wait'
> {
  /** Looks at the rows before anything is sent; throws where they are not to be created. */
  readonly accept?: (rows: readonly Row[]) => Promise<void>
  /** Everything is to be created again from a file that was done. */
  readonly again: boolean
  /** Asks whether it is; throws when the answer is no. Absent where nobody can be asked. */
  readonly askAgain?: (question: string) => Promise<void>
  /** The file's name, or `-` for stdin. */
  readonly file: string
  readonly kind: RowKind<Row>
  /** All that the account has; asked for only where rows have an id. */
  readonly known: () => Promise<Known>
  /** Takes note of ids that are the account's for certain. */
  readonly noteKnown?: (ids: readonly string[]) => void
  /** What a row says, as `known` has it: by that a row of another account is known. */
  readonly says?: (row: Row) => string
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
  const {again, askAgain, file, kind, noun} = creation
  const name = file === '-' ? 'this input' : file
  const bytes = await bytesOfFile(file, `--file ${file}`, output, signal)
  const raw = await readRows(file, bytes, kind)
  const rows = checkRows(raw, kind, `--file ${file}`)
  await creation.accept?.(rows)
  const job = new JobStore(jobsFolder(settings.environment), {
    apiBase: settings.apiBase,
    content: bytes,
    noun,
    profile: accountOf(settings),
  })
  const ids = await job.doneIds()
  if (ids) {
    if (!again && !askAgain) return alreadyDone(ids)
    if (!again) await askAgain?.(`Everything in ${name} was created before. Create it again?`)
    creation.noteKnown?.(ids)
    await job.forget()
  }

  const ignored = serverFieldsIn(raw, kind)
  if (ignored.length > 0) output.note(`Ignored, since only the server sets it: ${ignored.join(', ')}.`)
  const progress = new Progress(output)
  try {
    return await createMany({
      ...creation,
      clock: output.io.clock,
      job,
      known: await knownRows(raw, rows, {
        done: await job.ids(),
        known: creation.known,
        // Who says that all of it is to be created again gets it once more.
        ...(!ids && {says: creation.says}),
      }),
      onLook: (seconds) => output.note(`Looking for ${duration(seconds)} more whether what was sent is there.`),
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

const alreadyDone = (ids: readonly string[]): BulkResult => ({
  already_done: true,
  created: 0,
  existing: 0,
  failed: 0,
  ids: [...ids],
  skipped: ids.length,
  total: ids.length,
})

/** Tells one account from another, so that one file can be used for both. */
function accountOf({credential, profileName}: Settings): string {
  if (credential?.source !== 'OMI_API_KEY') return profileName
  return `key ${createHash('sha256').update(credential.secret).digest('hex')}`
}

function tellPlan(plan: BulkPlan, {file, perHour}: {file: string; perHour?: number}, output: Output): void {
  const {estimateSeconds, existing, remaining, requests, skipped, total} = plan
  const begun = skipped > 0 ? `${skipped} of ${total} rows are done already. ` : ''
  const there = existing > 0 ? `${existing} of ${total} rows are in the account already. ` : ''
  const limit = estimateSeconds > 0 ? `, about ${duration(estimateSeconds)} at ${perHour} requests an hour` : ''
  const counted = `${remaining} ${remaining === 1 ? 'row' : 'rows'} of ${file} in ${requests} ${requests === 1 ? 'request' : 'requests'}`
  output.note(`${begun}${there}${counted}${limit}.`)
}
