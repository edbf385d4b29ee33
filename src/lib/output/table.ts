import {visible} from '../text/visible-text.js'
import {cellWidth} from './cell-width.js'
import {type IdBook} from './id-book.js'
import {formatRecord} from './record.js'
import {styled} from './style.js'
import {columnWidths, GAP} from './table-layout.js'
import {type Column, shownText, type TableView, type Tone} from './view.js'
import {cut, wrapped} from './wrap.js'

/** On a terminal with fewer columns than that a list is a record each. */
const NARROWEST = 40

/** How many lines a cell has at most. */
const LINES = 3

/** From this many columns on, a terminal counts as wide. */
const WIDE = 120

/** How a table is laid out. */
export interface TableOptions {
  readonly color: boolean
  /** Where ids are noted that are shown, and shortened; without it they stay whole. */
  readonly ids?: IdBook
  /** All columns, whatever there is room for. */
  readonly wide?: boolean
  /** Of the terminal when the list begins, in cells. */
  readonly width: number
}

interface TableCell {
  /** Made safe. */
  readonly text: string
  readonly tone: Tone | undefined
}

/**
 * Lists of any length as one table: the first block carries the header, and later ones keep its columns, and their widths
 * where they can. No line is wider than the terminal.
 */
export class TableFormatter<Item> {
  private columns: ReadonlyArray<Column<Item>>
  private group?: string
  private isFirst = true
  private width: number
  private widths: number[]

  constructor(
    private readonly table: TableView<Item>,
    private readonly options: TableOptions,
  ) {
    const {wide = false, width} = options
    this.width = width
    this.columns = table.columns.filter((column) => wide || !column.wide || width >= WIDE)
    this.widths = this.columns.map((column) => cellWidth(headerOf(column)))
  }

  /** The lines of these items, with a line end after each, on a terminal that may have another width than before. */
  format(items: readonly Item[], width = this.options.width): string {
    if (items.length === 0) return ''
    const {isFirst} = this
    this.isFirst = false
    this.width = width
    if (width < NARROWEST) return this.records(items, isFirst)
    const rows = this.rowsOf(items)
    this.fit(rows, isFirst)
    const lines = items.flatMap((item, index) => [...this.headingOf(item), ...this.lines(rows[index] ?? [])])
    return [...(isFirst ? [this.header()] : []), ...lines].map((line) => `${line}\n`).join('')
  }

  /**
   * The pages of a list in the table's order. One in an order of its own is read as far as it goes first.
   * @yields the pages
   */
  async *ordered(pages: AsyncIterable<Item[]>): AsyncGenerator<Item[]> {
    const {order} = this.table
    if (!order) return yield* pages
    const items: Item[] = []
    try {
      for await (const page of pages) items.push(...page)
    } finally {
      // Where the list breaks off, what came is shown all the same.
      yield items.sort(order)
    }
  }

  /** The columns that there is room for, and how wide they are. */
  private fit(rows: TableCell[][], isFirst: boolean): void {
    const sizes = this.columns.map((column, index) => ({
      flexible: Boolean(column.flexible),
      isId: column.id !== undefined,
      natural: Math.max(this.widths[index] ?? 0, ...rows.map((row) => cellWidth(row[index]?.text ?? ''))),
      rank: rankOf(column, index),
    }))
    const widths = columnWidths(sizes, this.width, {all: this.options.wide || !isFirst})
    const isShown = (_: unknown, index: number) => widths[index] !== 0
    this.columns = this.columns.filter((column, index) => isShown(column, index))
    for (const [index, row] of rows.entries()) rows[index] = row.filter((cell, column) => isShown(cell, column))
    this.widths = widths.filter((width) => width !== 0)
  }

  private header(): string {
    const cells = this.columns.map((column, index) => cut(headerOf(column), this.widths[index] ?? 0))
    return this.line(cells, () => 'bold')
  }

  /** The line above the first item of a group. */
  private headingOf(item: Item): string[] {
    const group = this.table.group?.heading(item)
    if (group === undefined || group === this.group) return []
    this.group = group
    return [styled(this.options.color, 'bold', cut(visible(group), this.width))]
  }

  /** Cells side by side, without blanks at the end. */
  private line(cells: readonly string[], toneOf: (index: number) => 'bold' | Tone | undefined): string {
    const last = cells.findLastIndex((text) => text !== '')
    return cells
      .slice(0, last + 1)
      .map((text, index) => {
        const tone = toneOf(index)
        const shown = tone ? styled(this.options.color, tone, text) : text
        return index === last ? shown : shown + ' '.repeat((this.widths[index] ?? 0) - cellWidth(text) + GAP)
      })
      .join('')
  }

  private lines(row: TableCell[]): string[] {
    const cells = row.map(({text}, index) => wrapped(text, this.widths[index] ?? 0, LINES))
    return Array.from({length: Math.max(...cells.map(({length}) => length))}, (_, at) =>
      this.line(
        cells.map((lines) => lines[at] ?? ''),
        (index) => row[index]?.tone,
      ),
    )
  }

  private records(items: readonly Item[], isFirst: boolean): string {
    const {
      options: {color},
      width,
    } = this
    const {group} = this.table
    const columns = this.columns.flatMap((column) => {
      const named = {...column, name: headerOf(column).toLowerCase() || column.name}
      return group?.column === column.name ? [{name: group.name, value: group.heading}, named] : [named]
    })
    const shown = items.map((item) => formatRecord(columns, item, {color, width}))
    return `${isFirst ? '' : '\n'}${shown.join('\n')}`
  }

  private rowsOf(items: readonly Item[]): TableCell[][] {
    const texts = items.map((item) => this.columns.map((column) => visible(shownText(column, item))))
    const text = this.columns.findIndex(({flexible}) => flexible)
    for (const [index, {id: noun}] of this.columns.entries()) {
      if (!noun) continue
      const short = this.options.ids?.shorten(
        noun,
        texts.map((row) => ({id: row[index] ?? '', text: row[text] ?? ''})),
      )
      for (const row of texts) row[index] = short?.get(row[index] ?? '') ?? row[index] ?? ''
    }

    return items.map((item, row) =>
      this.columns.map((column, index) => ({text: texts[row]?.[index] ?? '', tone: column.tone?.(item)})),
    )
  }
}

const headerOf = ({header, name}: {header?: string; name: string}) => header ?? name.replaceAll('_', ' ').toUpperCase()

/** What tells the items apart and what they say always stays; what is for wide terminals goes first. */
function rankOf<Item>({flexible, rank, wide}: Column<Item>, index: number): number {
  if (rank !== undefined) return rank
  if (flexible || index === 0) return 0
  return wide ? 9 : 1
}
