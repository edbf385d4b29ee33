import {parse} from 'toml'

/** A table as `toml` gives it: without a prototype, so that a key such as `__proto__` is a key like any other. */
export interface TomlTable {
  [key: string]: unknown
}

/** A text and what it says. */
export interface TomlDocument {
  readonly root: TomlTable
  readonly text: string
}

/**
 * Takes the text of a TOML 1.1 document, without a byte order mark. Integers are numbers, and
 * bigints only where a number would lose digits. Throws an Error whose message says line, column and what is wrong there,
 * and repeats no more than one character of the text, which holds secrets.
 */
export function parseToml(text: string): TomlDocument {
  try {
    return {root: withNumbers(parse(text, {bigint: true})) as TomlTable, text}
  } catch (error) {
    throw new Error(problem(error as TomlFailure))
  }
}

export function isTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null
}

/** What `toml` throws: with a `location` from its grammar, with `line` and `column` from the checks that follow. */
interface TomlFailure extends Error {
  column?: number
  /** The character that does not fit; null at the end of the text. */
  found?: null | string
  line?: number
  location?: {start: {column: number; line: number}}
}

function problem(failure: TomlFailure): string {
  const {column, line} = failure.location?.start ?? failure
  // Keys stand between quotes, and codes behind a colon.
  const withoutContent = failure.message.replace(/ '.*'/s, '').replace(/:.*/s, '').replace(/\.$/, '')
  return `line ${line}, column ${column}: ${failure.found === undefined ? withoutContent : unexpected(failure.found)}.`
}

function unexpected(found: null | string): string {
  if (found === null) return 'Unexpected end of the file'
  return found === '\n' || found === '\r' ? 'Unexpected end of the line' : `Unexpected ${JSON.stringify(found)}`
}

function withNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : value
  }

  if (Array.isArray(value)) return value.map((item) => withNumbers(item))
  if (isTable(value)) for (const key of Object.keys(value)) value[key] = withNumbers(value[key])
  return value
}
