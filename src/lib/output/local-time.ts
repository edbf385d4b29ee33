import {clockOf, timeOf, twoDigits} from './time-words.js'

/** A time of the API in the user's time zone (`2026-11-23 17:55`); what is no time stays as it is. */
export function localTime(time: null | string | undefined): string | undefined {
  if (!time) return undefined
  const date = timeOf(time)
  if (!date) return time
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())} ${clockOf(date)}`
}
