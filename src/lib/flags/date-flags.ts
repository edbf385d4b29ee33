import {type Config} from '@oclif/core/config'
import * as Flags from '@oclif/core/flags'

import {runContextOf} from '../config/context.js'
import {invalidValue} from '../errors/index.js'
import {type DayEdge, type Tense} from '../input/dates.js'
import {outputFor} from '../output/output-for.js'
import {type ValueFacts} from './value-facts.js'

/**
 * A flag for a time; comes out in ISO 8601. What was given relative to today is shown back on stderr, so that a
 * misunderstanding is seen. `clearWith` is the flag that takes the time away, for who gives an empty one; `tense` says which
 * `friday` is meant. The parser of dates loads only when such a flag is used.
 */
export const timeFlag = (
  summary: string,
  edge: DayEdge,
  {clearWith, tense}: {clearWith?: string; tense?: Tense} = {},
) =>
  Flags.custom<string>({
    helpValue: 'TIME',
    ...({valueType: 'time'} satisfies ValueFacts),
    async parse(input, context, {name}) {
      if (clearWith && input.trim() === '')
        throw invalidValue(`--${name}`, `It is empty. To take it away: update ${clearWith}.`)
      const {isRelative, parseTime} = await import('../input/dates.js')
      const time = parseTime(input, `--${name}`, edge, {now: now(context), tense})
      if (isRelative(input)) tell(context, `--${name} ${input} is ${time}`)
      return time
    },
    summary,
  })()

/** A flag for a day that has been; comes out as `2026-11-23`. */
export const dayFlag = (summary: string) =>
  Flags.custom<string>({
    helpValue: 'DAY',
    ...({valueType: 'day'} satisfies ValueFacts),
    async parse(input, context, {name}) {
      const {isRelative, parseDay} = await import('../input/dates.js')
      const day = parseDay(input, `--${name}`, now(context))
      if (isRelative(input)) tell(context, `--${name} ${input} is ${day}`)
      return day
    },
    summary,
  })()

/** `--start-date` and `--end-date` of lists. */
export const timeRangeFlags = {
  'start-date': timeFlag('Only from this time on', 'start', {tense: 'past'}),
  'end-date': timeFlag('Only up to this time', 'end', {tense: 'past'}),
}

/** Throws "Invalid value" where of two flags for times the second is before the first: there is nothing between them, and so a mistake. */
export function checkOrder(flags: Readonly<Record<string, unknown>>, from: string, to: string): void {
  const [start, end] = [flags[from], flags[to]]
  if (typeof start === 'string' && typeof end === 'string' && Date.parse(start) > Date.parse(end))
    throw invalidValue(`--${to} ${end}`, `It is before --${from} ${start}.`)
}

/** A parser of a flag gets a copy of its command, which has the command's configuration but none of its methods. */
function tell(command: {config: Config}, text: string): void {
  outputFor(runContextOf(command.config.options)).note(text)
}

const now = (command: {config: Config}): Date => new Date(runContextOf(command.config.options).io.clock.now())
