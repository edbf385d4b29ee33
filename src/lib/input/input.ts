import {type Readable} from 'node:stream'

import {errorOf, invalidValue, type OmiError} from '../errors/index.js'
import {type Output} from '../output/output.js'
import {decodeText} from './decode-text.js'

/** How much is read before it is too much. */
export interface ReadLimit {
  readonly bytes: number
  /** What is thrown then. */
  readonly error: OmiError
}

/** A little text that is too long is still read to its end, so that it can be said how long it is. */
const SHORTEST_LIMIT = 64 * 1024

/** The most bytes of a character, in UTF-8 and in UTF-16. */
const BYTES_PER_CHARACTER = 4

/** All of stdin. On a terminal it is said that we wait for it. Throws the abort reason when the run is interrupted. */
export async function readStdin(output: Output, signal: AbortSignal, limit?: ReadLimit): Promise<Buffer> {
  const {stdin} = output.io
  if (stdin.isTTY) output.note('Reading from stdin; end with Ctrl-D on a line of its own.')
  return readAll(stdin, signal, limit)
}

/** All that comes, up to `limit`. Throws the abort reason when the run is interrupted, and what the limit names. */
export async function readAll(stream: Readable, signal: AbortSignal, limit?: ReadLimit): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  const stop = () => stream.destroy(signal.reason)
  signal.throwIfAborted()
  signal.addEventListener('abort', stop, {once: true})
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (limit && bytes > limit.bytes) throw limit.error
      chunks.push(chunk)
    }
  } finally {
    signal.removeEventListener('abort', stop)
  }

  return Buffer.concat(chunks)
}

/** The limit for a text of so many characters; `label` names it as the user gave it. */
export const textLimit = (label: string, longest: number): ReadLimit => ({
  bytes: Math.max(SHORTEST_LIMIT, longest * BYTES_PER_CHARACTER + BYTES_PER_CHARACTER),
  error: invalidValue(label, `It is far too long; at most ${longest} characters are allowed.`),
})

/**
 * The text that an argument or flag stands for: itself, or all of stdin for `-` (without the line end that `echo`
 * adds). Throws a UsageError when stdin is empty, larger than the limit or not text.
 */
export async function textFrom(value: string, output: Output, signal: AbortSignal, limit?: ReadLimit): Promise<string> {
  if (value !== '-') return value
  const text = decodeText('stdin', await readStdin(output, signal, limit)).replace(/\r?\n$/, '')
  if (text.trim() === '') throw errorOf('no_input', {detail: 'Nothing came in on stdin.'})
  return text
}
