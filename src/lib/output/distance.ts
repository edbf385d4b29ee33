import {formatDistanceStrict} from 'date-fns/formatDistanceStrict'

/**
 * How far a time of the API is from `now` (milliseconds since 1970), short enough for a table: `in 3 days`; undefined for what is no time. Loads
 * date-fns, so it is for what is shown on terminals only.
 */
export function distance(time: null | string | undefined, now: number): string | undefined {
  if (typeof time !== 'string' || Number.isNaN(Date.parse(time))) return undefined
  return formatDistanceStrict(time, now, {addSuffix: true})
}
