import {invalidValue} from '../errors/index.js'
import {decodeText} from '../input/decode-text.js'
import {bytesOfFile} from '../input/input-file.js'
import {isObject} from '../json/is-object.js'
import {type Output} from '../output/output.js'
import {type EventName, isSound} from './events.js'

/**
 * The body that a file holds, - for stdin: the bytes as they are, without a line end behind JSON. Throws "Invalid value" for a file that
 * cannot be read, is empty, or is no JSON object where one is sent.
 */
export async function payloadFrom(
  file: string,
  event: EventName,
  output: Output,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const label = `--payload-file ${file}`
  const bytes = await bytesOfFile(file, label, output, signal)
  if (bytes.length === 0) throw invalidValue(label, 'There is nothing in it.')
  if (isSound(event)) return bytes
  const text = decodeText(label, bytes).replace(/\r?\n$/, '')
  if (!isObject(parsed(text, label)))
    throw invalidValue(label, `Expected a JSON object, as omi app payload ${event} prints.`)
  return Buffer.from(text)
}

function parsed(text: string, label: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalidValue(label, `It is not valid JSON: ${(error as Error).message}`)
  }
}
