import {randomUUID} from 'node:crypto'

import type {Answer, Handlers, Schema} from './operation.js'

import {removeDocument, requireDocument, requireText, sentFields} from './documents.js'
import {placesOf} from './pages.js'
import {normalizedTime, utcDay} from './times.js'

type Goal = Schema<'Goal'>
type NewGoal = Schema<'GoalCreate'>

export interface StoredGoal extends Goal {
  /** One entry a day, in no order. */
  history: Answer<'listGoalHistory'>
}

const DAY = 86_400_000

const UPDATABLE = [
  'title',
  'target_value',
  'current_value',
  'min_value',
  'max_value',
  'unit',
  'desired_outcome',
  'why_it_matters',
  'success_criteria',
  'horizon_at',
] as const

/** A new goal. One without any metric field is a qualitative one and carries the server's idle figures. */
export function buildGoal(goal: NewGoal, id: string, createdAt: string): StoredGoal {
  const title = requireText(goal.title, 'title')
  const target = goal.target_value ?? 0
  return {
    id,
    goal_id: id,
    title,
    desired_outcome: goal.desired_outcome ?? title,
    why_it_matters: goal.why_it_matters ?? null,
    success_criteria: goal.success_criteria ?? [],
    horizon_at: goal.horizon_at === undefined ? null : normalizedTime(goal.horizon_at),
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

const shownGoal = ({history: _history, ...goal}: StoredGoal): Goal => goal

/** Those without a rank come behind all others. */
const rankOf = ({focus_rank: rank}: StoredGoal) => rank ?? Number.MAX_SAFE_INTEGER

export const goalHandlers = {
  /** By rank, then the oldest first. */
  listGoals({legacy, operation, query, store}) {
    const all = query.include_inactive ?? false
    const goals = [...store.goals]
      .filter((goal) => all || goal.is_active)
      .reverse()
      .sort((a, b) => rankOf(a) - rankOf(b))
    // Without an offset there is no next page, so no cap but the contract's would leave a way to the rest.
    const {limit} = placesOf({operation, query})
    return goals.slice(0, legacy && all ? Infinity : limit).map(shownGoal)
  },

  createGoal({body, store}) {
    const id = `goal_${randomUUID().replaceAll('-', '').slice(0, 12)}`
    const goal = buildGoal(body, id, store.stamp())
    store.goals.add(goal)
    return shownGoal(goal)
  },

  getGoal({path, store}) {
    return shownGoal(requireDocument(store.goals, path.goal_id, 'goal'))
  },

  updateGoal({body, legacy, path, store}) {
    const goal = requireDocument(store.goals, path.goal_id, 'goal')
    const changes = sentFields(body, UPDATABLE, legacy)
    if (changes.title !== undefined) changes.title = requireText(changes.title, 'title')
    if (changes.horizon_at) changes.horizon_at = normalizedTime(changes.horizon_at)
    store.goals.update(goal, {...changes, updated_at: store.stamp()})
    return shownGoal(goal)
  },

  deleteGoal({path, store}) {
    return removeDocument(store.goals, path.goal_id, 'goal')
  },

  updateGoalProgress({path, query, store}) {
    const goal = requireDocument(store.goals, path.goal_id, 'goal')
    const value = query.current_value
    const now = store.stamp()
    const date = now.slice(0, 10)
    const history = [...goal.history.filter((entry) => entry.date !== date), {date, value, recorded_at: now}]
    store.goals.update(goal, {current_value: value, history, updated_at: now})
    return shownGoal(goal)
  },

  /** The last `days` days, today included. */
  listGoalHistory({path, query, store}) {
    const {history} = requireDocument(store.goals, path.goal_id, 'goal')
    const first = utcDay(new Date(store.now().getTime() - (query.days! - 1) * DAY))
    return history.filter(({date}) => date >= first).sort((a, b) => b.date.localeCompare(a.date))
  },
} satisfies Handlers
