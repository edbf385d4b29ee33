import {invalidId} from '../errors/index.js'

/** An id as a segment of a path, percent-encoded. Throws "Invalid ID" for one that no URL can carry as a segment. */
export function pathSegment(id: string): string {
  if (id.trim() === '') throw invalidId('An id cannot be empty.')
  if (id === '.' || id === '..') throw invalidId(`'${id}' is no id but a step through a path.`)
  if (!id.isWellFormed()) throw invalidId('It is not valid Unicode text.')
  return encodeURIComponent(id)
}
