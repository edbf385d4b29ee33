import CliTable from 'cli-table3'
import displayWidth from 'string-width'

import {visible} from '../text/visible-text.js'
import {cut} from './cut.js'
import {styled} from './style.js'
import {cellText, type Column, type View} from './view.js'

const GAP = 2
const NARROWEST = 16

/** How narrow a column becomes before the first one gives too, in columns of the terminal. */
const TIGHT = 6

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
 * earlier ones where they can. The flexible column takes what is left; the others are cut only where the terminal has no room.
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
        ? this.columns.map(({name}, index) =>
            styled(this.options.color, 'bold', cut(name.toUpperCase(), this.widths[index] ?? 0)),
          )
        : [],
      style: {border: [], compact: true, head: [], 'padding-left': 0, 'padding-right': GAP},
    })
    table.push(...rows.map((row) => row.map((text, index) => cut(text, this.widths[index] ?? 0))))
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
    this.widths = this.narrowed(
      natural.map((width, index) =>
        this.columns[index]?.flexible ? Math.min(width, Math.max(NARROWEST, left)) : width,
      ),
    )
  }

  /** Widths that the terminal has room for: the flexible columns give first, then the widest of the others, and the first last. */
  private narrowed(wanted: number[]): number[] {
    const widths = [...wanted]
    const floors = [
      widths.map((width, index) => (this.columns[index]?.flexible ? Math.min(width, TIGHT) : width)),
      widths.map((width, index) => (index === 0 ? width : Math.min(width, TIGHT))),
      widths.map(() => 1),
    ]
    for (const floor of floors) {
      let surplus = widths.reduce((sum, width) => sum + width + GAP, -GAP) - this.options.width
      while (surplus > 0) {
        const room = widths.map((width, index) => (width > (floor[index] ?? 0) ? width : 0))
        const widest = room.indexOf(Math.max(...room))
        if (room[widest] === 0) break
        widths[widest] = (widths[widest] ?? 0) - 1
        surplus -= 1
      }
    }

    return widths
  }
}
