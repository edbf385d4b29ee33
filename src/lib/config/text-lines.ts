/** Replaces what stands from `start` up to `end` (offsets in UTF-16 units). */
export function splice(text: string, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end)
}

/** Where the line that holds `offset` begins. */
export function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
}

/** Where the text of the line that holds `offset` ends, before its line ending. */
export function lineEnd(text: string, offset: number): number {
  const next = nextLine(text, offset)
  const line = text.slice(offset, next)
  return next - (line.endsWith('\r\n') ? 2 : line.endsWith('\n') ? 1 : 0)
}

/** Where the line after the one that holds `offset` begins; the end of the text after the last one. */
export function nextLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset)
  return newline === -1 ? text.length : newline + 1
}

/** The blanks that the line that holds `offset` begins with. */
export function indentation(text: string, offset: number): string {
  const line = text.slice(lineStart(text, offset), lineEnd(text, offset))
  return line.slice(0, line.length - line.trimStart().length)
}

/** The line ending that the text uses first; `\n` when it has none. */
export function lineEnding(text: string): string {
  return text[text.indexOf('\n') - 1] === '\r' ? '\r\n' : '\n'
}

export function isBlank(text: string): boolean {
  return text.trim() === ''
}

/** Whether nothing would be attached to a line put at the end of the text: a blank line, or nothing at all, is above. */
export function endsWithBlankLine(text: string): boolean {
  const lastNewline = text.lastIndexOf('\n')
  if (lastNewline === -1 || !isBlank(text.slice(lastNewline))) return isBlank(text)
  return isBlank(text.slice(lineStart(text, lastNewline), lastNewline))
}
