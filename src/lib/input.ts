import {type Readable} from 'node:stream'

import {decodeText} from './decode-text.js'
import {UsageError} from './errors.js'
import {type Output} from './output/output.js'

/** All of stdin. On a terminal it is said that we wait for it. Throws the abort reason when the run is interrupted. */
export async function readStdin(
  output: Output,
  signal: AbortSignal,
  stdin: Readable & {isTTY?: boolean} = process.stdin,
) {
  if (stdin.isTTY) output.note('Reading from stdin; end with Ctrl-D on a line of its own.')
  const chunks: Buffer[] = []
  const stop = () => stdin.destroy(signal.reason)
  signal.throwIfAborted()
  signal.addEventListener('abort', stop, {once: true})
  try {
    for await (const chunk of stdin) chunks.push(chunk as Buffer)
  } finally {
    signal.removeEventListener('abort', stop)
  }

  return Buffer.concat(chunks)
}

/**
 * The text that an argument or flag stands for: itself, or all of stdin for `-` (without the line end that `echo`
 * adds). Throws a UsageError when stdin is empty or not text.
 */
export async function textFrom(value: string, output: Output, signal: AbortSignal): Promise<string> {
  if (value !== '-') return value
  const text = decodeText('stdin', await readStdin(output, signal)).replace(/\r?\n$/, '')
  if (text.trim() === '') throw new UsageError('No input on stdin', {detail: 'Nothing came in on stdin.'})
  return text
}
