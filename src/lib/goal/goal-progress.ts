import {type Goal} from '../contract/schema.js'

/** A number as a person reads it: without the noise of binary fractions. What is no number stays as it is. */
export const shownNumber = (value: number) => (isNumber(value) ? String(Number(value.toPrecision(12))) : value)

/** The value to reach; undefined for a goal that is not measured, which servers give a target of 0 and no unit. */
export function targetOf({target_value: target, unit}: Goal): number | undefined {
  return isNumber(target) && (target !== 0 || unit) ? target : undefined
}

/** Cells of a bar. */
const CELLS = 8

/** How much of a goal is reached, as a small bar; an empty text where that is not measured. */
export function progressBar(goal: Goal): string {
  const {current_value: current} = goal
  const target = targetOf(goal)
  if (target === undefined || target <= 0 || !isNumber(current)) return ''
  const filled = Math.round(Math.min(1, Math.max(0, current / target)) * CELLS)
  return '█'.repeat(filled) + '░'.repeat(CELLS - filled)
}

/** How much of a goal is reached, in per cent: `60 %`; an empty text where that is not measured. */
export function percentReached(goal: Goal): string {
  const {current_value: current, goal_type: type} = goal
  const target = targetOf(goal)
  if (target === undefined || target <= 0 || !isNumber(current) || current < 0 || type === 'boolean') return ''
  const percent = Math.round((current / target) * 100)
  return Number.isFinite(percent) ? `${shownNumber(percent)} %` : ''
}

/** Where a goal stands: `6/10 pages`. */
export const valueReached = (goal: Goal): string => standing(goal, '/')

/** Where a goal stands, in words: `6 of 10 pages, 60 %`. */
export const progressInWords = (goal: Goal): string =>
  [standing(goal, ' of '), percentReached(goal)].filter(Boolean).join(', ')

function standing(goal: Goal, of: string): string {
  const {current_value: current, goal_type: type, unit} = goal
  const target = targetOf(goal)
  if (!isNumber(current)) return ''
  if (target === undefined) return current === 0 ? 'not measured' : shownNumber(current)
  if (type === 'boolean') return current >= target ? 'done' : 'not done'
  return `${shownNumber(current)}${of}${shownNumber(target)}${unit ? ` ${unit}` : ''}`
}

// A server may send anything.
const isNumber = (value: unknown): value is number => typeof value === 'number'
