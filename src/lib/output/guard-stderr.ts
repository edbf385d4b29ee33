import {type OutputStream} from '../io/io.js'
import {hideCredentials} from '../text/hide-credentials.js'

/**
 * Keeps credentials out of all that this process writes on stderr, whoever writes it: with DEBUG or NODE_DEBUG set, libraries
 * and Node.js itself print arguments and headers there.
 */
export function guardStderr(bytesToo: boolean, stream: OutputStream): void {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean
  stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => write(hidden(chunk, bytesToo), ...rest)
}

function hidden(chunk: string | Uint8Array, bytesToo: boolean): string | Uint8Array {
  const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
  let shown = hideCredentials(text).replaceAll(HEADERS, '$1KEY').replaceAll(PASSWORDS, '//KEY@')
  if (bytesToo) shown = shown.replaceAll(BYTES, '<$1 …>').replaceAll(NUMBERS, '$1 […]')
  // Bytes that are no text stay as they are.
  return shown === text ? chunk : shown
}

/** The value of a header that carries a credential, as Node.js prints headers: in an object, and as they are sent. */
const HEADERS = /(authorization['"]?: *['"]?(?:bearer|basic) +)(?!KEY\b)[^\s'"\\]+/gi

/** User and password in a URL, such as that of a proxy. */
const PASSWORDS = /\/\/[^\s/@'"]+@/g

/** What Node.js prints of bytes: the beginning of an answer, which may be a token, would be legible in it. */
const BYTES = /<(Buffer)(?: [\da-f]{2})+(?: \.{3} \d+ more bytes?)?>/g
const NUMBERS = /\b(U?[Ii]nt8Array\(\d+\)) \[[\s\d,]*(?:\.{3} \d+ more items?\s*)?\]/g
