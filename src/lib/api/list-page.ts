import {type ListPage, ListPages, type ListSource, type PageRange} from './list-pages.js'

/** A page from which it can be gone on later. */
export interface PlacedPage<Item> {
  readonly items: Item[]
  /** The place behind it in the server's list; undefined where the list has ended. */
  readonly nextOffset?: number
}

/** How many pages are looked through for more before nothing is taken for the end, at the beginning and behind a page. */
const LOOKS = {dropped: {ahead: 2, behind: 1}, seldom: {ahead: 1, behind: 0.5}}

/**
 * Reads one page of at most `limit` items, and tells the place behind it: who goes on there gets everything once. Where items are
 * left out, which can be in any list, the page covers places that have fewer items. Throws what fetching a page throws.
 */
export async function readPage<Item>(source: ListSource<Item>, {limit, offset}: PageRange): Promise<PlacedPage<Item>> {
  const {cap, dropped, fetchPage, idOf} = source
  const pages = new ListPages(fetchPage, idOf)
  const wanted = Math.min(limit, cap - 1)
  const {ahead, behind} = dropped ? LOOKS.dropped : LOOKS.seldom
  const end = offset + cap * ahead
  let place = offset
  // One more than is wanted shows that there is more, and that nothing is left out.
  let window = wanted + 1
  while (place < end) {
    const page = await pages.fetch({limit: window, offset: place})
    const items = [...page.items]
    if (items.length === 0) {
      place += window
      window = cap
    } else if (items.length <= wanted) {
      return {items, nextOffset: await placeBehind(pages, page, {behind, cap})}
    } else if (window === wanted + 1) {
      return {items: items.slice(0, wanted), nextOffset: place + wanted}
    } else {
      window = Math.max(wanted + 1, Math.floor(window / 2))
    }
  }

  return {items: []}
}

/** Where it goes on behind a page that has less than was asked for; undefined where nothing comes any more. */
async function placeBehind<Item>(
  pages: ListPages<Item>,
  {distinct, keys, limit, offset}: ListPage<Item>,
  {behind: pagesBehind, cap}: {behind: number; cap: number},
): Promise<number | undefined> {
  const shown = new Set(keys)
  const end = offset + limit + Math.floor(cap * pagesBehind)
  for (let place = offset + distinct; place < end; place += cap) {
    const behind = await pages.fetch({limit: cap, offset: place})
    if (behind.keys.every((key) => shown.has(key))) continue
    // Where something of the page comes again, the page has holes, and covers what was asked for.
    return behind.keys.some((key) => shown.has(key)) ? offset + limit : place
  }

  return undefined
}
