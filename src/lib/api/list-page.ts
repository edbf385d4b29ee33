import {type ListSource, type PageRange} from './list-pages.js'

/** A page from which it can be gone on later. */
export interface PlacedPage<Item> {
  readonly items: Item[]
  /** The place behind it in the server's list; undefined where the list has ended. */
  readonly nextOffset?: number
}

/** How many pages of nothing are looked behind before it is taken for the end. */
const LONGEST_GAP = 2

/**
 * Reads one page of at most `limit` items, and tells the place behind it: who goes on there gets everything once. Where items are
 * left out, the page covers `limit` places and may have fewer items, since nobody can tell which places those have. Throws
 * what fetching a page throws.
 */
export async function readPage<Item>(
  {cap, dropped, fetchPage}: ListSource<Item>,
  {limit, offset}: PageRange,
): Promise<PlacedPage<Item>> {
  const wanted = Math.min(limit, cap - 1)
  let gap = 0
  let place = offset
  while (gap <= LONGEST_GAP) {
    const page = await fetchPage({limit: wanted + 1, offset: place})
    // One more than is wanted shows that there is more, and that nothing is left out.
    if (page.length > wanted) return {items: page.slice(0, wanted), nextOffset: place + wanted}
    if (!dropped) return {items: page}
    // A short page may have holes, and what follows it is in the larger one.
    const {length} = await fetchPage({limit: cap, offset: place})
    if (length > 0 && length <= page.length) return {items: page}
    if (page.length > 0) return {items: page, nextOffset: place + wanted + 1}
    gap = length > 0 ? 0 : gap + 1
    place += length > 0 ? wanted + 1 : cap
  }

  return {items: []}
}
