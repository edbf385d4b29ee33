import {zoneOfProcess} from '../config/environment.js'
import {invalidValue, type OmiError} from '../errors/index.js'
import {nearest} from '../text/nearest.js'

/** Throws a UsageError unless `zone` is an IANA name such as `Europe/Berlin`; `label` names it as the user typed it. */
export function checkTimeZone(zone: string, label: string): void {
  if (canonicalZone(zone) === undefined) throw unknownZone(`${label} ${zone}`, zone)
}

/**
 * Makes a run keep one time zone, the TZ of its variables: `given`, the value of `--timezone`, or OMI_TIMEZONE, or what TZ means. Throws
 * a UsageError for a zone of the first two that is none.
 */
export function useTimeZone(given: string | undefined, variables: NodeJS.ProcessEnv): void {
  const zone = given ?? (variables.OMI_TIMEZONE || undefined)
  if (zone !== undefined) {
    const known = canonicalZone(zone)
    if (known === undefined) {
      throw unknownZone(given === undefined ? `OMI_TIMEZONE=${zone}` : `--timezone ${zone}`, zone)
    }

    // Node.js looks at that of the process anew with each change, for dates and for Intl.
    variables.TZ = known
    return
  }

  const meant = variables.TZ ? zoneIn(variables.TZ) : undefined
  if (meant !== undefined && meant !== variables.TZ) variables.TZ = meant
}

/**
 * The error for a TZ that is set and not known here, where Node.js silently takes UTC; undefined where all is well. A rule
 * such as `CET-1CEST` counts as unknown unless Node.js knows it.
 */
export function unknownTimeZone(variables: {readonly TZ?: string}): OmiError | undefined {
  const {TZ: zone} = variables
  if (!zone || zoneIn(zone) !== undefined || isFixedOffset(zone)) return undefined
  return unknownZone(`TZ=${zone}`, zone)
}

/** The zone of this run as an IANA name, where the user has named one; else undefined. */
export function namedTimeZone(variables: {readonly TZ?: string}): string | undefined {
  return variables.TZ ? zoneIn(variables.TZ) : undefined
}

/** The IANA name in a value of TZ, which may also be the path of a zone's file; undefined where there is none. */
function zoneIn(text: string): string | undefined {
  if (text === 'UTC' || isObserved(text)) return text
  return canonicalZone(text.replace(/^:/, '').replace(/^.*\/zoneinfo\/(posix\/)?/, ''))
}

/** Whether Node.js' own dates follow it, so that it must be a name they know: asking Intl costs more. */
function isObserved(zone: string): boolean {
  if (zone !== zoneOfProcess() || !/^[A-Z]\w+\/[\w/+-]+$/.test(zone)) return false
  const year = new Date().getFullYear()
  return [0, 6].some((month) => new Date(year, month, 1).getTimezoneOffset() !== 0)
}

/** The zone as Intl spells it; undefined for what is no zone. */
function canonicalZone(zone: string): string | undefined {
  // An offset is no name, but newer versions of Intl take it.
  if (!/^[A-Za-z]/.test(zone)) return undefined
  try {
    return new Intl.DateTimeFormat('en', {timeZone: zone}).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

/** A rule of POSIX without summer time, such as `JST-9`, which Node.js follows where it knows its form. */
function isFixedOffset(rule: string): boolean {
  const [, sign, hours, minutes = '0'] = rule.match(/^[A-Za-z]{3,}([+-]?)(\d{1,2})(?::(\d\d))?$/) ?? []
  if (hours === undefined) return false
  const west = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  return rule === zoneOfProcess() && new Date().getTimezoneOffset() === west
}

function unknownZone(typed: string, zone: string): OmiError {
  const near = nearest(zone, Intl.supportedValuesOf('timeZone'))
  return invalidValue(typed, `${near ? `Did you mean ${near}? ` : ''}Expected a name such as Europe/Berlin.`)
}
