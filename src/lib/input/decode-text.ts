import {invalidValue} from '../errors/index.js'

/**
 * The text of `bytes`: UTF-8, or UTF-16 where a byte order mark says so. The mark is removed.
 * `label` names the file as the user typed it (`--file notes.csv`). Throws a UsageError when it is neither.
 */
export function decodeText(label: string, bytes: Uint8Array): string {
  let text: string
  try {
    text = new TextDecoder(encodingOf(bytes), {fatal: true}).decode(bytes)
  } catch {
    throw notText(label)
  }

  // UTF-16 without its mark is valid UTF-8 full of NULs.
  if (text.includes('\0')) throw notText(label)
  return text
}

const notText = (label: string) =>
  invalidValue(label, 'Not a text file: UTF-8, or UTF-16 with a byte order mark, is expected.')

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return 'utf8'
}
