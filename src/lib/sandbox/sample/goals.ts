import {type Schema} from '../contract.js'
import {idOf} from '../documents.js'
import {buildGoal} from '../goals.js'
import {type StoredGoal} from '../stored.js'
import {timestamp, utcDay} from '../times.js'

const DAY = 86_400_000
const HISTORY_DAYS = 90

interface SampleGoal {
  fields: Schema<'GoalCreate'>
  focusRank?: number
  /** How many days ago it was last changed, where that is not today: the value of then has to be that of today. */
  restedDays?: number
  /** The value of a day, 0 for the first of the history. */
  valueOn: (day: number) => number
}

/** Some up and down that is always the same: -1 to 1. */
const wobble = (day: number) => ((day * 37) % 11) / 5 - 1

const ACTIVE: SampleGoal[] = [
  {
    fields: {
      title: 'Practise the cello',
      goal_type: 'numeric',
      target_value: 120,
      max_value: 120,
      unit: 'hours',
      desired_outcome: 'Play the slow movement of the Elgar concerto at the audition',
      success_criteria: ['First page by heart', 'An hour without pain in the wrist'],
    },
    focusRank: 0,
    valueOn: (day) => Math.round(day * 0.9 + wobble(day) * 0.4 + 4),
  },
  {
    fields: {
      title: 'Sleep well',
      target_value: 8,
      why_it_matters: 'Everything else is easier after seven hours of sleep',
    },
    focusRank: 1,
    valueOn: (day) => Math.round((5 + day / 40 + wobble(day)) * 2) / 2,
  },
  {
    fields: {
      title: 'Save for the solar panels',
      goal_type: 'numeric',
      target_value: 14_000,
      max_value: 14_000,
      unit: 'euros',
    },
    restedDays: 1,
    valueOn: (day) => 6200 + Math.floor(day / 30) * 700 + Math.floor(day / 7) * 25,
  },
  {
    fields: {title: 'Cycle 1000 kilometres', goal_type: 'numeric', target_value: 1000, max_value: 1000, unit: 'km'},
    valueOn: (day) => Math.round(80 + day * 7.5 - (day % 7) * 3),
  },
]

/** The sample account's goals, oldest first: one achieved before the others began, and those with 90 days of history. */
export function sampleGoals(now: number): StoredGoal[] {
  const achieved = build(
    {title: 'Finish the usability study', goal_type: 'boolean', target_value: 1, max_value: 1},
    200,
  )
  return [
    {...achieved, current_value: 1, status: 'achieved', is_active: false},
    ...ACTIVE.map(({fields, focusRank, restedDays = 0, valueOn}, index) => {
      const history = Array.from({length: HISTORY_DAYS}, (_, day) => {
        const time = now - (HISTORY_DAYS - 1 - day) * DAY
        return {date: utcDay(new Date(time)), value: valueOn(day), recorded_at: timestamp(time * 1000)}
      })
      return {
        ...build(fields, 120 - index),
        status: focusRank === undefined ? 'background' : 'focused',
        focus_rank: focusRank ?? null,
        current_value: history.at(-1)!.value,
        updated_at: history.at(-1 - restedDays)!.recorded_at,
        history,
      }
    }),
  ]

  function build(fields: Schema<'GoalCreate'>, daysAgo: number): StoredGoal {
    const id = `goal_${idOf(fields.title).replaceAll('-', '').slice(0, 12)}`
    return buildGoal(fields, id, timestamp((now - daysAgo * DAY) * 1000))
  }
}
