import {formatDistanceToNowStrict} from 'date-fns/formatDistanceToNowStrict'

/**
 * How far a time of the API is from now, short enough for a table: `in 3 days`; undefined for what is no time. Loads
 * date-fns, so it is for what is shown on terminals only.
 */
export function distance(time: null | string | undefined): string | undefined {
  if (typeof time !== 'string' || Number.isNaN(Date.parse(time))) return undefined
  return formatDistanceToNowStrict(time, {addSuffix: true})
}
