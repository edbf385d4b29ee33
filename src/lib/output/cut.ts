import displayWidth from 'string-width'

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'})

/** `text` in at most `width` columns, with `…` at its end where it was cut: never inside of what is read as one character. */
export function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let kept = ''
  let used = 0
  for (const {segment} of graphemes.segment(text)) {
    used += displayWidth(segment)
    if (used > width - 1) break
    kept += segment
  }

  return `${kept}…`
}
