import {operationOf, policiesOf} from '../../contract/operation.js'
import {hourlyLimit} from '../../contract/rate-policies.js'
import {type Row, type Sqlite} from '../sqlite.js'
import {arrivalsIn, type SyncContext} from './context.js'
import {askFor} from './missing.js'

const {page: {maxWithTranscript: PAGE = 25} = {}} = operationOf('listConversations')

type WantedRow = Row & {created_at: null | string; id: string; n: number; place: number}

/** Fetches the transcripts that are wanted, the newest first, by pages that begin with one. */
export async function fetchTranscripts(context: SyncContext): Promise<void> {
  let ahead: Ahead = {hidden: 0, millisecond: -1}
  let next: Next | undefined = await context.file.read((database) => nextWanted(database))
  const total = next.left
  while (next.wanted) {
    await context.means.progress(total - next.left, total, secondsFor(context, next.left))
    ;[ahead, next] = await fetchFrom(context, next.wanted, {...ahead, known: next.known})
    next ??= await context.file.read((database) => nextWanted(database))
  }
}

/** How often a page is asked for that has only what is in front of what is wanted. */
const TRIES = 12

/**
 * Fetches the page that begins with what is wanted, or asks for that alone where it is in no page. Those that share its millisecond may stand in front of it, and
 * places of which nothing is shown: `ahead` is how many of these there were so far, which is what this resolves to, with what is wanted next where that is
 * known already.
 */
async function fetchFrom(
  context: SyncContext,
  wanted: WantedRow,
  {known, ...ahead}: Ahead & {known: number},
): Promise<[Ahead, Next?]> {
  const {created_at: time, id, place} = wanted
  const millisecond = Math.floor(place / 1000)
  let hidden = ahead.millisecond === millisecond ? ahead.hidden : 0
  for (let tries = 0; tries < TRIES; tries += 1) {
    const offset = known < PAGE && hidden === 0 ? 0 : known + hidden
    const items = await context.page('listConversations', {
      include_transcript: true,
      limit: PAGE,
      ...(offset > 0 && {offset}),
      ...(time !== null && {end_date: time}),
    })
    const arrivals = arrivalsIn('conversation', items)
    const next = await context.commit((database) => {
      context.keepAll(database, arrivals)
      for (const {facts, transcript} of arrivals) if (transcript === undefined) wantNone(database, facts.id)
      return nextWanted(database)
    })
    if (arrivals.some(({facts}) => facts.id === id)) return [{hidden, millisecond}, next]
    // A page that ends in front of it, where there is something in front of it.
    if (known === 0 || arrivals.some(({facts}) => facts.place < place)) break
    hidden += PAGE
  }

  await askFor(context, 'conversation', wanted, true)
  return [ahead]
}

/** Places of which nothing is shown, among those that share a millisecond. */
interface Ahead {
  readonly hidden: number
  readonly millisecond: number
}

/** How many known ones of the same millisecond stand in front of a place. */
const countBefore = (database: Sqlite, place: number): number =>
  Number(
    database.all(
      "SELECT count(*) AS count FROM item WHERE noun = 'conversation' AND gone_at IS NULL AND place > ? AND place < ?",
      place,
      (Math.floor(place / 1000) + 1) * 1000,
    )[0]?.count,
  )

/** What is wanted next, how many known ones of its millisecond stand in front of it, and how many are wanted in all. */
interface Next {
  readonly known: number
  readonly left: number
  readonly wanted?: WantedRow
}

function nextWanted(database: Sqlite): Next {
  const [counted] = database.all('SELECT count(*) AS count FROM item WHERE wants = 1')
  const [wanted] = database.all<WantedRow>(
    'SELECT n, id, created_at, place FROM item WHERE wants = 1 ORDER BY place DESC, n LIMIT 1',
  )
  return {known: wanted ? countBefore(database, wanted.place) : 0, left: Number(counted?.count), wanted}
}

/** A conversation whose transcript is null has none. */
const wantNone = (database: Sqlite, id: string) =>
  database.run("UPDATE item SET wants = 0 WHERE noun = 'conversation' AND id = ?", id)

/** How long so many take, by the policy alone. */
function secondsFor({allowance}: SyncContext, count: number): number {
  const policies = policiesOf(operationOf('listConversations'), {include_transcript: true})
  const perHour = Math.min(...policies.map((policy) => hourlyLimit(policy) ?? Infinity))
  const pages = Math.ceil(count / PAGE)
  return pages + Math.ceil(Math.max(0, pages - allowance.left(policies)) / perHour) * 3600
}

/** Has every transcript fetched again. */
export const wantAllTranscripts = (context: SyncContext): Promise<void> =>
  context.commit((database) => {
    database.run("UPDATE item SET wants = 1 WHERE noun = 'conversation' AND gone_at IS NULL")
  })
