import {tsvField} from '../text/visible-text.js'
import {type IdNoun} from './id-book.js'

export type Cell = boolean | null | number | readonly string[] | string | undefined

/** How a cell looks where there is colour, beyond what it says. */
export type Tone = 'dim' | 'green' | 'red' | 'yellow'

/** One field of an item, for people and for scripts. */
export interface Column<Item> {
  /** The text that matters: gets at least half of a terminal's width, on several lines where it is long. */
  readonly flexible?: true
  /** What stands above it in a table, an empty text for nothing; by default the name in capitals. */
  readonly header?: string
  /** Whose id it is, where it is one of the account's: a table shows as much of it as tells it from the others. */
  readonly id?: IdNoun
  readonly name: string
  /** Of two columns that a table has no room for, the one with the higher rank goes first; 0 always stays. */
  readonly rank?: number
  /** What a person reads in place of the value. */
  readonly show?: (item: Item) => Cell
  readonly tone?: (item: Item) => Tone | undefined
  /** The value as the API gave it. */
  readonly value: (item: Item) => Cell
  /** Shown in tables on wide terminals only; records and pipes have every column. */
  readonly wide?: true
}

/** What somebody who reads a table or a record makes of it. */
export interface Reader {
  /** No signs that a screen reader cannot read: marks are words. */
  readonly accessible: boolean
  readonly now: Date
}

/** A list as a table for people. */
export interface TableView<Item> {
  readonly columns: ReadonlyArray<Column<Item>>
  /** The line above the items that have it in common, such as their day, and the column that says the rest of it. */
  readonly group?: {
    readonly column: string
    readonly heading: (item: Item) => string | undefined
    readonly name: string
  }
  /** What comes first; the order of the list by default. A list in an order of its own is shown once it is read. */
  readonly order?: (a: Item, b: Item) => number
}

/**
 * How the items of one kind are shown: `columns` on a pipe, where they are a contract (additions only at the end), and for people
 * too where they have no `table` or `record` of their own. Those are loaded on a terminal only.
 */
export interface View<Item> {
  readonly columns: ReadonlyArray<Column<Item>>
  /** What to say on a terminal about a list without items: how to add the first. */
  readonly empty?: string
  /** One item, as `field value` lines. */
  readonly record?: (reader: Reader) => Promise<ReadonlyArray<Column<Item>>> | ReadonlyArray<Column<Item>>
  readonly table?: (reader: Reader) => Promise<TableView<Item>> | TableView<Item>
}

/** The view of a list of which only a part was asked for: where nothing is in it, that says nothing of the account. */
export const partView = <Item>(view: View<Item>, list: string): View<Item> => ({
  ...view,
  empty: `Nothing matches. See them all: omi ${list}`,
})

/** A cell as text, still unsafe for a terminal. Missing values are an empty text. */
export function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (Array.isArray(cell)) return cell.map((part) => cellText(part)).join(',')
  // What a server sends in place of a simple value may be anything.
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell)
}

/** What a person reads of an item in a column, still unsafe for a terminal: of several values each is a word of its own. */
export function shownText<Item>({show, value}: Column<Item>, item: Item): string {
  const cell = (show ?? value)(item)
  return Array.isArray(cell) ? cell.map((part) => cellText(part)).join(', ') : cellText(cell)
}

/** One tab-separated line for a pipe, without a line end. */
export const tsvLine = <Item>(view: View<Item>, item: Item) =>
  view.columns.map((column) => tsvField(cellText(column.value(item)))).join('\t')
