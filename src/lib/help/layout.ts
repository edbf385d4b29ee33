import {wrapAnsi} from 'fast-wrap-ansi'

import {styled} from '../output/style.js'
import {type Terminal} from '../output/terminal.js'
import {visible, visibleLines} from '../text/visible-text.js'

/** A name and what is to be said of it. */
export type Row = readonly [label: string, text: string]

/** A part of a help page: rows, a paragraph, or lines that are shown as they are, so that they can be pasted. */
export type Section = (
  {readonly lines: readonly string[]} | {readonly rows: readonly Row[]} | {readonly text: string}
) & {readonly title: string}

/** Longer lines are hard to read, however wide the terminal is. */
const WIDEST = 100
const NARROWEST = 40
const INDENT = 2
/** Text with less room than this beside its label goes below it. */
const NARROWEST_TEXT = 30

/** A help page for a terminal of this width and colour: `intro`, then the sections that have something in them. */
export function layOut(intro: string, sections: readonly Section[], {color, width}: Terminal): string {
  const columns = Math.min(WIDEST, Math.max(NARROWEST, width))
  const parts = sections
    .map((section) => ({lines: linesOf(section, columns - INDENT, color), title: section.title}))
    .filter(({lines}) => lines.length > 0)
    .map(({lines, title}) => [styled(color, 'bold', visible(title)), ...lines.map(indented(INDENT))].join('\n'))
  return `${[...(intro ? [wrapped(intro, columns).join('\n')] : []), ...parts].join('\n\n')}\n`
}

function linesOf(section: Section, width: number, color: boolean): string[] {
  if ('text' in section) return section.text ? wrapped(section.text, width) : []
  if ('lines' in section) return section.lines.map(visible)
  const labels = section.rows.map(([label]) => visible(label))
  const labelWidth = Math.max(...labels.map(({length}) => length))
  const beside = width - labelWidth - 2
  return section.rows.flatMap(([, text], index) => {
    const label = labels[index] ?? ''
    const shown = styled(color, 'cyan', label)
    if (!text) return [shown]
    if (beside < NARROWEST_TEXT) return [shown, ...wrapped(text, width - 4).map(indented(4))]
    const [first = '', ...more] = wrapped(text, beside)
    return [`${shown}${' '.repeat(labelWidth - label.length + 2)}${first}`, ...more.map(indented(labelWidth + 2))]
  })
}

/** In lines that are no wider than that, where none of its words is; a default is not torn apart: `[default: 0]`. */
function wrapped(text: string, width: number): string[] {
  const words = text.split(BETWEEN_WORDS)
  if (words.some((word) => word.length > width || !PLAIN_WORD.test(word))) return wrappedAsShown(text, width)
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    if (line && line.length + word.length < width) line += ` ${word}`
    else {
      if (line) lines.push(line)
      line = word
    }
  }

  return [...lines, line]
}

const BETWEEN_WORDS = /(?<!\[default:) /

/** As wide as it is long, and shown as it is: ASCII, and what lists end with. The library measures words by all of Unicode. */
const PLAIN_WORD = /^[!-~…]+(?: [!-~…]+)?$/

const wrappedAsShown = (text: string, width: number): string[] =>
  wrapAnsi(visibleLines(text.replaceAll('[default: ', '[default:\u00A0')).join('\n'), width, {hard: true})
    .replaceAll('\u00A0', ' ')
    .split('\n')

const indented = (by: number) => (line: string) => (line === '' ? '' : `${' '.repeat(by)}${line}`)
