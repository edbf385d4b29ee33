const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const NEAR = new Map([
  [-1, 'yesterday'],
  [0, 'today'],
  [1, 'tomorrow'],
])
const DAY = 86_400_000

/** A time that a server sent, which may be anything; undefined for what is none. */
export function timeOf(time: unknown): Date | undefined {
  const date = new Date(typeof time === 'string' ? time : Number.NaN)
  return Number.isNaN(date.getTime()) ? undefined : date
}

/**
 * A time of the API as people say it, in the user's time zone: `today 21:52`, `Mon 13:39`, `24 Nov`; what is no time stays as it
 * is. For tables: nobody needs the minute of what is weeks away.
 */
export function timeInWords(time: null | string | undefined, now: Date): string | undefined {
  const date = timeOf(time)
  if (!date) return time ?? undefined
  const days = daysBetween(now, date)
  const day = NEAR.get(days) ?? (Math.abs(days) < 7 ? DAYS[date.getDay()] : undefined)
  if (!day) return dateInWords(date, now)
  // What is due on a day, without a time, is due at its end.
  return clockOf(date) === '23:59' ? day : `${day} ${clockOf(date)}`
}

/**
 * The same of a time that something is due at: a weekday alone is one to come, and what was due before yesterday has its date.
 */
export function dueInWords(time: null | string | undefined, now: Date): string | undefined {
  const date = timeOf(time)
  return date && daysBetween(now, date) < -1 ? dateInWords(date, now) : timeInWords(time, now)
}

/** The day of a time of the API, as a heading: `Today`, `Mon 23 Nov`; undefined for what is no time. */
export function dayInWords(time: null | string | undefined, now: Date): string | undefined {
  const date = timeOf(time)
  if (!date) return undefined
  const near = NEAR.get(daysBetween(now, date))
  return near ? near.charAt(0).toUpperCase() + near.slice(1) : `${DAYS[date.getDay()]} ${dateInWords(date, now)}`
}

/** The time of day of a time of the API: `21:52`. */
export function clockInWords(time: null | string | undefined): string | undefined {
  const date = timeOf(time)
  return date ? clockOf(date) : (time ?? undefined)
}

/** How long something took: `42 min`, `1 h 5 min`; undefined where nobody can say. */
export function lengthInWords(from: null | string | undefined, to: null | string | undefined): string | undefined {
  const start = timeOf(from)
  const end = timeOf(to)
  if (!start || !end || end <= start) return undefined
  const minutes = Math.round((end.getTime() - start.getTime()) / 60_000)
  if (minutes < 60) return `${Math.max(1, minutes)} min`
  return `${Math.floor(minutes / 60)} h${minutes % 60 > 0 ? ` ${minutes % 60} min` : ''}`
}

export const clockOf = (date: Date): string => `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`

export const twoDigits = (number: number): string => String(number).padStart(2, '0')

/** How many midnights lie between two times. */
const daysBetween = (from: Date, to: Date) => Math.round((midnight(to) - midnight(from)) / DAY)

const midnight = (date: Date) => new Date(date).setHours(0, 0, 0, 0)

function dateInWords(date: Date, now: Date): string {
  const year = date.getFullYear() === now.getFullYear() ? '' : ` ${date.getFullYear()}`
  return `${date.getDate()} ${MONTHS[date.getMonth()]}${year}`
}
