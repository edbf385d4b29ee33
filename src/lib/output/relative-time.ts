import {formatDistance, isValid} from 'date-fns'

import {localTime} from './local-time.js'

/**
 * A time of the API in the user's time zone with its distance from `now`: `2026-11-23 17:55 (2 hours ago)`; what is no time
 * stays as it is. Loads date-fns, so it is for what is shown on terminals only.
 */
export function relativeTime(time: null | string | undefined, now: Date | number): string | undefined {
  const local = localTime(time)
  const date = new Date(time ?? Number.NaN)
  return local && isValid(date) ? `${local} (${formatDistance(date, now, {addSuffix: true})})` : local
}
