import {cellWidth, graphemesOf} from './cell-width.js'

/**
 * A text of one line in lines of at most `width` cells, broken at blanks where it can be, and within a word where that alone
 * is wider. What does not fit into `most` lines is left out, with `…` at the end of the last one.
 */
export function wrapped(text: string, width: number, most = Number.POSITIVE_INFINITY): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((part) => pieces(part, width))) {
    const longer = line === '' ? word.text : `${line} ${word.text}`
    if (line === '' || (!word.continues && cellWidth(longer) <= width)) {
      line = longer
      continue
    }

    lines.push(line)
    if (lines.length === most) return [...lines.slice(0, -1), shortened(line, width)]
    line = word.text
  }

  return [...lines, line]
}

/** `text` in at most `width` cells, with `…` at its end where it was cut: never inside of what is read as one character. */
export const cut = (text: string, width: number): string => (cellWidth(text) <= width ? text : shortened(text, width))

/** As much of the text as leaves room for `…`, and that. */
function shortened(text: string, width: number): string {
  let kept = ''
  let used = 0
  for (const grapheme of graphemesOf(text)) {
    used += grapheme.width
    if (used > width - 1) break
    kept += grapheme.text
  }

  return `${kept.trimEnd()}…`
}

/** A word, or the parts of one that is wider than a line; all but the first follow on the one before. */
function pieces(word: string, width: number): Array<{continues: boolean; text: string}> {
  if (cellWidth(word) <= width) return [{continues: false, text: word}]
  const parts: Array<{continues: boolean; text: string}> = []
  let part = ''
  let used = 0
  for (const grapheme of graphemesOf(word)) {
    if (used + grapheme.width > width && part !== '') {
      parts.push({continues: parts.length > 0, text: part})
      part = ''
      used = 0
    }

    part += grapheme.text
    used += grapheme.width
  }

  return [...parts, {continues: parts.length > 0, text: part}]
}
