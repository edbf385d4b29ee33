import {visibleLines} from '../text/visible-text.js'
import {cellWidth} from './cell-width.js'
import {styled} from './style.js'
import {type Column, shownText} from './view.js'
import {wrapped} from './wrap.js'

/** The fewest cells that values are wrapped to beside their names; on a narrower terminal they stand below them. */
const NARROWEST = 20

/** How far a value is indented that stands below its name. */
const BELOW = 2

/** One item as aligned `field value` lines, with a line end after each, none wider than `width` cells. */
export function formatRecord<Item>(
  columns: ReadonlyArray<Column<Item>>,
  item: Item,
  {color, width}: {color: boolean; width: number},
): string {
  const beside = Math.max(...columns.map(({name}) => cellWidth(name))) + 2
  return columns
    .map((column) => {
      const value = visibleLines(shownText(column, item) || '-')
      const isBelow = width - beside < NARROWEST || isSplit(value, width - beside, width - BELOW)
      const indent = isBelow ? BELOW : beside
      const tone = column.tone?.(item)
      const lines = value
        .flatMap((line) => wrapped(line, Math.max(1, width - indent)))
        .map((line) => (tone ? styled(color, tone, line) : line))
      const name = isBelow ? wrapped(column.name, Math.max(1, width)).join('\n') : column.name.padEnd(beside)
      return `${styled(color, 'dim', name)}${isBelow ? `\n${' '.repeat(BELOW)}` : ''}${lines.join(`\n${' '.repeat(indent)}`)}\n`
    })
    .join('')
}

/** Whether a word, such as an id or an address, would be broken that another line has room for. */
const isSplit = (lines: readonly string[], room: number, more: number) =>
  lines.some((line) => line.split(' ').some((word) => cellWidth(word) > room && cellWidth(word) <= more))
