import * as Flags from '@oclif/core/flags'

import {OPERATIONS} from '../contract/operations.js'
import {type GoalCreate, goalTypeValues} from '../contract/schema.js'
import {invalidValue, missingArgument} from '../errors/index.js'
import {timeFlag} from '../flags/date-flags.js'
import {inGroup, numberFlag} from '../flags/flags.js'
import {type ValueFacts} from '../flags/value-facts.js'
import {checkText} from '../input/check-text.js'

const LIMITS = OPERATIONS.createGoal.limits
export const LONGEST_TITLE = LIMITS.title

/** The flags that describe a goal, for `create` and `update`. */
export const goalFlags = {
  ...inGroup('measure', {
    target: numberFlag('The value to reach'),
    current: numberFlag('The value it is at now'),
    min: numberFlag('The lowest value'),
    max: numberFlag('The highest value'),
    unit: Flags.string({helpValue: 'TEXT', summary: `What is counted, up to ${LIMITS.unit} characters`}),
  }),
  why: Flags.string({helpValue: 'TEXT', summary: `Why it matters, up to ${LIMITS.why_it_matters} characters`}),
  outcome: Flags.string({
    helpValue: 'TEXT',
    summary: `The outcome you want, up to ${LIMITS.desired_outcome} characters`,
  }),
  criterion: Flags.string({
    helpValue: 'TEXT',
    multiple: true,
    multipleNonGreedy: true,
    summary: `What success looks like; may be given more than once, up to ${LIMITS.success_criteria} times`,
  }),
  horizon: timeFlag('When it should be reached; a date without a time is the end of that day', 'end', {
    clearWith: '--clear-horizon',
  }),
}

/** The same as arguments of a tool. */
export const goalInput = {
  target: 'The value to reach',
  current: 'The value it is at now',
  min: 'The lowest value',
  max: 'The highest value',
  unit: `What is counted, up to ${LIMITS.unit} characters`,
  why: `Why it matters, up to ${LIMITS.why_it_matters} characters`,
  outcome: `The outcome that is wanted, up to ${LIMITS.desired_outcome} characters`,
  criteria: {description: 'What success looks like', of: 'criterion'},
  horizon: 'When it should be reached: an ISO 8601 time or date, or +4w',
}

/** Where a scale ends that nobody gave an end and that has no target above it. */
const HIGHEST = 10

const usually = (usual: number | string) => ({usual}) satisfies ValueFacts

/** The same for a new goal, whose kind can still be chosen; with what stands in where it is measured. */
export const newGoalFlags = {
  type: {
    ...Flags.option({helpGroup: 'measure', options: goalTypeValues, summary: 'How it is measured'})(),
    ...usually('scale'),
  },
  ...goalFlags,
  current: {...goalFlags.current, ...usually(0)},
  min: {...goalFlags.min, ...usually(0)},
  max: {...goalFlags.max, ...usually(HIGHEST)},
}

/** What those flags hold when they are parsed. */
interface GoalFlagValues {
  readonly criterion?: string[]
  readonly current?: number
  readonly horizon?: string
  readonly max?: number
  readonly min?: number
  readonly outcome?: string
  readonly target?: number
  readonly unit?: string
  readonly why?: string
}

/**
 * The fields of a goal that were given, under the API's names. Throws a UsageError that names the flag for a text that
 * is empty or too long, and for too many criteria; `toClearUnit` is what to do in place of an empty unit.
 */
export function goalFields(
  {criterion: criteria, outcome, unit, why, ...flags}: GoalFlagValues,
  toClearUnit = 'Leave the flag out for none.',
) {
  if (unit?.trim() === '') throw invalidValue('--unit', `It is empty. ${toClearUnit}`)
  if (unit !== undefined) checkText(unit, '--unit', LIMITS.unit)
  if (why !== undefined) checkText(why, '--why', LIMITS.why_it_matters)
  if (outcome !== undefined) checkText(outcome, '--outcome', LIMITS.desired_outcome)
  for (const criterion of criteria ?? []) checkText(criterion, '--criterion', Number.POSITIVE_INFINITY)
  if (criteria && criteria.length > LIMITS.success_criteria) {
    throw invalidValue(
      '--criterion',
      `It was given ${criteria.length} times; at most ${LIMITS.success_criteria} are allowed.`,
    )
  }

  return {
    target_value: flags.target,
    current_value: flags.current,
    min_value: flags.min,
    max_value: flags.max,
    unit,
    why_it_matters: why,
    desired_outcome: outcome,
    success_criteria: criteria,
    horizon_at: flags.horizon,
  }
}

const METRIC_FIELDS = ['target_value', 'goal_type', 'current_value', 'min_value', 'max_value', 'unit'] as const

/**
 * A new goal with the fields that go along. One without any metric field is a qualitative one; one with some is measured
 * and gets the others, but its target has to be given: there is none that would suit. Throws a UsageError without it.
 */
export function newGoal(goal: GoalCreate): GoalCreate {
  const isGiven = (name: keyof GoalCreate) => goal[name] !== undefined
  if (!METRIC_FIELDS.some(isGiven)) return goal
  if (!isGiven('target_value')) {
    throw missingArgument('--target', 'A goal that is measured has a value to reach: give it with --target N.')
  }

  const {current_value: current = 0, max_value: max, min_value: min = 0, target_value: target = 0} = goal
  const measured = {
    ...goal,
    goal_type: goal.goal_type ?? 'scale',
    current_value: current,
    min_value: min,
    max_value: max ?? Math.max(HIGHEST, target),
  }
  checkRange(goal, measured)
  return measured
}

type Figures = Pick<GoalCreate, 'current_value' | 'max_value' | 'min_value' | 'target_value'>

/**
 * Throws a UsageError for a value among those `given` that is outside of the range of the goal as it will be, and for a
 * range that ends before it begins. What is not known is not checked.
 */
export function checkRange(given: Figures, {max_value: max, min_value: min}: Figures): void {
  if (typeof min !== 'number' || typeof max !== 'number') return
  if (min > max && (given.min_value !== undefined || given.max_value !== undefined)) {
    const [flag, value] = given.max_value === undefined ? ['--min', min] : ['--max', max]
    throw invalidValue(`${flag} ${value}`, `The range would be from ${min} to ${max}: --min is above --max.`)
  }

  const values = [
    ['--target', given.target_value],
    ['--current', given.current_value],
  ] as const
  for (const [flag, value] of values) checkInRange(`${flag} ${value}`, value, {max_value: max, min_value: min})
}

/** Throws a UsageError for a value outside of a goal's range; `label` names it as the user typed it. */
export function checkInRange(
  label: string,
  value: number | undefined,
  {max_value: max, min_value: min}: Figures,
): void {
  if (value === undefined || typeof min !== 'number' || typeof max !== 'number' || min > max) return
  if (value >= min && value <= max) return
  throw invalidValue(
    label,
    `Expected a number from ${min} to ${max}, the range of the goal: --min and --max change it.`,
  )
}

/** A title as the server keeps it: without the white space around it. Throws a UsageError for one it would refuse. */
export function titleFrom(given: string, label: string): string {
  const title = given.trim()
  checkText(title, label, LONGEST_TITLE)
  return title
}
