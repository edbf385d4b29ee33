import {invalidValue} from '../errors/index.js'
import {type RowKind} from './check-rows.js'
import {isServerField} from './given-back.js'
import {type RawRow} from './read-rows.js'

/** What may stand between cells; the first where the header does not tell. */
const DELIMITERS = [',', ';', '\t']

/** A line of a spreadsheet program that says what stands between cells. */
const SEPARATOR_LINE = /^"?sep=(.)"?[^\S\r\n]*(?:\r\n|\r|\n|$)/i

/** The columns with several texts in a cell. */
const LISTS = new Set(['tags'])

/** How much of a text is looked at for what stands between its cells. */
const LONGEST_HEADER = 64 * 1024

/** A text that a spreadsheet would run, or that has such a guard already, is exported with an apostrophe in front of it; here it goes again. */
const GUARD = /^'(?='*(?:\s*[-=+@]|[\t\n\r]))/

/**
 * The records of a CSV text (RFC 4180: double quotes, line ends within quotes) as objects named by its header, whatever
 * spreadsheets make of it: semicolons or tabs between the cells, a `sep=;` line in front, names in capitals or with blanks
 * around them, columns without a name in which nothing stands. An empty cell is a field left out. `kind` says which names a
 * header may have. Throws a UsageError for a header with an unknown or repeated name, for broken quotes, and for a record
 * with another number of cells than the header.
 */
export async function readCsv<Row>(label: string, text: string, kind: RowKind<Row>): Promise<RawRow[]> {
  const separator = SEPARATOR_LINE.exec(text)
  const body = separator ? text.slice(separator[0].length) : text
  const beginning = body.slice(0, LONGEST_HEADER)
  const {parse} = await parser(label)
  const delimiter = separator?.[1] ?? bestDelimiter((candidate) => parse(beginning, candidate, 1)[0] ?? [], kind)
  const [header = [], ...records] = parse(body, delimiter)
  const names = header.map((name) => name.trim().toLowerCase())
  checkHeader(label, header, names, kind)
  const lastNamed = names.findLastIndex((name) => name !== '')
  return records.flatMap((cells, index) => {
    const number = index + 1
    if (cells.every((cell) => cell.trim() === '')) return []
    const surplus = cells.slice(names.length)
    if (cells.length <= lastNamed || surplus.some((cell) => cell.trim() !== '')) {
      throw invalidValue(label, `row ${number}: the header has ${count(header)}, this row has ${count(cells)}`)
    }

    const unnamed = names.findIndex((name, column) => name === '' && (cells[column] ?? '').trim() !== '')
    if (unnamed !== -1) {
      throw invalidValue(label, `row ${number}: column ${unnamed + 1} has no name in the header, and something in it`)
    }

    // Of several texts in a cell each has a guard of its own, see textList.
    const named = names.map(
      (name, column) => [name, LISTS.has(name) ? cells[column] : cells[column]?.replace(GUARD, '')] as const,
    )
    return {number, value: Object.fromEntries(named.filter(([name, cell]) => name !== '' && cell !== ''))}
  })
}

async function parser(label: string) {
  const csv = await import('csv-parse/sync')
  const parse = (text: string, delimiter: string, to?: number): string[][] => {
    try {
      // The number of cells is checked by the caller, which can name the row.
      return csv.parse(text, {delimiter, relaxColumnCount: true, skipEmptyLines: true, to})
    } catch (error) {
      if (error instanceof csv.CsvError) throw invalidValue(label, error.message)
      throw error
    }
  }

  return {parse}
}

/** What divides the header into the most names that are known. */
function bestDelimiter<Row>(headerWith: (delimiter: string) => string[], kind: RowKind<Row>): string {
  const knownNames = (delimiter: string) => {
    try {
      return headerWith(delimiter).filter((name) => isKnown(name.trim().toLowerCase(), kind, [])).length
    } catch {
      // A closing quote stands before something else than this delimiter.
      return 0
    }
  }

  const counts = DELIMITERS.map((delimiter) => knownNames(delimiter))
  return DELIMITERS[counts.indexOf(Math.max(...counts))] as string
}

const isKnown = <Row>(name: string, kind: RowKind<Row>, names: string[]) =>
  Object.hasOwn(kind.fields, name) || isServerField(kind, name, names)

/** `names` are those of the header in small letters. */
function checkHeader<Row>(label: string, header: string[], names: string[], kind: RowKind<Row>): void {
  const fields = Object.keys(kind.fields).join(', ')
  for (const [index, name] of names.entries()) {
    if (name === '') continue
    if (!isKnown(name, kind, names)) {
      throw invalidValue(
        label,
        `header: unknown column ${JSON.stringify(header[index]?.trim())}; the first line names the columns, any of ${fields}`,
      )
    }

    if (names.indexOf(name) !== index) throw invalidValue(label, `header: the column ${name} is there twice`)
  }
}

const count = (cells: string[]) => (cells.length === 1 ? '1 cell' : `${cells.length} cells`)
