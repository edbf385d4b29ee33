/* eslint-disable unicorn/prefer-code-point -- what matters in JSON is ASCII, and this is where time goes in long lists */

/**
 * JSON text written anew with other white space and nothing else changed: numbers keep their digits, strings their
 * escapes, objects the order of their keys. The text has to be valid JSON; what comes of another is undefined.
 */

const SPACE = /[\t\n\r ]/

/** The text on one line, without white space outside its strings. */
export function compactJson(text: string): string {
  if (!SPACE.test(text)) return text
  const pieces: string[] = []
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (isSpace(code)) {
      if (at > from) pieces.push(text.slice(from, at))
      from = at + 1
    }
  }

  if (pieces.length === 0 && from === 0) return text
  pieces.push(text.slice(from))
  return pieces.join('')
}

/** The text laid out as `JSON.stringify(…, null, 2)` lays out a document. */
export function indentJson(text: string): string {
  const pieces: string[] = []
  let margin = '\n'
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      const end = endOfString(text, at)
      pieces.push(text.slice(at, end + 1))
      at = end
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      const next = afterSpace(text, at + 1)
      // Like `{}` and `[]` to JSON.stringify: nothing stands between the two.
      if (isEnd(text.charCodeAt(next))) {
        pieces.push(text.charAt(at), text.charAt(next))
        at = next
      } else {
        margin += '  '
        pieces.push(text.charAt(at), margin)
      }
    } else if (isEnd(code)) {
      margin = margin.slice(0, -2)
      pieces.push(margin, text.charAt(at))
    } else if (code === COMMA) pieces.push(',', margin)
    else if (code === COLON) pieces.push(': ')
    else if (!isSpace(code)) pieces.push(text.charAt(at))
  }

  return pieces.join('')
}

const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const BACKSLASH = 0x5c
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

const isEnd = (code: number) => code === CLOSE_ARRAY || code === CLOSE_OBJECT

const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

function afterSpace(text: string, from: number): number {
  let at = from
  while (isSpace(text.charCodeAt(at))) at += 1
  return at
}

/** Where the quotation mark stands that ends the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1
    if (backslashes % 2 === 0) return end
  }

  return text.length
}
