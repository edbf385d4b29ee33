import {type GoalProgress} from '../api/types.js'
import {type Goal} from '../contract/schema.js'
import {type Output} from '../output/output.js'
import {type View} from '../output/view.js'
import {progressInWords, shownNumber} from './goal-progress.js'

const EMPTY = 'No goals yet. Add the first: omi goal create "Read more" --target 10 --unit books'

/** The columns of a pipe. */
const fields: View<Goal> = {
  columns: [
    {name: 'id', value: ({id}) => id},
    {name: 'title', value: ({title}) => title},
    {name: 'current_value', value: ({current_value: value}) => value},
    {name: 'target_value', value: ({target_value: value}) => value},
    {name: 'unit', value: ({unit}) => unit},
    {name: 'goal_type', value: ({goal_type: type}) => type},
    {name: 'min_value', value: ({min_value: value}) => value},
    {name: 'max_value', value: ({max_value: value}) => value},
    {name: 'is_active', value: ({is_active: active}) => active},
    {name: 'horizon_at', value: ({horizon_at: time}) => time},
    {name: 'why_it_matters', value: ({why_it_matters: why}) => why},
    {name: 'desired_outcome', value: ({desired_outcome: outcome}) => outcome},
    {name: 'success_criteria', value: ({success_criteria: criteria}) => criteria},
    {name: 'created_at', value: ({created_at: time}) => time},
  ],
  empty: EMPTY,
}

/** One goal. What writes times for people is loaded only where there is one. */
export async function goalView(output: Output): Promise<View<Goal>> {
  if (!output.terminal) return fields
  const now = output.io.clock.now()
  const {relativeTime} = await import('../output/relative-time.js')
  return {
    columns: [
      {name: 'id', value: ({id}) => id},
      {name: 'title', value: ({title}) => title},
      {name: 'progress', value: progressInWords},
      {name: 'type', value: ({goal_type: type}) => type},
      {
        name: 'range',
        value: ({max_value: max, min_value: min}) => `${shownNumber(min) ?? '?'} to ${shownNumber(max) ?? '?'}`,
      },
      {name: 'why', value: ({why_it_matters: why}) => why},
      {name: 'outcome', value: ({desired_outcome: outcome}) => outcome},
      {
        name: 'criteria',
        value: ({success_criteria: criteria}) => (Array.isArray(criteria) ? criteria.join('\n') : criteria),
      },
      {name: 'horizon', value: ({horizon_at: time}) => relativeTime(time, now)},
      {name: 'active', value: activity},
      {name: 'created', value: ({created_at: time}) => relativeTime(time, now)},
      {name: 'updated', value: ({updated_at: time}) => relativeTime(time, now)},
    ],
  }
}

/** A list of goals; with `inactive`, active ones have to be told from the others. */
export async function goalListView(output: Output, {inactive}: {inactive: boolean}): Promise<View<Goal>> {
  if (!output.terminal) return fields
  const now = output.io.clock.now()
  const [{distance}, {localTime}] = await Promise.all([
    import('../output/distance.js'),
    import('../output/local-time.js'),
  ])
  return {
    columns: [
      {name: 'id', value: ({id}) => id},
      ...(inactive ? [{name: 'active', value: activity}] : []),
      {name: 'horizon', value: ({horizon_at: time}) => distance(time, now)},
      {name: 'horizon at', value: ({horizon_at: time}) => localTime(time), wide: true},
      {name: 'progress', value: progressInWords},
      {flexible: true, name: 'title', value: ({title}) => title},
    ],
    empty: EMPTY,
  }
}

export const goalHistoryView = (id: string, days: number): View<GoalProgress> => ({
  columns: [
    {name: 'date', value: ({date}) => date},
    {name: 'value', show: ({value}) => shownNumber(value), value: ({value}) => value},
    {name: 'recorded_at', value: ({recorded_at: time}) => time, wide: true},
  ],
  empty: `No values in the last ${days} days. Record one: omi goal progress ${id} VALUE`,
})

const activity = ({is_active: active}: Goal) => (active ? 'yes' : 'no')
