import {desktopFailed} from '../errors/index.js'
import {isObject} from '../json/is-object.js'
import {type View} from '../output/view.js'

type SqlRow = Readonly<Record<string, unknown>>

/** What a query gave. */
export interface SqlRows {
  readonly columns: string[]
  readonly row_count: number
  readonly rows: SqlRow[]
}

/**
 * The rows of a query, whether the desktop has drawn them or gives JSON; undefined for what is neither. Throws "Omi Desktop failed" for
 * a query that it refuses, which it says in a text.
 */
export function sqlRows(result: unknown): SqlRows | undefined {
  if (typeof result === 'string') return rowsOfText(result)
  const rows = isObject(result) ? result.rows : result
  if (!Array.isArray(rows) || !rows.every((row) => isObject(row))) return undefined
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return {columns, rows, row_count: rows.length}
}

function rowsOfText(text: string): SqlRows | undefined {
  if (/^\s*(?:SQL )?Error:/.test(text)) throw desktopFailed('execute_sql', 1, text.trim(), {server_detail: text.trim()})
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  if (lines.length === 0 || text.trim() === 'No results') return {columns: [], rows: [], row_count: 0}
  const [header = '', rule = '', ...rest] = lines
  const count = /^(\d+) row\(s\)$/.exec(rest.at(-1)?.trim() ?? '')?.[1]
  if (count === undefined || !/^[-+ |]+$/.test(rule)) return undefined
  const columns = cellsOf(header)
  const rows = rest.slice(0, -1).map((line) => {
    const cells = cellsOf(line)
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']))
  })
  return {columns, rows, row_count: Number(count)}
}

const cellsOf = (line: string) => line.split('|').map((cell) => cell.trim())

export const sqlView = ({columns}: SqlRows): View<SqlRow> => ({
  columns: columns.map((name) => ({
    name,
    value(row: SqlRow) {
      const cell = row[name]
      return typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean'
        ? cell
        : cell === null || cell === undefined
          ? null
          : JSON.stringify(cell)
    },
  })),
  empty: 'No rows.',
})
