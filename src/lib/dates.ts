import {addDays, addWeeks, endOfDay, format, isValid, parseISO, startOfDay} from 'date-fns'

import {invalidValue} from './errors.js'

/** What a date without a time means: the beginning of that day, or its last millisecond. */
export type DayEdge = 'end' | 'start'

const DAY = /^\d{4}-\d\d-\d\d$/
const TIME = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d([,.]\d+)?)?(?<offset>Z|[+-]\d\d(:?\d\d)?)?$/
const RELATIVE = /^(?<count>[+-]\d{1,5})(?<unit>[dw])$/

/** ISO 8601 to the millisecond, with the local offset. */
const LOCAL_TIME = "yyyy-MM-dd'T'HH:mm:ss.SSSxxx"

/** What these functions take, for help and for errors. */
export const TIME_EXPECTED = 'a date or time such as 2026-11-23, "2026-11-23 18:30", today, tomorrow, +3d or -2w'

/**
 * A time as a user gives it, in ISO 8601 to the millisecond: dates with or without a time (a blank for the `T` too), with
 * an offset, `Z` or local; `today`, `tomorrow`, `+3d`, `-2w`. `label` names the flag. Throws a UsageError for anything
 * else, such as a day that does not exist.
 */
export function parseTime(text: string, label: string, edge: DayEdge, now = new Date()): string {
  const day = parseAnyDay(text, now)
  if (day) return format(edge === 'start' ? startOfDay(day) : endOfDay(day), LOCAL_TIME)
  const match = text.match(TIME)
  const time = match && parseISO(text.replace(',', '.'))
  if (!time || !isValid(time)) throw invalidValue(`${label} ${text}`, `Expected ${TIME_EXPECTED}.`)
  return match.groups?.offset ? time.toISOString() : format(time, LOCAL_TIME)
}

/** A day as a user gives it, as `2026-11-23`. Throws a UsageError for anything else. */
export function parseDay(text: string, label: string, now = new Date()): string {
  const day = parseAnyDay(text, now)
  if (!day) throw invalidValue(`${label} ${text}`, 'Expected a day such as 2026-11-23, today, tomorrow, +3d or -2w.')
  return format(day, 'yyyy-MM-dd')
}

/** Whether a text names a day from today on, so that its user wants to see what came of it. */
export const isRelative = (text: string) => text === 'today' || text === 'tomorrow' || RELATIVE.test(text)

function parseAnyDay(text: string, now: Date): Date | undefined {
  if (text === 'today') return now
  if (text === 'tomorrow') return addDays(now, 1)
  const {count, unit} = text.match(RELATIVE)?.groups ?? {}
  if (count) return unit === 'w' ? addWeeks(now, Number(count)) : addDays(now, Number(count))
  const day = DAY.test(text) ? parseISO(text) : undefined
  return day && isValid(day) ? day : undefined
}
