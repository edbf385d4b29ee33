import {requestFor} from '../../api/call.js'
import {operationOf, policiesOf} from '../../contract/operation.js'
import {isRefusal} from '../../errors/index.js'
import {elementsOf, memberOf} from '../../http/said.js'
import {type Row} from '../sqlite.js'
import {type SyncContext} from './context.js'

/** The most that the API gives of it. */
const DAYS = 365

/** In so many runs those that say nothing new have their turn, so that no run has to ask for all of them. */
const TURNS = 7

/** A history that says nothing new for so long is looked at once more, in milliseconds. */
const STALE = TURNS * 86_400_000

type GoalRow = Row & {id: string; isOld: number; isSame: number}

/** Fetches the history of goals that have changed since it was fetched, and of a seventh of them where the last one is a week old, the oldest first. */
export async function fetchGoalHistory(context: SyncContext): Promise<void> {
  const since = new Date(context.clock.now() - STALE).toISOString()
  const goals = await context.file.read((database) =>
    database.all<GoalRow>(
      `SELECT item.id, coalesce(goal_fetched.hash = item.hash, 0) AS isSame, coalesce(goal_fetched.fetched_at < ?, 1) AS isOld
        FROM item LEFT JOIN goal_fetched ON goal_fetched.goal_id = item.id
        WHERE item.noun = 'goal' AND item.gone_at IS NULL ORDER BY goal_fetched.fetched_at`,
      since,
    ),
  )
  const changed = goals.filter(({isSame}) => isSame === 0)
  const stale = goals.filter(({isOld, isSame}) => isSame === 1 && isOld === 1).slice(0, Math.ceil(goals.length / TURNS))
  for (const {id} of [...changed, ...stale]) await fetchOne(context, id)
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
