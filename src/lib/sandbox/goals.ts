import {randomUUID} from 'node:crypto'

import {type Schema} from './contract.js'
import {requireDocument} from './documents.js'
import {type Handlers} from './operation.js'
import {type Store} from './store.js'
import {type StoredGoal} from './stored.js'
import {utcDay} from './times.js'

type Goal = Schema<'Goal'>
type NewGoal = Schema<'GoalCreate'>

const DAY = 86_400_000

/** A new goal. One without any metric field is a qualitative one and carries the server's idle figures. */
export function buildGoal(goal: NewGoal, id: string, createdAt: string): StoredGoal {
  const {title} = goal
  const target = goal.target_value ?? 0
  return {
    id,
    goal_id: id,
    title,
    desired_outcome: goal.desired_outcome ?? title,
    why_it_matters: goal.why_it_matters ?? null,
    success_criteria: goal.success_criteria ?? [],
    horizon_at: goal.horizon_at ?? null,
    status: 'background',
    source: 'user',
    focus_rank: null,
    goal_type: goal.goal_type ?? 'scale',
    target_value: target,
    current_value: goal.current_value ?? 0,
    min_value: goal.min_value ?? 0,
    max_value: goal.max_value ?? Math.max(target, 10),
    unit: goal.unit ?? null,
    is_active: true,
    created_at: createdAt,
    updated_at: createdAt,
    history: [],
  }
}

/** Adds a new goal. */
export function addGoal(store: Store, body: NewGoal): StoredGoal {
  const id = `goal_${randomUUID().replaceAll('-', '').slice(0, 12)}`
  const goal = buildGoal(body, id, store.stamp())
  store.of('goals').add(goal)
  return goal
}

export const shownGoal = ({history: _history, ...goal}: StoredGoal): Goal => goal

/** Those without a rank come behind all others. */
export const rankOf = ({focus_rank: rank}: StoredGoal) => rank ?? Number.MAX_SAFE_INTEGER

/** Older servers show all goals where those that are no longer active are asked for. */
export const ignoresLimit = ({legacy, query}: {legacy: boolean; query: {include_inactive?: unknown}}) =>
  legacy && query.include_inactive === true

export const goalHandlers = {
  updateGoalProgress({path, query, store}) {
    const goal = requireDocument(store.of('goals'), path.goal_id, 'goal')
    const value = query.current_value
    const now = store.stamp()
    const date = now.slice(0, 10)
    const history = [...goal.history.filter((entry) => entry.date !== date), {date, value, recorded_at: now}]
    store.of('goals').update(goal, {current_value: value, history, updated_at: now})
    return shownGoal(goal)
  },

  /** The last `days` days, today included. */
  listGoalHistory({path, query, store}) {
    const {history} = requireDocument(store.of('goals'), path.goal_id, 'goal')
    const first = utcDay(new Date(store.now().getTime() - (query.days! - 1) * DAY))
    return history.filter(({date}) => date >= first).sort((a, b) => b.date.localeCompare(a.date))
  },
} satisfies Handlers
