import {wrapAnsi} from 'fast-wrap-ansi'

import {visibleLines} from '../text/visible-text.js'
import {type Cell, cellText} from './view.js'

/** The fewest columns that text is wrapped to, however far it is indented. */
const NARROWEST = 20

/**
 * Text of the server, made safe and wrapped to `width` columns, each line after the first indented by `indent` blanks. No
 * line end after the last.
 */
export const paragraph = (text: Cell, width: number, indent = 0): string =>
  wrapAnsi(visibleLines(cellText(text)).join('\n'), Math.max(NARROWEST, width - indent), {hard: true}).replaceAll(
    '\n',
    `\n${' '.repeat(indent)}`,
  )
