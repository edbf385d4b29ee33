import {visibleLines} from '../text/visible-text.js'
import {type Cell, cellText} from './view.js'
import {wrapped} from './wrap.js'

/** The fewest cells that text is wrapped to, however far it is indented. */
const NARROWEST = 20

/**
 * Text of the server, made safe and wrapped to `width` cells, each line after the first indented by `indent` blanks. No
 * line end after the last.
 */
export const paragraph = (text: Cell, width: number, indent = 0): string =>
  visibleLines(cellText(text))
    .flatMap((line) => wrapped(line, Math.max(NARROWEST, width - indent)))
    .join(`\n${' '.repeat(indent)}`)
