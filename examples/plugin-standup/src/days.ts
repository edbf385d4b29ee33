/** Days are local ones, written `2026-11-23`. */

export const dayOf = (time: Date): string =>
  [time.getFullYear(), time.getMonth() + 1, time.getDate()].map((part) => String(part).padStart(2, '0')).join('-')

export const dayBefore = (now: Date): string => dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1))

/** The first moment of a day, in ISO 8601. */
export const startOf = (day: string): string => new Date(`${day}T00:00:00`).toISOString()

/** Its last millisecond. */
export const endOf = (day: string): string => new Date(`${day}T23:59:59.999`).toISOString()
