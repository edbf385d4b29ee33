import {hourlyLimit} from '../../contract/rate-policies.js'
import {errorOf, isOmiError, mirrorOfAnotherAccount, type OmiError, withLine} from '../../errors/index.js'
import {duration} from '../../text/duration.js'
import {mergeWords} from '../merge-words.js'
import {missingIn} from '../mirror-reader.js'
import {type Noun, NOUN_KEYS, type NounKey, NOUNS} from '../nouns.js'
import {type Row, type Sqlite} from '../sqlite.js'
import {type Job, readState, WHOLE, writeState} from '../state.js'
import {checkAccount, type FirstPages} from './account.js'
import {AllowanceSpent} from './allowance.js'
import {type SyncContext} from './context.js'
import {doJob, jobsFor, type Part} from './jobs.js'
import {wantAllTranscripts} from './transcripts.js'

/** A run that was stopped goes on within this time with what it had begun; later it begins anew with what is new. Milliseconds. */
const SAME_RUN = 15 * 60_000

export interface NounResult {
  readonly changed: number
  readonly gone: number
  readonly missing: number
  readonly new: number
  readonly total: number
}

/** What is still to be fetched, by kind; null where nobody knows how much it is. */
type Remaining = Readonly<Record<string, null | number>>

export type SyncResult = Readonly<Partial<Record<NounKey, NounResult>>> & {
  readonly complete: boolean
  readonly mirror: string
  readonly next_at: null | string
  readonly remaining: Remaining
  readonly requests: number
  readonly synced_at: null | string
}

/** What a run has come to. */
export interface SyncEnd {
  /** What kept it from its end. */
  readonly failure?: OmiError
  readonly result: SyncResult
}

export interface Waiting {
  /** Tells of a wait of so many seconds. */
  readonly tellWait: (seconds: number) => void
  /** Whether the run stays until it may ask again. */
  readonly waits: boolean
  readonly warn: (text: string) => void
}

/**
 * Brings the mirror up to date. Resolves to what came of it, also where the allowance ended first. Throws "This mirror is of another account", what
 * MirrorFile throws, and OmiErrors as the HTTP client does; what was kept until then stays.
 */
export async function syncMirror(context: SyncContext, {tellWait, waits, warn}: Waiting): Promise<SyncEnd> {
  await context.file.write((database) => context.allowance.load(database))
  const jobs = jobsFor(context.options)
  const {done, isFresh} = await beginRun(context, jobs)
  const pages = done.has('account') ? {} : await checkWhose(context, warn)
  done.add('account')
  await context.commit((database) => noteRun(database, context, done, true))

  let spent: AllowanceSpent | undefined
  for (;;) {
    spent = await doJobs(context, jobs, done, {isFresh, pages})
    if (!spent || !waits) break
    const milliseconds = Math.max(0, spent.until - context.clock.now())
    tellWait(milliseconds / 1000)
    await context.clock.sleep(milliseconds, context.means.signal)
  }

  await mergeWords(context.file, context.means.signal)
  return context.commit((database) => endRun(database, context, done, spent))
}

/** Does what is not done yet, as far as the allowance goes; resolves to what has to be waited for first. */
async function doJobs(
  context: SyncContext,
  jobs: readonly Part[],
  done: Set<Job>,
  running: {isFresh: boolean; pages: FirstPages},
): Promise<AllowanceSpent | undefined> {
  let first: AllowanceSpent | undefined
  for (const job of jobs) {
    if (done.has(job)) continue
    try {
      await doJob(context, job, running)
      done.add(job)
      await context.commit((database) => noteRun(database, context, done, true))
    } catch (error) {
      if (!(error instanceof AllowanceSpent)) throw aboutPart(error, job)
      if (!first || error.until < first.until) first = error
    }
  }

  return first
}

/** Says of a refusal what it is about. */
function aboutPart(error: unknown, job: Part): unknown {
  if (!isOmiError(error) || !REFUSALS.has(error.facts.status ?? 0)) return error
  return withLine(error, `It was about ${REMAINING[job].replaceAll('_', ' ')}: with --only, omi sync leaves them out.`)
}

/** What a server says of what is not for this key, or what it has not got at all. */
const REFUSALS = new Set([403, 404])

/** What of the run is done: of one that was killed a moment ago, what it had done. */
async function beginRun(context: SyncContext, jobs: readonly Part[]): Promise<{done: Set<Job>; isFresh: boolean}> {
  const {
    activeAt = 0,
    done = [],
    isOpen = false,
    options,
  } = (await context.file.read((database) => readState(database, 'run'))) ?? {}
  const age = context.clock.now() - activeAt
  if (isOpen && age >= 0 && age < SAME_RUN && options === optionsOf(context))
    return {done: new Set(done), isFresh: false}
  await context.commit((database) => {
    noteRun(database, context, new Set(), true)
    // Who goes on where nothing was walked through yet has nothing to look at again.
    if (context.options.full) forgetSlices(database)
  })
  if (context.options.refreshTranscripts && jobs.includes('transcripts')) await wantAllTranscripts(context)
  return {done: new Set(), isFresh: true}
}

function forgetSlices(database: Sqlite): void {
  const conversations = readState(database, 'conversations')
  if (!conversations) return
  const {all} = conversations.walks
  writeState(database, 'conversations', {...conversations, walks: all ? {all} : {}})
}

const optionsOf = ({options}: SyncContext): string => JSON.stringify(options)

function noteRun(database: Sqlite, context: SyncContext, done: ReadonlySet<Job>, isOpen: boolean): void {
  writeState(database, 'run', {activeAt: context.clock.now(), done: [...done], isOpen, options: optionsOf(context)})
}

/** Throws where the mirror is of another account; the pages that told are those that are read in any case. */
async function checkWhose(context: SyncContext, warn: (text: string) => void): Promise<FirstPages> {
  try {
    const {pages, verdict} = await checkAccount(context)
    if (verdict === 'another') throw mirrorOfAnotherAccount(context.file.path)
    if (verdict === 'unknown' && (await hasConversations(context))) {
      warn(
        'Only conversations are known, which do not tell whose mirror this is: see that it is not of another account.',
      )
    }

    await context.commit((database) => writeState(database, 'account', context.means.owner))
    return pages
  } catch (error) {
    if (!(error instanceof AllowanceSpent)) throw error
    // The next run that may ask tells.
    return {}
  }
}

const hasConversations = (context: SyncContext): Promise<boolean> =>
  context.file.read((database) => database.all("SELECT 1 FROM item WHERE noun = 'conversation' LIMIT 1").length > 0)

/** The words for what a part of a run fetches. */
const REMAINING: Record<Part, string> = {
  'action-item': 'action_items',
  'daily-summary': 'daily_summaries',
  conversations: 'conversations',
  folder: 'folders',
  goal: 'goals',
  goal_history: 'goal_history',
  memory: 'memories',
  missing_conversations: 'checks',
  missing_goals: 'checks',
  missing_memories: 'checks',
  transcripts: 'transcripts',
}

function endRun(
  database: Sqlite,
  context: SyncContext,
  done: ReadonlySet<Job>,
  spent: AllowanceSpent | undefined,
): SyncEnd {
  const {now, options} = context
  const left = jobsFor(options).filter((job) => !done.has(job))
  const isComplete = left.length === 0
  noteRun(database, context, done, false)
  const isWhole = NOUNS.every((noun) => options.nouns.includes(noun) || isRead(database, noun))
  if (isComplete && isWhole) writeState(database, 'sync', {completeAt: now})
  const remaining = Object.fromEntries(left.map((job) => [REMAINING[job], countOf(database, job)]))
  const result = {
    ...nounResults(database, context),
    requests: context.allowance.requests,
    synced_at: readState(database, 'sync')?.completeAt ?? null,
    complete: isComplete,
    remaining,
    next_at: spent ? new Date(spent.until).toISOString() : null,
    mirror: context.file.path,
  }
  return {...(spent && {failure: outOfAllowance(spent, remaining, context)}), result}
}

/** Whether a noun has been read to its end once. */
function isRead(database: Sqlite, noun: Noun): boolean {
  if (noun === 'conversation') return readState(database, 'conversations')?.isWhole === true
  const reading = readState(database, 'readings')?.[noun]
  return reading !== undefined && (reading.offset === undefined || reading.number > WHOLE)
}

function nounResults(database: Sqlite, {counts, options}: SyncContext): Partial<Record<NounKey, NounResult>> {
  const missing = missingIn(database)
  const totals = new Map(
    database
      .all<Row & {count: number; noun: Noun}>(
        'SELECT noun, count(*) AS count FROM item WHERE gone_at IS NULL GROUP BY noun',
      )
      .map(({count, noun}) => [noun, count]),
  )
  return Object.fromEntries(
    options.nouns.map((noun) => {
      const {changed = 0, gone = 0, new: added = 0} = counts.get(noun) ?? {}
      const key = NOUN_KEYS[noun]
      return [key, {new: added, changed, gone, total: totals.get(noun) ?? 0, missing: missing[key]}]
    }),
  )
}

/** How many of what a part fetches are left, where that is known. */
function countOf(database: Sqlite, job: Part): null | number {
  const counting: Partial<Record<Part, string>> = {
    missing_conversations: "noun = 'conversation' AND missed = 1",
    missing_goals: "noun = 'goal' AND missed = 1",
    missing_memories: "noun = 'memory' AND missed = 1",
    transcripts: 'wants = 1',
  }
  const condition = counting[job]
  if (!condition) return null
  return Number(database.all(`SELECT count(*) AS count FROM item WHERE gone_at IS NULL AND ${condition}`)[0]?.count)
}

/** What is left, and when it can be had. */
function outOfAllowance({policy, until}: AllowanceSpent, remaining: Remaining, context: SyncContext): OmiError {
  const limit = hourlyLimit(policy)
  const seconds = Math.max(0, Math.ceil((until - context.clock.now()) / 1000))
  const kinds = Object.entries(remaining).map(([kind, count]) => {
    const words = kind.replaceAll('_', ' ')
    return count === null ? words : `${count} ${words}`
  })
  return errorOf('rate_limited', {
    ...(policy ? {about: [limit === undefined ? policy : `${policy} (${limit}/hr)`]} : {title: 'Rate limited'}),
    detail: `What came is kept. Still to fetch: ${kinds.join(', ')}.\nRun omi sync again in ${duration(seconds)}, or with --wait.`,
    facts: {...(policy && {policy}), ...(limit !== undefined && {limit}), retry_after_seconds: seconds},
  })
}
