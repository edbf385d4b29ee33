/** A day of the calendar, in whatever time zone; `month` counts from 0. */
export interface Day {
  readonly date: number
  readonly month: number
  readonly year: number
}

/** A time of day: hours, minutes, seconds, milliseconds. 24:00 is the end of the day. */
export type Clock = readonly [number, number, number, number]

/** The day `days` after another; without a number the day itself, with a date outside of its month corrected. */
export function dayAfter({date, month, year}: Day, days = 0): Day {
  const sum = new Date(0)
  sum.setUTCFullYear(year, month, date + days)
  return {date: sum.getUTCDate(), month: sum.getUTCMonth(), year: sum.getUTCFullYear()}
}

/** The day in the time zone of this process. */
export const dayOf = (time: Date): Day => ({date: time.getDate(), month: time.getMonth(), year: time.getFullYear()})

/** As `2026-11-23`. */
export const writtenDay = ({date, month, year}: Day): string =>
  `${String(year).padStart(4, '0')}-${twoDigits(month + 1)}-${twoDigits(date)}`

/** That time in the time zone of this process; undefined where the clocks go past it. */
export function localInstant(day: Day, clock: Clock): Date | undefined {
  const time = new Date(0)
  time.setFullYear(day.year, day.month, day.date)
  time.setHours(...clock)
  return wallClock(time) === utcInstant(day, clock).getTime() ? time : undefined
}

/** The first moment of a day in the time zone of this process, which need not be midnight, or its last millisecond. */
export function edgeOfDay(day: Day, edge: 'end' | 'start'): Date {
  const time = new Date(0)
  time.setFullYear(day.year, day.month, day.date)
  if (edge === 'start') time.setHours(0, 0, 0, 0)
  else time.setHours(23, 59, 59, 999)
  return time
}

/** That time in UTC. */
export function utcInstant({date, month, year}: Day, clock: Clock): Date {
  const time = new Date(0)
  time.setUTCFullYear(year, month, date)
  time.setUTCHours(...clock)
  return time
}

/**
 * ISO 8601 to the millisecond with the offset of this process's time zone; in UTC where that offset has seconds, which ISO
 * 8601 cannot write.
 */
export function isoWithOffset(time: Date): string {
  const offset = wallClock(time) - time.getTime()
  const minutes = offset / 60_000
  if (!Number.isInteger(minutes)) return time.toISOString()
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  const sign = minutes < 0 ? '-' : '+'
  return `${new Date(time.getTime() + offset).toISOString().slice(0, -1)}${sign}${twoDigits(hours)}:${twoDigits(rest)}`
}

/** What the clocks on the wall show, as if they were in UTC: milliseconds since 1970. */
function wallClock(time: Date): number {
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds(), time.getMilliseconds()] as const
  return utcInstant(dayOf(time), clock).getTime()
}

const twoDigits = (number: number) => String(number).padStart(2, '0')
