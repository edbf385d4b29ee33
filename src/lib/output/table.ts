import CliTable from 'cli-table3'
import displayWidth from 'string-width'

import {styled} from './style.js'
import {cellText, type Column, type View} from './view.js'
import {visible} from './visible-text.js'

const GAP = 2
const NARROWEST = 16

/** From this many columns on, a terminal counts as wide. */
const WIDE = 120

const BORDERS = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
]
const NO_BORDERS = Object.fromEntries(
  [...BORDERS, 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'].map((name) => [name, '']),
)

/**
 * Lists of any length as one table: the first block carries the header, and later blocks keep the widths of the
 * earlier ones where they can. Ids and other short columns are never cut; the flexible column takes what is left.
 */
export class TableFormatter<Item> {
  private readonly columns: Array<Column<Item>>
  private first = true
  private widths: number[]

  constructor(
    view: View<Item>,
    private readonly options: {color: boolean; width: number},
  ) {
    this.columns = view.columns.filter((column) => !column.wide || options.width >= WIDE)
    this.widths = this.columns.map((column) => column.name.length)
  }

  /** The lines of these items, with a line end after each. */
  format(items: Item[]): string {
    const rows = items.map((item) =>
      this.columns.map((column) => visible(cellText((column.show ?? column.value)(item)))),
    )
    this.fit(rows)
    const table = new CliTable({
      chars: NO_BORDERS,
      colWidths: this.widths.map((width) => width + GAP),
      head: this.first
        ? this.columns.map((column) => styled(this.options.color, 'bold', column.name.toUpperCase()))
        : [],
      style: {border: [], compact: true, head: [], 'padding-left': 0, 'padding-right': GAP},
    })
    table.push(...rows)
    this.first = false
    return table
      .toString()
      .split('\n')
      .map((line) => `${line.trimEnd()}\n`)
      .join('')
  }

  private fit(rows: string[][]): void {
    const natural = this.widths.map((width, index) =>
      Math.max(width, ...rows.map((row) => displayWidth(row[index] ?? ''))),
    )
    const fixed = natural.filter((_, index) => !this.columns[index]?.flexible)
    const left = this.options.width - fixed.reduce((sum, width) => sum + width + GAP, GAP)
    this.widths = natural.map((width, index) =>
      this.columns[index]?.flexible ? Math.min(width, Math.max(NARROWEST, left)) : width,
    )
  }
}
