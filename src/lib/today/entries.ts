import {cellWidth} from '../output/cell-width.js'
import {styled} from '../output/style.js'
import {GAP} from '../output/table-layout.js'
import {type Terminal} from '../output/terminal.js'
import {type Tone} from '../output/view.js'
import {wrapped} from '../output/wrap.js'

/** One thing on a page: short facts side by side, and what it is behind them. All texts are safe and of one line. */
export interface Entry {
  /** As many as the entries beside it have. */
  readonly cells: readonly string[]
  /** Stands below the text, in no more lines than that. */
  readonly more?: {readonly lines: number; readonly text: string}
  readonly text: string
  /** Of the cells. */
  readonly tone?: Tone
}

/** How many lines a text has at most. */
const LINES = 3

/** How far a text is indented that stands below its facts. */
const BELOW = 2

/** Entries in columns, the text with at least half of the width: where the facts leave less, it stands below them. */
export function entryLines(entries: readonly Entry[], {color, width}: Terminal): string[] {
  const widths = (entries[0]?.cells ?? []).map((_, column) =>
    Math.max(...entries.map(({cells}) => cellWidth(cells[column] ?? ''))),
  )
  const lead = widths.filter(Boolean).reduce((sum, each) => sum + each + GAP, 0)
  const isBeside = lead <= width / 2
  const indent = ' '.repeat(isBeside ? lead : BELOW)
  return entries.flatMap(({cells, more, text, tone}) => {
    const toned = (line: string) => (tone ? styled(color, tone, line) : line)
    const rest = [
      ...wrapped(text, width - indent.length, LINES),
      ...(more?.text ? wrapped(more.text, width - indent.length, more.lines) : []),
    ]
    if (!isBeside) {
      const facts = wrapped(cells.filter(Boolean).join(' '.repeat(GAP)), width)
      return [...facts.map((line) => toned(line.trimEnd())), ...rest.map((line) => indent + line)]
    }

    const padded = cells.map((cell, column) => {
      const room = widths[column] ?? 0
      return room === 0 ? '' : `${cell}${' '.repeat(room - cellWidth(cell) + GAP)}`
    })
    const [first = '', ...others] = rest
    return [toned(padded.join('')) + first, ...others.map((line) => indent + line)]
  })
}
