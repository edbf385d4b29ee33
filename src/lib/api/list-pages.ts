/** Pages of a list, as they are asked for and as they come. */

/** What a page is asked for with. */
export interface PageRange {
  readonly limit: number
  readonly offset: number
}

/** Fetches one page; throws OmiErrors as the HTTP client does. */
export type FetchPage<Item> = (range: PageRange) => Promise<Item[]>

/** A page that has come. */
export interface ListPage<Item> extends PageRange {
  /** How many different items it shows: it covers at least so many places of the list. */
  readonly distinct: number
  readonly items: readonly Item[]
  /** What tells each of `items` from others, in their order. */
  readonly keys: readonly string[]
}

/** Tells items apart: an id, or undefined for an item without one, which is known by all that it says. */
export type IdOf<Item> = (item: Item) => string | undefined

/** The id of a document of the API. A server may send anything for one, or leave it out. */
export function idOfDocument(item: unknown): string | undefined {
  const {id} = item as {id?: unknown}
  return typeof id === 'string' ? id : undefined
}

/** A list of the API, in pages. */
export interface ListSource<Item> {
  /** The most that one page holds, as the contract says. */
  readonly cap: number
  /** Whether items are left out of the pages that they belong to, so that an empty page is not the end. */
  readonly dropped: boolean
  readonly fetchPage: FetchPage<Item>
  readonly idOf?: IdOf<Item>
  /** Cheaper pages of the same items, with which to look where there are any. */
  readonly look?: {readonly cap: number; readonly fetchPage: FetchPage<Item>}
  /** How many requests an hour the strictest limit allows. */
  readonly perHour?: number
}

/** The pages of one reading: those that are fetched before they are needed, and those that a look has brought. */
export class ListPages<Item> {
  /** Requests made so far. */
  requests = 0
  private readonly kept = new Map<number, Promise<ListPage<Item>>>()

  constructor(
    private readonly fetchPage: FetchPage<Item>,
    private readonly idOf: IdOf<Item> = idOfDocument,
  ) {}

  /** Forgets all that is kept. */
  drop(): void {
    this.kept.clear()
  }

  /** Forgets the pages in front of an offset. */
  dropBefore(offset: number): void {
    for (const at of this.kept.keys()) if (at < offset) this.kept.delete(at)
  }

  /** Fetches a page anew, whatever is kept. */
  async fetch(range: PageRange): Promise<ListPage<Item>> {
    this.requests += 1
    const items = await this.fetchPage(range)
    const keys = keysOf(items, this.idOf)
    return {...range, distinct: new Set(keys).size, items, keys}
  }

  keep(page: ListPage<Item>): void {
    this.kept.set(page.offset, Promise.resolve(page))
  }

  /** The farthest offset behind `from`, up to `to`, whose page is kept; undefined for none. */
  keptUpTo(from: number, to: number): number | undefined {
    const offsets = [...this.kept.keys()].filter((offset) => offset > from && offset <= to)
    return offsets.length > 0 ? Math.max(...offsets) : undefined
  }

  /** A page that stays kept: for a look, and for what will be needed soon. */
  peek(range: PageRange): Promise<ListPage<Item>> {
    const kept = this.kept.get(range.offset)
    if (kept) return kept
    const page = this.fetch(range)
    // A failure is met when the page is taken; until then it is nobody's.
    page.catch(() => {})
    this.kept.set(range.offset, page)
    return page
  }

  /** The page at an offset, fetched now if it is not kept. */
  take(range: PageRange): Promise<ListPage<Item>> {
    const page = this.kept.get(range.offset) ?? this.fetch(range)
    this.kept.delete(range.offset)
    return page
  }
}

/** An id; all that an item says where it has none, and then two of a page that say the same are two. */
function keysOf<Item>(items: readonly Item[], idOf: IdOf<Item>): string[] {
  const anonymous = new Map<string, number>()
  return items.map((item) => {
    const id = idOf(item)
    if (id !== undefined) return id
    const text = JSON.stringify(item)
    const count = anonymous.get(text) ?? 0
    anonymous.set(text, count + 1)
    return `${count} ${text}`
  })
}
