import {visibleLines} from '../text/visible-text.js'
import {styled} from './style.js'
import {cellText, type View} from './view.js'

/** One item as aligned `field value` lines, with a line end after each. */
export function formatRecord<Item>(view: View<Item>, item: Item, color: boolean): string {
  const indent = Math.max(...view.columns.map((column) => column.name.length)) + 2
  return view.columns
    .map((column) => {
      const name = column.name.padEnd(indent)
      const value = cellText((column.show ?? column.value)(item)) || '-'
      return `${styled(color, 'dim', name)}${visibleLines(value).join(`\n${' '.repeat(indent)}`)}\n`
    })
    .join('')
}
