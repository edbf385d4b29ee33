import {invalidValue, missingArgument} from '../errors/index.js'
import {isObject} from '../json/is-object.js'
import {type InputSchema, type Place, type Tool} from './tool.js'

/** What a call was given, by the names of the tool's arguments. */
export type Given = Readonly<Record<string, unknown>>

/** The longest text that is passed on, in characters: more than anything takes. */
const LONGEST_TEXT = 1_000_000

/**
 * The arguments of a call, checked against the tool's schema; null is as good as nothing. Throws a UsageError that names what is
 * wrong.
 */
export function checkedArguments({inputSchema: {properties, required = []}}: Tool, given: unknown): Given {
  if (given !== undefined && !isObject(given)) throw invalidValue('arguments', 'Expected an object.')
  const entries = Object.entries(given ?? {}).filter(([, value]) => value !== null)
  for (const [name, value] of entries) {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (!schema)
      throw invalidValue(shown(name), `Expected some of: ${Object.keys(properties).join(', ') || 'nothing'}.`)
    check(name, value, schema)
  }

  const known = Object.fromEntries(entries)
  const missing = required.find((name) => known[name] === undefined)
  if (missing !== undefined) throw missingArgument(missing, properties[missing]?.description)
  return known
}

function check(name: string, value: unknown, schema: InputSchema): void {
  if (schema.type === 'array') return checkList(name, value, schema)
  if (schema.type === 'string') return checkText(name, value, schema.enum)
  if (schema.type === 'boolean') {
    if (typeof value !== 'boolean') throw invalidValue(shown(name), 'Expected true or false.')
    return
  }

  const {maximum = Infinity, minimum = -Infinity} = schema
  const isWhole = schema.type === 'integer'
  if (typeof value === 'number' && value >= minimum && value <= maximum && (!isWhole || Number.isInteger(value))) return
  const kind = isWhole ? 'a whole number' : 'a number'
  throw invalidValue(shown(name, value), `Expected ${kind}${rangeOf(schema)}.`)
}

function checkList(name: string, value: unknown, {items, maxItems = Infinity, minItems = 0}: InputSchema): void {
  if (!Array.isArray(value)) throw invalidValue(shown(name), 'Expected a list of texts.')
  if (value.length < minItems) throw invalidValue(shown(name), `Expected at least ${minItems}.`)
  if (value.length > maxItems) throw invalidValue(shown(name), `Expected at most ${maxItems}.`)
  for (const element of value) checkText(name, element, items?.enum)
}

function checkText(name: string, value: unknown, choices: readonly string[] | undefined): void {
  if (typeof value !== 'string') throw invalidValue(shown(name), 'Expected a text.')
  if (value.length > LONGEST_TEXT) {
    throw invalidValue(shown(name), `It has ${value.length} characters, which is more than anything takes.`)
  }

  if (choices && !choices.includes(value)) {
    throw invalidValue(shown(name, value), `Expected one of: ${choices.join(', ')}.`)
  }
}

function rangeOf({maximum, minimum}: InputSchema): string {
  if (minimum === undefined) return maximum === undefined ? '' : `, ${maximum} at most`
  return maximum === undefined ? `, ${minimum} or more` : `, ${minimum} to ${maximum}`
}

/** A name and a value as they came, if they are short enough to be repeated. */
const shown = (name: string, value?: unknown) =>
  [name, value === undefined ? '' : JSON.stringify(value)].join(' ').trim().slice(0, 200)

/**
 * The words of the verb's command line. Every value is one word that can be nothing but a value: of a flag behind its `=`, of an
 * argument behind `--`. Throws a UsageError for a `-` that would be read from stdin.
 */
export function wordsFor({command, needsConfirmation, places}: Tool, given: Given): string[] {
  const flags: string[] = needsConfirmation ? ['--yes'] : []
  const args: string[] = []
  for (const [name, place] of Object.entries(places)) {
    const value = given[name]
    if (value === undefined) continue
    if (place.readsStdin && [value].flat().includes('-')) {
      throw invalidValue(
        `${name} "-"`,
        'It would be read from stdin, which is not there for that. Give the text itself.',
      )
    }

    if (place.kind === 'flag') flags.push(...flagWords(place, value))
    else args.push(...[value].flat().map(String))
  }

  return [...command.split(' '), ...flags, '--', ...args]
}

const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0

function flagWords({commas, name, not}: Place, value: unknown): string[] {
  if (value === true) return [`--${name}`]
  if (value === false) return not === undefined ? [] : [`--${not}`]
  // A list of nothing asks for nothing.
  const values = commas && !isEmpty(value) ? [[value].flat().join(',')] : [value].flat()
  return values.map((each) => `--${name}=${String(each)}`)
}
