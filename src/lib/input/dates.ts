import {zoneOfProcess} from '../config/environment.js'
import {invalidValue} from '../errors/index.js'
import {
  type Clock,
  type Day,
  dayAfter,
  dayOf,
  edgeOfDay,
  isoWithOffset,
  localInstant,
  utcInstant,
  writtenDay,
} from './calendar.js'
import {unknownTimeZone} from './time-zone.js'

/** What a date without a time means: the beginning of that day, or its last millisecond. */
export type DayEdge = 'end' | 'start'

/** Which `friday` is meant: of what is to come the next one after today, of what has been the last one, today included. */
export type Tense = 'future' | 'past'

const CLOCK = String.raw`(?<hours>\d\d?):(?<minutes>\d\d)(?::(?<seconds>\d\d)(?:[,.](?<fraction>\d+))?)?`
const ISO = new RegExp(String.raw`^(?<day>\d{4}-\d\d-\d\d)(?:[ T]${CLOCK}(?<offset>Z|[+-]\d\d(?::?\d\d)?)?)?$`)
const IN_WORDS = new RegExp(String.raw`^(?<day>[a-z]+|[+-]\d{1,5}[dw])(?: +${CLOCK})?$`, 'i')
const SHORT = /^(?<count>[+-]\d{1,5})(?<unit>[hm])$/

const NEAR = new Map([
  ['today', 0],
  ['tomorrow', 1],
  ['yesterday', -1],
])
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** What these functions take, for help and for errors. */
export const TIME_EXPECTED =
  'a date or time such as 2026-11-23, "2026-11-23 18:30", today, "tomorrow 17:00", friday, +3d, -2w or +3h'

/**
 * A time as a user gives it, in ISO 8601 to the millisecond: dates with or without a time (a blank for the `T` too), with
 * an offset, `Z` or in the time zone of this run; `today`, `tomorrow`, `yesterday`, `friday` (as `tense` has it),
 * `+3d` and `-2w`, each with a time behind it or without; `+3h` and `-20m` from now. `label` names the flag. Throws a
 * UsageError for anything else: a day or a local time that does not exist, a year outside of 1 to 9999, and what depends on
 * a time zone that is not known.
 */
export function parseTime(
  text: string,
  label: string,
  edge: DayEdge,
  {now = new Date(), tense = 'future'}: {now?: Date; tense?: Tense} = {},
): string {
  const typed = `${label} ${text}`
  const {count, unit} = text.match(SHORT)?.groups ?? {}
  if (count) {
    const minutes = Number(count) * (unit === 'h' ? 60 : 1)
    return inRange(new Date(now.getTime() + minutes * 60_000), typed, isoWithOffset)
  }

  const {day: dayText = '', offset, ...digits} = text.match(ISO)?.groups ?? text.match(IN_WORDS)?.groups ?? {}
  const day = dayFrom(dayText, now, tense)
  const clock = clockFrom(digits)
  if (!day || clock === 'none such') throw invalidValue(typed, `Expected ${TIME_EXPECTED}.`)
  if (clock && offset) return inRange(withOffset(day, clock, offset, typed), typed, (time) => time.toISOString())
  requireTimeZone(typed)
  const time = clock ? localInstant(day, clock) : edgeOfDay(day, edge)
  if (time) return inRange(time, typed, isoWithOffset)
  throw invalidValue(typed, 'There is no such time on that day: the clocks are put forward past it.')
}

/** A day that has been, as a user gives it, as `2026-11-23`. Throws a UsageError for anything else. */
export function parseDay(text: string, label: string, now = new Date()): string {
  const typed = `${label} ${text}`
  const day = dayFrom(text, now, 'past')
  if (!day) throw invalidValue(typed, 'Expected a day such as 2026-11-23, today, yesterday, friday, +3d or -2w.')
  if (isRelative(text)) requireTimeZone(typed)
  if (day.year >= 1 && day.year <= 9999) return writtenDay(day)
  throw invalidValue(typed, 'Expected a day in the years 1 to 9999.')
}

/** Whether a text names a day or a time by its distance from now, so that its user wants to see what came of it. */
export const isRelative = (text: string) => !/^\d/.test(text)

/** The day that a text names; undefined for anything else, such as the 30th of February. */
function dayFrom(text: string, now: Date, tense: Tense): Day | undefined {
  const iso = text.match(/^(\d{4})-(\d\d)-(\d\d)$/)
  if (iso) {
    const [year = 0, month = 0, date = 0] = iso.slice(1).map(Number)
    const day = dayAfter({date, month: month - 1, year})
    return writtenDay(day) === text ? day : undefined
  }

  const ahead = daysAhead(text.toLowerCase(), now, tense)
  return ahead === undefined ? undefined : dayAfter(dayOf(now), ahead)
}

/** How many days from today on the day is that a word names. */
function daysAhead(word: string, now: Date, tense: Tense): number | undefined {
  const [, count, unit] = word.match(/^([+-]\d{1,5})([dw])$/) ?? []
  if (count !== undefined) return Number(count) * (unit === 'w' ? 7 : 1)
  const weekday = WEEKDAYS.indexOf(word)
  if (weekday === -1) return NEAR.get(word)
  return tense === 'future' ? ((weekday - now.getDay() + 6) % 7) + 1 : -((now.getDay() - weekday + 7) % 7)
}

/** Undefined where no time of day was given. */
function clockFrom({fraction = '', hours, minutes, seconds = '0'}: Record<string, string | undefined>) {
  if (hours === undefined) return
  const clock: Clock = [Number(hours), Number(minutes), Number(seconds), Number(fraction.padEnd(3, '0').slice(0, 3))]
  const [hour, minute, ...rest] = clock
  const isEndOfDay = hour === 24 && minute === 0 && rest.every((part) => part === 0)
  return (hour < 24 || isEndOfDay) && minute < 60 && clock[2] < 60 ? clock : 'none such'
}

function withOffset(day: Day, clock: Clock, offset: string, typed: string): Date {
  const [, sign, hours = '0', minutes = '0'] = offset.match(/^([+-])(\d\d):?(\d\d)?$/) ?? []
  if (Number(hours) > 23 || Number(minutes) > 59) {
    throw invalidValue(typed, 'Expected an offset from -23:59 to +23:59, such as +02:00.')
  }

  const east = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
  return new Date(utcInstant(day, clock).getTime() - east * 60_000)
}

/** The time as `write` writes it. Throws a UsageError for one that cannot be written with a year of four digits. */
function inRange(time: Date, typed: string, write: (time: Date) => string): string {
  const year = time.getUTCFullYear()
  if (year >= 1 && year <= 9999) return write(time)
  throw invalidValue(typed, 'Expected a time in the years 1 to 9999 (UTC).')
}

function requireTimeZone(typed: string): void {
  const problem = unknownTimeZone({TZ: zoneOfProcess()})
  if (!problem) return
  throw invalidValue(typed, `It depends on the time zone. ${problem.title}: ${problem.detail}`)
}
