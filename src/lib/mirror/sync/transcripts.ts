import {operationOf, policiesOf} from '../../contract/operation.js'
import {hourlyLimit} from '../../contract/rate-policies.js'
import {type Row, type Sqlite} from '../sqlite.js'
import {arrivalsIn, type SyncContext} from './context.js'
import {askFor} from './missing.js'

const {page: {maxWithTranscript: PAGE = 25} = {}} = operationOf('listConversations')

type WantedRow = Row & {created_at: null | string; id: string; n: number}

/** Fetches the transcripts that are wanted, the newest first, by pages that begin with one. */
export async function fetchTranscripts(context: SyncContext): Promise<void> {
  let total: number | undefined
  for (;;) {
    const {left, wanted} = await context.file.read((database) => nextWanted(database))
    if (!wanted) return
    total ??= left
    await context.means.progress(total - left, total, secondsFor(context, left))
    const items = await context.page('listConversations', {
      include_transcript: true,
      limit: PAGE,
      ...(wanted.created_at !== null && {end_date: wanted.created_at}),
    })
    const arrivals = arrivalsIn('conversation', items)
    await context.commit((database) => {
      context.keepAll(database, arrivals)
      for (const {facts, transcript} of arrivals) if (transcript === undefined) wantNone(database, facts.id)
    })
    if (arrivals.every(({facts}) => facts.id !== wanted.id)) {
      await askFor(context, 'conversation', wanted.id, wanted.n, true)
    }
  }
}

function nextWanted(database: Sqlite): {left: number; wanted?: WantedRow} {
  const [counted] = database.all('SELECT count(*) AS count FROM item WHERE wants = 1')
  const [wanted] = database.all<WantedRow>(
    'SELECT n, id, created_at FROM item WHERE wants = 1 ORDER BY place DESC, n LIMIT 1',
  )
  return {left: Number(counted?.count), wanted}
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
  context.commit((database) =>
    database.run("UPDATE item SET wants = 1 WHERE noun = 'conversation' AND gone_at IS NULL"),
  )
