import {createHash} from 'node:crypto'

import {type ExportItem} from './item.js'
import {dayText, described} from './said.js'

/** How much of a name a title may take, in bytes: some file systems have room for 143 in all. */
const LONGEST_TITLE = 80
/** How much of an id stands in a name at least, and at most. */
const SHORTEST_ID = 8
const LONGEST_ID = 40

/**
 * The names that an item's file may have, without an extension, the shortest first: `DATE-title-shortid`. Of a title only
 * letters, digits and marks of any script stay, so that no file system has trouble with one; none begins with anything but its day, so that
 * none is a name that Windows keeps for itself.
 */
export function namesFor(item: ExportItem): string[] {
  const {at, title} = described(item)
  const slug = cut(slugOf(title), LONGEST_TITLE)
  const start = [at ? dayText(at) : 'undated', slug].filter(Boolean).join('-')
  return idsFor(item.id || item.text).map((id) => `${start}-${id}`)
}

/** Two names that some file systems take for the same have the same key. */
export const keyOfName = (name: string): string => name.normalize('NFC').toLowerCase()

const slugOf = (title: string): string =>
  title
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')

/** As much of a text as has room in so many bytes of UTF-8, in whole characters. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text
  let kept = ''
  let size = 0
  for (const {segment} of new Intl.Segmenter().segment(text)) {
    size += Buffer.byteLength(segment)
    if (size > bytes) break
    kept += segment
  }

  return kept.replace(/-+$/, '')
}

/** The beginning of an id, more of it, and what no other id has. */
function idsFor(id: string): string[] {
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 16)
  const plain = id.replaceAll(/[^\dA-Za-z]+/g, '').toLowerCase()
  // What many ids begin with, as `conversation-1` and `conversation-2`, tells none of them from another.
  const isTelling = /^[\da-f]{8}/.test(plain) || (plain !== '' && plain.length <= SHORTEST_ID)
  const short = (isTelling ? plain : hash).slice(0, SHORTEST_ID)
  const longer = plain.slice(0, LONGEST_ID)
  return [short, longer, hash].filter((one, place, all) => one !== '' && all.indexOf(one) === place)
}
