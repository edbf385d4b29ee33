import {type FirstPage} from '../api/first-page.js'
import {type OmiApi} from '../api/omi-api.js'
import {type ActionItem, type Conversation, type DailySummary, type Goal} from '../contract/schema.js'
import {errorDocument, type ErrorDocument, errorOf, isOmiError, type OmiError, withLine} from '../errors/index.js'
import {parseTime} from '../input/dates.js'
import {timeOf} from '../output/time-words.js'

/** What is asked for with a request each. */
export type Part = 'action_items' | 'conversations' | 'daily_summary' | 'goals'

/** What is known of a day: null for a part that failed, and for a summary that is not there. Items are as they came. */
export interface DayDocument {
  /** All of them open: `overdue` by now, `due` on this day, and others. */
  readonly action_items: null | Readonly<Record<'due' | 'open' | 'overdue', ActionItem[]>>
  /** The newest first. */
  readonly conversations: Conversation[] | null
  readonly daily_summary: DailySummary | null
  /** `2026-11-23`. */
  readonly date: string
  readonly errors: Array<ErrorDocument & {part: Part}>
  /** Those that were last changed on this day. */
  readonly goals: Goal[] | null
  /** The parts of which one request may not have brought all. */
  readonly truncated: Part[]
}

/** The first and the last moment of a day of the user's. */
interface Span {
  readonly end: Date
  readonly start: Date
}

/**
 * Asks for all parts of a day (`2026-11-23`) at the same time, with four requests. Resolves to what came, and to the error for
 * what did not; throws it where nothing came. Throws a UsageError for a day that depends on a time zone that is not known.
 */
export async function readDay(
  {actionItems, conversations, dailySummaries, goals}: OmiApi,
  date: string,
  now: Date,
): Promise<{document: DayDocument; failure?: OmiError}> {
  const range = {end_date: parseTime(date, '--date', 'end'), start_date: parseTime(date, '--date', 'start')}
  const span = {end: new Date(range.end_date), start: new Date(range.start_date)}
  const [items, said, summary, moved] = await Promise.all([
    attempt('action_items', actionItems.firstPage({completed: false})),
    attempt('conversations', conversations.firstPage(range)),
    attempt('daily_summary', dailySummaries.ofDay(date)),
    // One that has been reached is not active any more.
    attempt('goals', goals.firstPage({include_inactive: true})),
  ])
  const failures = [items, said, summary, moved].flatMap(({error, part}) => (error ? [{error, part}] : []))
  const document: DayDocument = {
    date,
    action_items: items.value ? byUrgency(items.value.items, span, now) : null,
    conversations: said.value ? newestFirst(said.value.items) : null,
    daily_summary: summary.value ?? null,
    goals: moved.value?.items.filter(({updated_at: time}) => isWithin(span, timeOf(time))) ?? null,
    truncated: [items, said, moved].filter(({value}) => value?.isFull).map(({part}) => part),
    errors: failures.map(({error, part}) => ({part, ...errorDocument(error)})),
  }
  const failure = failureOf(failures)
  if (failure && failures.length === PARTS) throw failure
  return {document, failure}
}

const PARTS = 4

interface Attempt<Value> {
  readonly error?: OmiError
  readonly part: Part
  readonly value?: Value
}

async function attempt<Value>(part: Part, asked: Promise<Value>): Promise<Attempt<Value>> {
  try {
    return {part, value: await asked}
  } catch (error) {
    if (!isOmiError(error)) throw error
    return {error, part}
  }
}

/** By how they stand now; what has been waiting longest comes first, and what has no date last, in the server's order. */
function byUrgency(items: FirstPage<ActionItem>['items'], span: Span, now: Date) {
  const dated = items.map((item) => ({due: timeOf(item.due_at), item}))
  dated.sort((a, b) => (a.due?.getTime() ?? Infinity) - (b.due?.getTime() ?? Infinity) || 0)
  const standing = (due: Date | undefined) => {
    // What was due on a day that is over belongs to that day.
    if (isWithin(span, due) && (now > span.end || due >= now)) return 'due'
    return due && due < now ? 'overdue' : 'open'
  }

  const those = (wanted: string) => dated.filter(({due}) => standing(due) === wanted).map(({item}) => item)
  return {overdue: those('overdue'), due: those('due'), open: those('open')}
}

const isWithin = ({end, start}: Span, time: Date | undefined): time is Date =>
  time !== undefined && start <= time && time <= end

function newestFirst(conversations: Conversation[]): Conversation[] {
  const beginning = ({created_at: created, started_at: started}: Conversation) => timeOf(started ?? created)?.getTime()
  return conversations.sort((a, b) => (beginning(b) ?? 0) - (beginning(a) ?? 0))
}

/** The error of a run in which these parts failed; undefined for none. One that all have in common is told as it is. */
function failureOf(failures: ReadonlyArray<{error: OmiError; part: Part}>): OmiError | undefined {
  const [first, ...others] = failures
  if (!first) return undefined
  if (failures.length === PARTS && others.every(({error}) => error.title === first.error.title)) return first.error
  if (others.length === 0) return withLine(first.error, `Not shown: ${first.part.replaceAll('_', ' ')}.`)
  return errorOf('some_failed', {
    about: [failures.length, PARTS],
    detail: failures.map(({error: {title}, part}) => `${part.replaceAll('_', ' ')}: ${title}`).join('\n'),
    exitCode: Math.max(...failures.map(({error}) => error.exitCode)),
  })
}
