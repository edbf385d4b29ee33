import {keepHeapSmall} from '../small-heap.js'

/** Reading lists that change while they are read. */

export interface Page {
  readonly limit: number
  readonly offset: number
}

type FetchPage<Item> = (page: Page) => Promise<Item[]>

interface Identified {
  readonly id: string
}

const IN_FLIGHT = 4

/** Smaller pages than this would be nothing but overlap as soon as something is added while the list is read. */
const SMALLEST_PAGE = 10

/** How many pages' ids are remembered, and how many pages a search for the lost thread goes back. */
const REMEMBERED_PAGES = 10
const PAGES_BACK = 5

/**
 * Every item from `start.offset` on, once each, in the order of the list, page by page, `start.limit` items fetched at a
 * time. Neighbouring
 * pages overlap by one item: a page that does not begin with an item seen before means that things above it were
 * deleted meanwhile, and what moved up is read again. The end is an empty page or one without a new id; a short page
 * ends nothing, since servers drop locked items after paging. At most `inFlight` requests run at once, and memory does
 * not grow with the list.
 * @yields pages of items, in the order of the list
 */
export async function* pagesOf<Item extends Identified>(
  fetchPage: FetchPage<Item>,
  start: Page,
  inFlight = IN_FLIGHT,
): AsyncGenerator<Item[]> {
  const limit = Math.max(SMALLEST_PAGE, start.limit)
  const stride = limit - 1
  const seen = new RecentIds(limit * REMEMBERED_PAGES)
  const ahead = new ReadAhead(fetchPage, limit)

  let {offset} = start
  let page = await ahead.take(offset)
  for (;;) {
    const fresh = page.filter(({id}) => !seen.has(id))
    if (fresh.length === 0) return
    seen.add(fresh.map(({id}) => id))
    if (page.length === limit) {
      keepHeapSmall()
      ahead.fetch(offset + stride, stride, inFlight - 1)
    }

    yield fresh

    const wasFull = page.length === limit
    offset += stride
    page = await ahead.take(offset)
    const farthest = Math.max(start.offset, offset - PAGES_BACK * stride)
    // Behind a full page there is at least its last item again, unless the list became shorter meanwhile.
    const isShifted = () => (page[0] ? !seen.has(page[0].id) : wasFull)
    for (let step = 2; isShifted() && offset > farthest; step *= 2) {
      await ahead.drop()
      offset = Math.max(farthest, offset - Math.min(step, stride))
      page = await ahead.take(offset)
    }
  }
}

/** The item with this id, searched one page at a time; undefined when the list ends without it. */
export async function findById<Item extends Identified>(
  fetchPage: FetchPage<Item>,
  id: string,
  limit: number,
): Promise<Item | undefined> {
  for await (const items of pagesOf(fetchPage, {limit, offset: 0}, 1)) {
    const found = items.find((item) => item.id === id)
    if (found) return found
  }

  return undefined
}

/** Pages that are fetched before they are needed. */
class ReadAhead<Item> {
  private readonly pages = new Map<number, Promise<Item[]>>()

  constructor(
    private readonly fetchPage: FetchPage<Item>,
    private readonly limit: number,
  ) {}

  /** Waits for what is under way and forgets it. */
  async drop(): Promise<void> {
    await Promise.allSettled(this.pages.values())
    this.pages.clear()
  }

  /** Begins to fetch `count` pages, from `offset` on, `stride` apart. */
  fetch(offset: number, stride: number, count: number): void {
    for (let at = offset; at < offset + count * stride; at += stride) {
      if (this.pages.has(at)) continue
      const page = this.fetchPage({limit: this.limit, offset: at})
      // A failure is met when the page is taken; until then it is nobody's.
      page.catch(() => {})
      this.pages.set(at, page)
    }
  }

  /** The page at `offset`, fetched now if it was not begun. */
  take(offset: number): Promise<Item[]> {
    const page = this.pages.get(offset) ?? this.fetchPage({limit: this.limit, offset})
    this.pages.delete(offset)
    return page
  }
}

/** The newest ids up to a number, and those of the first page for good: a server may repeat it for ever. */
class RecentIds {
  private first?: Set<string>
  private readonly recent = new Set<string>()

  constructor(private readonly capacity: number) {}

  add(ids: string[]): void {
    const keys = ids.map((id) => keyOf(id))
    this.first ??= new Set(keys)
    for (const key of keys) this.recent.add(key)
    for (const id of this.recent) {
      if (this.recent.size <= this.capacity) return
      this.recent.delete(id)
    }
  }

  has(id: string): boolean {
    const key = keyOf(id)
    return this.recent.has(key) || Boolean(this.first?.has(key))
  }
}

/** A server may send anything for an id, and two objects are never the same. */
const keyOf = (id: string) => (typeof id === 'object' ? JSON.stringify(id) : id)
