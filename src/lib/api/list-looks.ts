import {type ListPage, ListPages, type ListSource} from './list-pages.js'
import {measureSpan, type Span} from './list-span.js'

/** How far behind an empty page is looked, in pages, two at a time. */
const LOOKS = [
  [0, 1],
  [3, 7],
]

/** Finds out what reading page after page does not tell: with the list's cheaper pages, where it has any. */
export class ListLooks<Item> {
  private readonly cheap?: ListPages<Item>

  /** `pages` are those of the list itself, where what is looked at is kept for the reading; `seen` is what has been read. */
  constructor(
    private readonly source: ListSource<Item>,
    private readonly pages: ListPages<Item>,
    private readonly span: Span,
    private readonly seen: ReadonlySet<string>,
  ) {
    this.cheap = source.look && new ListPages(source.look.fetchPage, source.idOf)
  }

  /** Requests for cheaper pages. */
  get requests(): number {
    return this.cheap?.requests ?? 0
  }

  /**
   * Looks behind empty pages, of which the first is at `firstEmpty`, for anything that has not been read; up to `covered`
   * it is known that nothing is there. Resolves to the page that has it; undefined for none.
   */
  async behind(firstEmpty: number, covered: number, inFlight: number): Promise<ListPage<Item> | undefined> {
    const limit = this.source.look?.cap ?? this.source.cap
    const from = firstEmpty + Math.max(1, this.span.proven)
    this.cheap?.drop()
    for (const pair of LOOKS) {
      const offsets = pair
        .map((pages) => from + pages * limit)
        .filter((offset) => offset + limit / 2 > covered)
        .map((offset) => Math.max(offset, covered))
      if (inFlight > 1) for (const offset of offsets) this.lookAt({limit, offset}).catch(() => {})
      for (const offset of offsets) {
        const page = await this.lookAt({limit, offset})
        if (page.keys.some((key) => !this.seen.has(key))) return page
      }
    }

    return undefined
  }

  /** Measures how much a page covers, with an item of this page; `wasLook`: it comes from a look. */
  async measure(page: ListPage<Item>, wasLook: boolean): Promise<void> {
    const {cap, dropped} = this.source
    // Where nothing is left out, a page covers what it shows.
    if (!dropped) return this.span.measured({isAtLeast: false, places: this.span.fullest})
    this.cheap?.drop()
    const measurement = await measureSpan({
      cap,
      page,
      shows: async (offset, key) => (await this.pages.peek({limit: cap, offset})).keys.includes(key),
      showsCheaply: async (offset, key) => (await this.lookAt({limit: page.limit, offset})).keys.includes(key),
      wasCheap: wasLook && this.cheap !== undefined,
    })
    this.span.measured(measurement)
  }

  private lookAt(range: {limit: number; offset: number}): Promise<ListPage<Item>> {
    return (this.cheap ?? this.pages).peek(range)
  }
}
