import {notADeveloperKey} from '../errors/index.js'

/** The prefix, then at least 16 printable characters (the troubleshooting page: "at least ~24 characters long"). */
const DEVELOPER_KEY = /^omi_dev_[\u0021-\u007E]{16,}$/

/**
 * Takes a key as it was pasted, piped or set, without the white space, BOM and line end around it.
 * Throws the error "That doesn't look like an Omi developer key" with the reason at hand, never with the value.
 */
export function parseDeveloperKey(text: string): string {
  const key = text.trim() // trim() takes a BOM too
  if (DEVELOPER_KEY.test(key) && !/["']$/.test(key)) return key
  throw notADeveloperKey(reasonAgainst(key))
}

/** What a user may see of a credential: `omi_de…1234`. */
export function maskCredential(secret: string): string {
  return secret.length < 16 ? '…' : `${secret.slice(0, 6)}…${secret.slice(-4)}`
}

function reasonAgainst(key: string): string | undefined {
  if (/^bearer\s/i.test(key)) return "It begins with 'Bearer '. Give the token alone, without that word."
  if (/^["'`]|["'`]$/.test(key)) return 'There are quotes around it. Give the token without them.'
  if (!key.startsWith('omi_dev_')) return undefined
  if (/[^\u0021-\u007E]/.test(key))
    return 'It contains white space or characters that no key has. Copy the whole token again.'
  return 'It is too short: developer keys have at least 24 characters. Copy the whole token again.'
}
