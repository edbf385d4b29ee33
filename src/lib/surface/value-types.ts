import {type ValueType} from '../flags/value-facts.js'
import {TIME_EXPECTED} from '../input/dates.js'

/** What a value of each type may be; an id is a `string` that says whose. */
export const TYPES: Readonly<Record<'id' | ValueType, string>> = {
  boolean: 'A flag without a value',
  choice: 'One of `values`',
  choices: 'Some of `values`, separated by commas',
  day: 'A day without a time: 2026-11-23, today, yesterday, friday (the next one), +3d or -2w',
  file: 'The path of a file, from the current folder; - is stdin where `stdin` is true',
  id: 'A text with `id_of`: the whole id as the lists print it. It is one segment of a path, and not . or ..',
  integer: 'A whole number in decimal digits, from `min` to `max`',
  number: 'A decimal number such as 3, -1.5 or 1e6',
  plugin: 'The name of an installed or linked plugin',
  profile: 'The name of a profile of the config file',
  string: 'Any text',
  time: `${TIME_EXPECTED[0]?.toUpperCase()}${TIME_EXPECTED.slice(1)}. Without an offset it is meant in the time zone of the run; a date without a time is its beginning, or its end where it ends something`,
}
