import {createHash} from 'node:crypto'

import {type Operation} from '../contract/operation.js'
import {ApiError} from './api-error.js'
import {type Collection} from './collection.js'
import {type JsonObject} from './contract.js'
import {type Kept, type StoredDocument} from './stored.js'

/** An id in the form of a version 4 UUID, the same for the same text: the first half of its SHA-256, as on the server. */
export function idOf(text: string): string {
  const hash = createHash('sha256').update(text).digest('hex')
  const variant = '89ab'[Number.parseInt(hash.slice(16, 17), 16) % 4]
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-')
}

/**
 * The document with this id. Throws ApiError 404 when there is none, and for a locked one where the contract has that for
 * it. `noun` is in lower case.
 */
export function findDocument<T extends StoredDocument>(
  collection: Collection<T>,
  id: string,
  noun: string,
  locked?: Operation['locked'],
): T {
  const document = collection.get(id)
  if (document && !(document.is_locked && locked === '404')) return document
  throw new ApiError(404, `${noun.charAt(0).toUpperCase()}${noun.slice(1)} not found`)
}

/** The document with this id, to be changed. Throws ApiError 404 and, when it is locked, 402. */
export function requireDocument<T extends StoredDocument>(collection: Collection<T>, id: string, noun: string): T {
  const document = findDocument(collection, id, noun)
  if (document.is_locked) throw new ApiError(402, `A paid plan is required to access this ${noun}.`)
  return document
}

/** The document without what the sandbox keeps beside it. Throws ApiError 500 for one that the server cannot read. */
export function withoutFlags<T extends Kept>({is_locked: _locked, unreadable, ...document}: T) {
  if (unreadable) throw new ApiError(500, 'Internal Server Error')
  return document
}

/** Takes out the document with this id. Throws as {@link requireDocument} does. */
export function removeDocument<T extends StoredDocument>(collection: Collection<T>, id: string, noun: string) {
  requireDocument(collection, id, noun)
  collection.remove(id)
  return {success: true}
}

/** `text` without the white space around it. Throws ApiError 422 when nothing is left of it. */
export function requireText(text: string, field: string): string {
  const trimmed = text.trim()
  if (trimmed === '') throw new ApiError(422, `${field} cannot be empty`)
  return trimmed
}

/**
 * The fields of `names` that a PATCH was sent with; null clears, but an older server takes it for a field left out.
 * Throws ApiError 422 with `nothingSent` when there is none.
 */
export function sentFields(
  body: JsonObject,
  names: string[],
  legacy: boolean,
  nothingSent = 'At least one field must be provided',
): JsonObject {
  const sent = names.filter((name) => body[name] !== undefined)
  if (sent.length === 0) throw new ApiError(422, nothingSent)
  const taken = sent.filter((name) => !legacy || body[name] !== null)
  return Object.fromEntries(taken.map((name) => [name, body[name]]))
}
