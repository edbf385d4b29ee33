/** A point in time, in microseconds since 1970, as the API writes it: `2026-11-23T17:55:00.123456Z`. */
export function timestamp(microseconds: number): string {
  const milliseconds = new Date(Math.floor(microseconds / 1000)).toISOString().slice(0, -1)
  return `${milliseconds}${String(microseconds % 1000).padStart(3, '0')}Z`
}

/** The same point in time as the API writes it; `time` is ISO 8601 with any offset, read to the millisecond. */
export const normalizedTime = (time: string) => timestamp(Date.parse(time) * 1000)

/** The day in UTC: `2026-11-23`. */
export const utcDay = (time: Date) => time.toISOString().slice(0, 10)

/** What the contract calls a date range; both ends belong to it. */
export interface DateRange {
  end_date?: string
  start_date?: string
}

/** A test whether an ISO 8601 time is in the range, to the millisecond; undefined when there is no range. */
export function rangeTest(range: DateRange): ((time: string) => boolean) | undefined {
  if (range.start_date === undefined && range.end_date === undefined) return undefined
  const from = range.start_date === undefined ? -Infinity : Date.parse(range.start_date)
  const to = range.end_date === undefined ? Infinity : Date.parse(range.end_date)
  return (time) => {
    const milliseconds = Date.parse(time)
    return from <= milliseconds && milliseconds <= to
  }
}
