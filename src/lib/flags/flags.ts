import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'

import {invalidValue} from '../errors/index.js'
import {type IdNoun} from '../output/id-book.js'
import {decimalNumber} from '../text/decimal.js'
import {nearest} from '../text/nearest.js'
import {type ValueFacts} from './value-facts.js'

/** Flags and arguments that several verbs share. Their errors name the flag and what would do. */

interface Range {
  readonly default: number
  readonly max: number
  readonly min: number
}

/** The same flags, under a heading of their own in help: `filter` stands for FILTER FLAGS. */
export const inGroup = <Flags extends Record<string, object>>(helpGroup: string, flags: Flags): Flags =>
  Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, {...flag, helpGroup}])) as Flags

/** A flag for the id of a thing of another noun than the verb's: at a terminal its beginning will do, as for arguments. */
export const idFlag = (noun: IdNoun, summary: string) =>
  Flags.string({...({idOf: noun} satisfies ValueFacts), helpValue: 'ID', summary})

/** A whole number; the range shows in help, and anything else throws a UsageError that names it. */
export const integerFlag = (summary: string, {default: value, max, min}: Range) => {
  const range = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `${min} to ${max}`
  return Flags.custom<number>({
    helpValue: max === Number.MAX_SAFE_INTEGER ? 'N' : `${min}-${max}`,
    ...({max, min, valueType: 'integer'} satisfies ValueFacts),
    async parse(input, _context, {name}) {
      const number = Number(input)
      const isWhole = /^[+-]?\d+$/.test(input)
      if (isWhole && number >= min && number <= max) return number
      // The largest number that is exact is no news to a user before it is passed.
      throw invalidValue(
        `--${name} ${input}`,
        `Expected a whole number, ${isWhole && number > max ? `${min} to ${max}` : range}.`,
      )
    },
    summary: `${summary} (${range})`,
  })({default: value})
}

/** Any number, such as `3`, `-1.5` or `1e6`; anything else throws a UsageError. */
export const numberFlag = (summary: string) =>
  Flags.custom<number>({
    helpValue: 'N',
    ...({valueType: 'number'} satisfies ValueFacts),
    async parse(input, _context, {name}) {
      return parseNumber(input, `--${name} ${input}`)
    },
    summary,
  })()

/**
 * The number that `text` is in decimal notation; `label` names it as the user typed it. Throws a UsageError for anything
 * else, and for one with more digits than would be sent.
 */
export function parseNumber(text: string, label: string): number {
  const number = decimalNumber(text)
  if (number === undefined) throw invalidValue(label, 'Expected a decimal number such as 3, -1.5 or 1e6.')
  if (Math.abs(number) <= Number.MAX_SAFE_INTEGER) return number
  throw invalidValue(label, `Expected a number from -${Number.MAX_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}.`)
}

export const limitFlag = (range: Range) => integerFlag('How many at most', range)

export const offsetFlag = () =>
  integerFlag('How many to leave out at the beginning', {default: 0, max: Number.MAX_SAFE_INTEGER, min: 0})

/** `--all` of a list; `noun` is what there is one of in a line: `memory`. */
export const allFlag = (noun: string) => Flags.boolean({summary: `Every ${noun}, however many there are`})

export const yesFlag = (summary = 'Do not ask for confirmation') => Flags.boolean({char: 'y', summary})

/** One or more of a fixed set, comma-separated; comes out as the API takes it. */
export const choicesFlag = (summary: string, choices: readonly string[]) =>
  Flags.custom<string>({
    description: `One or more of: ${choices.join(', ')}.`,
    helpValue: 'a,b',
    ...({values: choices, valueType: 'choices'} satisfies ValueFacts),
    async parse(input, _context, {name}) {
      const values = input.split(',').map((value) => value.trim())
      const wrong = values.find((value) => !choices.includes(value))
      if (wrong === undefined) return values.join(',')
      const near = nearest(wrong, [...choices])
      throw invalidValue(
        `--${name} ${wrong}`,
        `${near ? `Did you mean ${near}? ` : ''}Expected one or more of: ${choices.join(', ')}.`,
      )
    },
    summary,
  })()

/** The id of something that the account has. */
export const idArg = (noun: IdNoun, description: string) => requiredArg(description, {idOf: noun})

/** An argument that must be there; it is never read from stdin unless it is a `-`. */
export const requiredArg = (description: string, facts: ValueFacts = {}) =>
  Args.string({description, ignoreStdin: true, required: true, ...facts})
