import {invalidValue} from './errors.js'
import {nearest} from './nearest.js'

/** Throws a UsageError unless `zone` is an IANA name such as `Europe/Berlin`; `label` names it as the user typed it. */
export function checkTimeZone(zone: string, label: string): void {
  if (isTimeZone(zone)) return
  const near = nearest(zone, Intl.supportedValuesOf('timeZone'))
  throw invalidValue(
    `${label} ${zone}`,
    `${near ? `Did you mean ${near}? ` : ''}Expected a name such as Europe/Berlin.`,
  )
}

function isTimeZone(zone: string): boolean {
  // An offset is no name, but newer versions of Intl take it.
  if (/^[+-]/.test(zone)) return false
  try {
    return Boolean(new Intl.DateTimeFormat('en', {timeZone: zone}))
  } catch {
    return false
  }
}
