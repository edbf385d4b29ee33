import {visibleLines} from '../text/visible-text.js'
import {type Cell, cellText} from './view.js'
import {wrapped} from './wrap.js'

/** The fewest cells beside something else that text is wrapped to; where there are fewer it stands below. */
const NARROWEST = 20

/** How far text is indented that stands below what it belongs to. */
const BELOW = 4

/**
 * Text of the server, made safe and wrapped to `width` cells, each line after the first indented by `indent` blanks. No
 * line end after the last.
 */
export const paragraph = (text: Cell, width: number, indent = 0): string =>
  visibleLines(cellText(text))
    .flatMap((line) => wrapped(line, Math.max(1, width - indent)))
    .join(`\n${' '.repeat(indent)}`)

/** The same beside what it belongs to, of `startWidth` cells; below it on a terminal that is too narrow for both. */
export function hanging(start: string, startWidth: number, text: Cell, width: number): string {
  if (width - startWidth >= NARROWEST) return start + paragraph(text, width, startWidth)
  const indent = ' '.repeat(BELOW)
  return `${start.trimEnd()}\n${indent}${paragraph(text, width, BELOW)}`
}
