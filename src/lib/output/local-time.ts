let format: Intl.DateTimeFormat | undefined

/** A time of the API in the user's time zone (`2026-11-23 17:55`); what is no time stays as it is. */
export function localTime(time: null | string | undefined): string | undefined {
  if (!time) return undefined
  // A server may send anything.
  if (typeof time !== 'string') return time
  const date = new Date(time)
  if (Number.isNaN(date.getTime())) return time
  format ??= new Intl.DateTimeFormat('sv-SE', {dateStyle: 'short', timeStyle: 'short'})
  return format.format(date)
}
