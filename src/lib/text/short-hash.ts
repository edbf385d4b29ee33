import {sha256} from '@noble/hashes/sha2.js'
import {bytesToHex, utf8ToBytes} from '@noble/hashes/utils.js'

/**
 * SHA-256 of a short text, as hexadecimal digits. In JavaScript: `node:crypto` takes longer to load than a start that needs nothing else
 * of it, and every run that locks a file names the machine by a hash.
 */
export const shortHash = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)))
