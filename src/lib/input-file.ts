import {readFile, stat} from 'node:fs/promises'

import {decodeText} from './decode-text.js'
import {invalidValue} from './errors.js'
import {textFrom} from './input.js'
import {type Output} from './output/output.js'

/** The largest file that is read, in bytes. */
const MAX_BYTES = 100 * 1024 * 1024

/**
 * The text of the file at `path`, or of stdin for `-`. `label` names it as the user typed it. Throws a UsageError for one
 * that cannot be read, is larger than 100 MB, no text, or empty.
 */
export async function textOfFile(path: string, label: string, output: Output, signal: AbortSignal): Promise<string> {
  if (path === '-') return textFrom('-', output, signal)
  const text = decodeText(label, await bytesOfFile(path, label))
  if (text.trim() === '') throw invalidValue(label, 'The file is empty.')
  return text
}

/** The content of the file at `path`. Throws a UsageError for one that cannot be read or is larger than 100 MB. */
export async function bytesOfFile(path: string, label: string): Promise<Buffer> {
  try {
    const {size} = await stat(path)
    if (size > MAX_BYTES) throw invalidValue(label, `It is larger than ${MAX_BYTES / 1024 / 1024} MB. Split it.`)
    return await readFile(path)
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    throw code ? invalidValue(label, `It cannot be read (${code}).`) : error
  }
}
