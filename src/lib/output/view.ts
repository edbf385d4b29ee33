import {tsvField} from '../text/visible-text.js'

export type Cell = boolean | null | number | readonly string[] | string | undefined

/** One field of an item, for people and for scripts. */
export interface Column<Item> {
  /** Wide text: gets what the other columns of a table leave, and is cut short there. */
  readonly flexible?: true
  readonly name: string
  /** What a person reads in place of the value. */
  readonly show?: (item: Item) => Cell
  /** The value as the API gave it. */
  readonly value: (item: Item) => Cell
  /** Shown in tables on wide terminals only; records and pipes have every column. */
  readonly wide?: true
}

/** How the items of one kind are shown; on a pipe the columns are a contract: additions only at the end. */
export interface View<Item> {
  readonly columns: ReadonlyArray<Column<Item>>
  /** What to say on a terminal about a list without items: how to add the first. */
  readonly empty?: string
}

/** A cell as text, still unsafe for a terminal. Missing values are an empty text. */
export function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (Array.isArray(cell)) return cell.map((part) => cellText(part)).join(',')
  // What a server sends in place of a simple value may be anything.
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell)
}

/** One tab-separated line for a pipe, without a line end. */
export const tsvLine = <Item>(view: View<Item>, item: Item) =>
  view.columns.map((column) => tsvField(cellText(column.value(item)))).join('\t')
