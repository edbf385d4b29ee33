import {type GoalProgress} from '../api/types.js'
import {type Goal} from '../contract/schema.js'
import {dueInWords} from '../output/time-words.js'
import {type Column, type Reader, type TableView, type View} from '../output/view.js'
import {percentReached, progressBar, progressInWords, shownNumber, valueReached} from './goal-progress.js'

const id: Column<Goal> = {id: 'goal', name: 'id', value: (goal) => goal.id}
const title: Column<Goal> = {flexible: true, name: 'title', value: (goal) => goal.title}

export const goalView: View<Goal> = {
  columns: [
    id,
    title,
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
  empty: 'No goals yet. Add the first: omi goal create "Read more" --target 10 --unit books',
  async record({now}) {
    const {relativeTime} = await import('../output/relative-time.js')
    return [
      id,
      title,
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
    ]
  },
  table: (reader) => tableFor(reader, {inactive: false}),
}

/** A list of goals; with `inactive`, active ones have to be told from the others. */
export const goalListView = (given: {inactive: boolean}): View<Goal> => ({
  ...goalView,
  table: (reader) => tableFor(reader, given),
})

const bar: Column<Goal> = {header: 'PROGRESS', name: 'bar', rank: 1, tone: () => 'green', value: progressBar}

const tableFor = ({accessible, now}: Reader, {inactive}: {inactive: boolean}): TableView<Goal> => ({
  columns: [
    id,
    ...(accessible ? [] : [bar]),
    {header: accessible ? 'PROGRESS' : '', name: 'percent', rank: accessible ? 1 : 3, value: percentReached},
    {name: 'value', rank: 2, value: valueReached},
    ...(inactive ? [{name: 'active', rank: 1, value: activity}] : []),
    {header: 'HORIZON', name: 'horizon_at', rank: 5, value: ({horizon_at: time}) => dueInWords(time, now)},
    title,
  ],
})

export const goalHistoryView = (id: string, days: number): View<GoalProgress> => ({
  columns: [
    {name: 'date', value: ({date}) => date},
    {name: 'value', show: ({value}) => shownNumber(value), value: ({value}) => value},
    {name: 'recorded_at', value: ({recorded_at: time}) => time, wide: true},
  ],
  empty: `No values in the last ${days} days. Record one: omi goal progress ${id} VALUE`,
})

const activity = ({is_active: active}: Goal) => (active ? 'yes' : 'no')
