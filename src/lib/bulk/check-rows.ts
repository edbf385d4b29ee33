import {invalidValue} from '../errors/index.js'
import {isObject} from '../json/is-object.js'
import {isServerField} from './given-back.js'
import {type RawRow} from './read-rows.js'

interface RowField<Value> {
  /** The value to send for one of the file; a CSV cell is always a string. Throws an Error saying what is wrong. */
  check(value: unknown): Value
  readonly required?: true
}

/** What a row of a file may hold; `Row` is the API's type for creating one. */
export interface RowKind<Row> {
  /** What is wrong with a row whose fields are all right; undefined for nothing. */
  readonly checkWhole?: (row: Row) => string | undefined
  readonly fields: {readonly [Name in keyof Row]-?: RowField<Exclude<Row[Name], undefined>>}
  /** The fields that the API prints and does not take. */
  readonly serverFields: readonly string[]
  /** The field that a row of JSON fills which is a plain text. */
  readonly textField: keyof Row & string
}

/** Of a file in which everything is wrong the beginning is enough to see what. */
const MAX_SHOWN = 20

/**
 * Every row of a file as the API takes it, in the order of the file. A field that is absent or null is left out, and so is
 * one that only a server sets.
 * Throws one UsageError for all problems of all rows, a line for each of the first 20
 * (`row 7, content: 501 characters; at most 500 are allowed`). `label` names the file as typed: `--file notes.csv`.
 */
export function checkRows<Row>(rows: RawRow[], kind: RowKind<Row>, label: string): Row[] {
  const shown: string[] = []
  let problems = 0
  const report = (problem: string) => {
    problems += 1
    if (problems <= MAX_SHOWN) shown.push(problem)
  }

  const checked = rows.map(({number, value}) => {
    const row = typeof value === 'string' ? {[kind.textField]: value} : value
    if (isObject(row)) {
      const before = problems
      const found = checkRow(row, kind, (field, problem) => report(`row ${number}, ${field}: ${problem}`))
      const problem = problems === before ? kind.checkWhole?.(found as Row) : undefined
      if (problem !== undefined) report(`row ${number}: ${problem}`)
      return found
    }

    report(`row ${number}: neither an object nor a text`)
    return {}
  })

  if (problems > MAX_SHOWN) shown.push(`${problems} problems in all; the first ${MAX_SHOWN} are shown.`)
  if (problems > 0) throw invalidValue(label, shown.join('\n'))
  return checked as Row[]
}

function checkRow<Row>(
  row: Record<string, unknown>,
  kind: RowKind<Row>,
  report: (field: string, problem: string) => void,
): Record<string, unknown> {
  const {fields} = kind
  const names = Object.keys(row)
  for (const name of names) {
    if (!Object.hasOwn(fields, name) && !isServerField(kind, name, names)) {
      report(JSON.stringify(name), `unknown field; known are ${Object.keys(fields).join(', ')}`)
    }
  }

  const checked: Record<string, unknown> = {}
  for (const [name, field] of Object.entries<RowField<unknown>>(fields)) {
    const value = row[name] ?? undefined
    if (value === undefined) {
      if (field.required) report(name, 'missing')
      continue
    }

    try {
      checked[name] = field.check(value)
    } catch (error) {
      report(name, (error as Error).message)
    }
  }

  return checked
}
