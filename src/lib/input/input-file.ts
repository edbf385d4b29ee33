import {closeSync, constants, createReadStream, fstatSync, openSync} from 'node:fs'
import {type Readable} from 'node:stream'

import {invalidValue, type OmiError} from '../errors/index.js'
import {type Output} from '../output/output.js'
import {decodeText} from './decode-text.js'
import {readAll, readStdin, textFrom} from './input.js'

/** The largest file that is read, in bytes. */
const MAX_FILE_BYTES = 100 * 1024 * 1024

/**
 * The text of the file at `path`, or of stdin for `-`. `label` names it as the user typed it. Throws a UsageError for one
 * that cannot be read, is larger than 100 MB, no text, or empty.
 */
export async function textOfFile(path: string, label: string, output: Output, signal: AbortSignal): Promise<string> {
  if (path === '-') return textFrom('-', output, signal, {bytes: MAX_FILE_BYTES, error: tooLarge(label)})
  const text = decodeText(label, await bytesOfFile(path, label, output, signal))
  if (text.trim() === '') throw invalidValue(label, 'The file is empty.')
  return text
}

/**
 * The content of the file at `path`, or of stdin for `-`. Throws a UsageError for one that cannot be read or is larger than
 * 100 MB, of which no more than that is read, and the abort reason when the run is interrupted.
 */
export async function bytesOfFile(path: string, label: string, output: Output, signal: AbortSignal): Promise<Buffer> {
  const limit = {bytes: MAX_FILE_BYTES, error: tooLarge(label)}
  if (path === '-') return readStdin(output, signal, limit)
  try {
    return await readAll(await streamOf(path, limit.error), signal, limit)
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    throw code ? invalidValue(label, `It cannot be read (${code}).`) : error
  }
}

/** What gives the content piece by piece, and closes the file. Neither its opening nor its reading keeps the process. */
async function streamOf(path: string, tooLarge: OmiError): Promise<Readable> {
  // Without O_NONBLOCK the open of a pipe waits for somebody to write, and no signal ends that.
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const facts = fstatSync(fd)
    if (facts.size > MAX_FILE_BYTES) throw tooLarge
    if (facts.isFIFO()) {
      const {Socket} = await import('node:net')
      return new Socket({fd, readable: true, writable: false})
    }

    if (facts.isCharacterDevice()) {
      const {isatty, ReadStream} = await import('node:tty')
      if (isatty(fd)) return new ReadStream(fd)
    }

    return createReadStream(path, {fd})
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

const tooLarge = (label: string) =>
  invalidValue(label, `Larger than ${MAX_FILE_BYTES / 1024 / 1024} MB. Split it into several files.`)
