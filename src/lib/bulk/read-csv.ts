import type {RawRow} from './read-rows.js'

import {invalidValue} from '../errors.js'

/**
 * The records of a CSV text (RFC 4180: commas, double quotes, line ends within quotes) as objects named by its header.
 * `fields` are the names a header may have. An empty cell is a field left out. Throws a UsageError for a header with an
 * unknown, empty or repeated name, for broken quotes, and for a record with another number of cells than the header.
 */
export async function readCsv(label: string, text: string, fields: string[]): Promise<RawRow[]> {
  const [header = [], ...records] = await parse(label, text)
  checkHeader(label, header, fields)
  return records.map((cells, index) => {
    const number = index + 1
    if (cells.length !== header.length) {
      throw invalidValue(label, `row ${number}: the header has ${count(header)}, this row has ${count(cells)}`)
    }

    const named = header.map((name, column) => [name, cells[column]] as const)
    return {number, value: Object.fromEntries(named.filter(([, cell]) => cell !== ''))}
  })
}

async function parse(label: string, text: string): Promise<string[][]> {
  const csv = await import('csv-parse/sync')
  try {
    // The number of cells is checked by the caller, which can name the row.
    return csv.parse(text, {relaxColumnCount: true, skipEmptyLines: true})
  } catch (error) {
    if (error instanceof csv.CsvError) throw invalidValue(label, error.message)
    throw error
  }
}

function checkHeader(label: string, header: string[], fields: string[]): void {
  const names = fields.join(', ')
  for (const [index, name] of header.entries()) {
    if (!fields.includes(name)) {
      throw invalidValue(
        label,
        `header: unknown column ${JSON.stringify(name)}; the first line names the columns, any of ${names}`,
      )
    }

    if (header.indexOf(name) !== index) throw invalidValue(label, `header: the column ${name} is there twice`)
  }
}

const count = (cells: string[]) => (cells.length === 1 ? '1 cell' : `${cells.length} cells`)
