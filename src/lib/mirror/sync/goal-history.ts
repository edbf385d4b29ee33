import {requestFor} from '../../api/call.js'
import {operationOf, policiesOf} from '../../contract/operation.js'
import {isRefusal} from '../../errors/index.js'
import {elementsOf, memberOf} from '../../http/said.js'
import {type Row} from '../sqlite.js'
import {type SyncContext} from './context.js'

/** The most that the API gives of it. */
const DAYS = 365

/** A history that says nothing new for so long is looked at once more, in milliseconds. */
const STALE = 7 * 86_400_000

type GoalRow = Row & {id: string}

/** Fetches the history of goals that have changed since it was fetched, or whose last one is a week old. */
export async function fetchGoalHistory(context: SyncContext): Promise<void> {
  const since = new Date(context.clock.now() - STALE).toISOString()
  const goals = await context.file.read((database) =>
    database.all<GoalRow>(
      `SELECT item.id FROM item LEFT JOIN goal_fetched ON goal_fetched.goal_id = item.id
        WHERE item.noun = 'goal' AND item.gone_at IS NULL
        AND (goal_fetched.hash IS NULL OR goal_fetched.hash <> item.hash OR goal_fetched.fetched_at < ?)`,
      since,
    ),
  )
  for (const {id} of goals) await fetchOne(context, id)
}

async function fetchOne(context: SyncContext, id: string): Promise<void> {
  const request = requestFor('listGoalHistory', {goal_id: id}, {days: DAYS})
  let text: string
  try {
    const answer = await context.allowance.ask(policiesOf(operationOf('listGoalHistory')), () =>
      context.api.http.sendForText(request),
    )
    ;({text} = answer)
  } catch (error) {
    // It was deleted meanwhile: the next reading tells.
    if (isRefusal(error, 404)) return
    throw error
  }

  const entries = elementsOf({json: Buffer.from(text), value: JSON.parse(text)})
  await context.commit((database) => {
    for (const entry of entries) {
      const [date, value, recordedAt] = ['date', 'value', 'recorded_at'].map((name) => memberOf(entry, name)?.value)
      if (typeof date !== 'string') continue
      database.run(
        'INSERT OR REPLACE INTO goal_history (goal_id, date, value, recorded_at, raw) VALUES (?, ?, ?, ?, ?)',
        id,
        date,
        typeof value === 'number' ? value : null,
        typeof recordedAt === 'string' ? recordedAt : null,
        entry.json.toString(),
      )
    }

    database.run(
      "INSERT OR REPLACE INTO goal_fetched (goal_id, hash, fetched_at) SELECT id, hash, ? FROM item WHERE noun = 'goal' AND id = ?",
      context.now,
      id,
    )
  })
}
