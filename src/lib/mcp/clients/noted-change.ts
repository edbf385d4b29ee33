import {createHash} from 'node:crypto'

import {splice} from '../../config/text-lines.js'
import {isObject} from '../../json/is-object.js'

/** What our entry has changed in a file, so that it can be undone to the last blank: one stretch of it is another. */
export interface NotedChange {
  /** The SHA-256 of the text with the entry. */
  readonly after: string
  /** Where the stretch begins, and how long it is, in UTF-16 units. */
  readonly at: number
  readonly length: number
  /** Whether there was no file before. */
  readonly made: boolean
  /** What stood there before. */
  readonly removed: string
}

/** What is between the two texts. */
export function changeBetween(before: string, after: string, made: boolean): NotedChange {
  const shorter = Math.min(before.length, after.length)
  let at = 0
  while (at < shorter && before[at] === after[at]) at += 1
  let tail = 0
  while (tail < shorter - at && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1
  return {
    after: hashOf(after),
    at,
    length: after.length - at - tail,
    made,
    removed: before.slice(at, before.length - tail),
  }
}

/** The text as it was before; undefined where somebody has changed it since, and where `change` is none. */
export function undone(text: string, change: unknown): string | undefined {
  if (!isNotedChange(change) || change.after !== hashOf(text)) return undefined
  return splice(text, change.at, change.at + change.length, change.removed)
}

const isNotedChange = (note: unknown): note is NotedChange =>
  isObject(note) &&
  typeof note.after === 'string' &&
  typeof note.at === 'number' &&
  typeof note.length === 'number' &&
  typeof note.removed === 'string'

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
