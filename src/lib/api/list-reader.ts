import {withFacts} from '../errors/index.js'
import {ListLooks} from './list-looks.js'
import {type ListPage, ListPages, type ListSource, type PageRange} from './list-pages.js'
import {Span} from './list-span.js'

/** Which part of a list is read, and how. */
export interface Reading {
  /** Requests that may run at once; 4 where it is not given. With one, nothing is fetched before it is needed. */
  readonly inFlight?: number
  /** The place in the server's list from which on. */
  readonly offset?: number
  /**
   * Whether another reading may go on where this one breaks off: then an item is given only once it is known from which
   * place on it does not come again. True where it is not given.
   */
  readonly resumable?: boolean
  /** How many items at most; all where it is not given. */
  readonly wanted?: number
}

/** Items with their keys, in the same order. */
type Keyed<Item> = Pick<ListPage<Item>, 'items' | 'keys'>

const IN_FLIGHT = 4

/** How often a page without news may come that begins as one a whole page before it, before it is taken for the only one. */
const REPEATS = 2

/** How often it is gone back to what was read before without anything new coming of it. */
const RETURNS = 3

/** Pages of less are not read a second time, which would be as many requests again. */
const SMALLEST_CHECKED = 16

/** One in so many pages may be read a second time only to be sure. */
const PAGES_PER_CHECK = 12

/**
 * Every item of a list, once each and in order, whatever the size of the server's pages and whatever is left out of them.
 *
 * A page is asked for at a place of the server's list and covers a window of places from there on. Items that are left out
 * leave holes in it, so a page may be short or empty anywhere; the server may put less into a page than it says, and
 * nothing tells the end. So:
 * - The next page begins within what a page is proven to cover, at its last place: the overlap shows whether the list has
 *   moved meanwhile. If what was read last does not come again, things in front of it were deleted, and what moved up is
 *   read.
 * - Behind an empty page it is looked further, and only where nothing is found has the list ended. A gap of more than two
 *   pages may be taken for the end.
 */
export class ListReader<Item> implements AsyncIterable<Item[]> {
  /**
   * From where another reading would go on behind the last item given; undefined where that cannot be told, because items
   * are left out of the page that it stopped in.
   */
  nextOffset: number | undefined
  private checks = 0
  private firstEmpty?: number
  private given = 0
  private hasHoles = false
  /** Where something is known to be, so that no empty page in front of it is the end. */
  private knownAt = -1
  /** The last item of the last page that had any, and the place that it has at least. */
  private last?: {readonly key: string; readonly place: number}
  private readonly looks: ListLooks<Item>
  private readonly pages: ListPages<Item>
  private pagesRead = 0
  /** Items that are not given yet, because the next page may begin in front of them. */
  private pending: Keyed<Item> = NONE
  /** How the pages have begun lately, since which offset, and how often from a whole page further on. */
  private repeated?: {count: number; readonly key: string; readonly offset: number}
  private returns = 0
  private readonly seen = new Set<string>()
  private readonly span: Span
  private readonly start: number

  constructor(
    private readonly source: ListSource<Item>,
    private readonly reading: Reading = {},
  ) {
    this.start = reading.offset ?? 0
    this.nextOffset = this.start
    this.pages = new ListPages(source.fetchPage, source.idOf)
    this.span = new Span(source.cap)
    this.looks = new ListLooks(source, this.pages, this.span, this.seen)
  }

  private get left(): number {
    return (this.reading.wanted ?? Infinity) - this.given
  }

  /** How many pages may be fetched before they are needed, the next one included. */
  private get mayFetchAhead(): number {
    const {inFlight = IN_FLIGHT} = this.reading
    const {perHour = Infinity} = this.source
    if (inFlight === 1 || !this.span.settled || this.requests + 2 * IN_FLIGHT > perHour) return 0
    return Math.min(inFlight, this.pagesRead + 1)
  }

  /** Requests made so far. */
  get requests(): number {
    return this.pages.requests + this.looks.requests
  }

  /**
   * Throws what fetching a page throws, with `next_offset` added where another reading may go on.
   * @yields pages of items, in the order of the list
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item[]> {
    try {
      yield* this.read()
    } catch (error) {
      throw this.given === 0 || this.reading.resumable === false
        ? error
        : withFacts(error, {next_offset: this.nextOffset})
    }
  }

  /** How many places a page covers, as far as is proven. */
  private coveredBy({limit}: PageRange): number {
    return Math.max(1, Math.min(limit, this.span.proven))
  }

  /** Begins to fetch the next pages, from `offset` on, as far as `left` items need them. */
  private fetchAhead(page: ListPage<Item>, offset: number, overlap: number, left: number): void {
    // Where nothing is left out, a short page most likely is the last.
    const isLast = !this.source.dropped && page.distinct < this.coveredBy(page)
    let next = offset
    for (let ahead = isLast ? 0 : this.mayFetchAhead; ahead > 0 && next - offset < left; ahead -= 1) {
      const range = this.rangeAt(next, left - (next - offset))
      this.pages.peek(range)
      next = this.stepFrom(range, overlap)
    }
  }

  /**
   * Whether the list has moved since the page before this one, and from which offset on it has to be read again then.
   * Where everything in between was given, that is a page that shows something of it.
   */
  private async findThread(page: ListPage<Item>): Promise<number | undefined> {
    const suspicion = this.suspicionOf(page)
    if (suspicion === 'none' || this.returns === RETURNS) return undefined
    if (suspicion === 'slight') {
      if (this.checks > this.pagesRead / PAGES_PER_CHECK) return undefined
      this.checks += 1
    }

    const step = Math.max(1, this.span.proven - 1)
    for (let steps = 1; ; steps *= 2) {
      const back = Math.max(this.start, page.offset - steps * step)
      const before = await this.pages.fetch(this.rangeAt(back))
      const hasMoved = before.keys.some((key) => !this.seen.has(key) && !page.keys.includes(key))
      if (steps === 1 && suspicion === 'slight' && !hasMoved) return undefined
      if (back > this.start && !before.keys.some((key) => this.seen.has(key))) continue
      this.returns += 1
      this.last = undefined
      this.pages.drop()
      this.pages.keep(before)
      return back
    }
  }

  /** What of a page was not seen before. */
  private freshOf(page: ListPage<Item>): Keyed<Item> {
    const fresh = chosen(page, (key) => {
      const known = this.seen.size
      return this.seen.add(key).size > known
    })

    if (fresh.items.length > 0) this.returns = 0
    return fresh
  }

  /** Whether nothing is behind the last item as far as the page reaches, and that item is as far on as the page is. */
  private isOverlapOnly({distinct, keys, offset, limit}: ListPage<Item>, news: number): boolean {
    const {last} = this
    if (news > 0 || !last) return false
    return keys.at(-1) === last.key && last.place >= offset && distinct < this.coveredBy({limit, offset})
  }

  private isRepeated({keys: [key = ''], offset}: ListPage<Item>, news: number): boolean {
    if (news > 0 || this.repeated?.key !== key) {
      this.repeated = {count: 0, key, offset}
      return false
    }

    if (offset - this.repeated.offset >= this.source.cap) this.repeated.count += 1
    return this.repeated.count === REPEATS
  }

  /** Whether so much is left out of a page that another one seldom shows one of its items again. */
  private isSparse(page: ListPage<Item>): boolean {
    const covered = this.coveredBy(page)
    return covered < SMALLEST_CHECKED || page.distinct < covered / 5
  }

  /** Where the next page begins; undefined at the end. Begins to fetch it, where that may be. */
  private async offsetAfter(page: ListPage<Item>, news: number): Promise<number | undefined> {
    if (this.left <= 0) return undefined
    if (page.distinct < this.coveredBy(page)) this.hasHoles = true
    if (page.items.length === 0 || this.isOverlapOnly(page, news)) return this.offsetAfterEmpty(page)
    this.firstEmpty = undefined
    if (this.isRepeated(page, news)) return undefined
    this.last = {key: page.keys.at(-1) ?? '', place: page.offset + page.distinct - 1}
    const tellsMore = this.source.dropped || news > 0
    if (this.pagesRead > 1 && tellsMore && !this.span.settled) await this.looks.measure(page, false)

    const left = this.left - this.pending.items.length
    const overlap = this.overlapAfter(page)
    const next = this.stepFrom(page, overlap)
    this.fetchAhead(page, next, overlap, left)
    return next
  }

  private async offsetAfterEmpty(page: ListPage<Item>): Promise<number | undefined> {
    if (!this.source.dropped) return undefined
    if (page.offset >= this.knownAt) {
      this.firstEmpty ??= page.offset
      const covered = page.offset + this.coveredBy(page)
      const ahead = this.pages.keptUpTo(page.offset, covered)
      if (ahead !== undefined) return ahead
      const found = await this.looks.behind(this.firstEmpty, covered, Math.max(1, this.mayFetchAhead))
      if (!found) return undefined
      this.knownAt = found.offset
      this.firstEmpty = undefined
      if (!this.span.settled) await this.looks.measure(found, true)
    }

    return this.stepFrom(page, 0)
  }

  /** How many places of a page the next one should show again, so that it most likely shows one of its items again. */
  private overlapAfter(page: ListPage<Item>): number {
    const covered = this.coveredBy(page)
    if (page.distinct >= covered || this.isSparse(page)) return 1
    return Math.ceil(Math.max(1, Math.min((3 * covered) / page.distinct, Math.floor(covered / 8))))
  }

  /** How a page is asked for: with no more than is wanted, where nothing tells that pages come short. */
  private rangeAt(offset: number, left = this.left - this.pending.items.length): PageRange {
    const {cap} = this.source
    return {limit: this.hasHoles ? cap : Math.min(cap, left + 1), offset}
  }

  private async *read(): AsyncGenerator<Item[]> {
    const {inFlight = IN_FLIGHT} = this.reading
    let offset: number | undefined = this.start
    while (offset !== undefined) {
      const page: ListPage<Item> = await this.pages.take(this.rangeAt(offset))
      const thread = await this.findThread(page)
      if (thread !== undefined) {
        offset = thread
        continue
      }

      this.pagesRead += 1
      this.pages.dropBefore(offset)
      this.span.observe(page)
      const fresh = this.freshOf(page)
      const items = this.release(page, fresh)
      this.given += items.length
      // While the items are used, the next page is on its way; a failure is met when they have been given.
      const next = inFlight > 1 ? this.offsetAfter(page, fresh.items.length) : undefined
      next?.catch(() => {})
      if (items.length > 0) yield items
      offset = await (next ?? this.offsetAfter(page, fresh.items.length))
    }

    const rest = this.pending.items.slice(0, this.left)
    if (rest.length > 0) yield rest
  }

  /** What of the items read may be given now: all whose place is known to be in front of `nextOffset`. */
  private release(page: ListPage<Item>, fresh: Keyed<Item>): Item[] {
    const {dropped} = this.source
    const {resumable = true} = this.reading
    const known = !dropped || !resumable || this.span.exact || page.items.length === 0
    const shown = new Set(known ? [] : page.keys)
    const before = known ? this.pending : chosen(this.pending, (key) => !shown.has(key))
    const released = known ? joined(before, fresh) : before
    this.pending = known
      ? NONE
      : joined(
          chosen(this.pending, (key) => shown.has(key)),
          fresh,
        )
    const covered = dropped || this.span.exact ? this.coveredBy(page) : page.distinct
    this.nextOffset = known ? page.offset + Math.max(covered, page.distinct) : page.offset
    if (released.items.length <= this.left) return [...released.items]

    const at = page.keys.indexOf(released.keys[this.left - 1] ?? '')
    const isWhole = page.distinct >= covered
    this.nextOffset = isWhole && at !== -1 ? page.offset + at + 1 : undefined
    return released.items.slice(0, this.left)
  }

  private stepFrom(page: PageRange, overlap: number): number {
    const covered = this.coveredBy(page)
    const farthest = page.offset + Math.max(1, covered - Math.min(1, overlap))
    return this.pages.keptUpTo(page.offset, farthest) ?? page.offset + Math.max(1, covered - overlap)
  }

  /** Whether something in front of the page was deleted: its first item, or the last one before it, should be known. */
  private suspicionOf(page: ListPage<Item>): 'none' | 'slight' | 'strong' {
    const {items, keys, offset} = page
    const {last, seen} = this
    if (!last || keys.includes(last.key) || (keys[0] !== undefined && seen.has(keys[0]))) return 'none'
    if (last.place >= offset) return 'strong'
    return items.length > 0 && !this.isSparse(page) ? 'slight' : 'none'
  }
}

const NONE: Keyed<never> = {items: [], keys: []}

const joined = <Item>(one: Keyed<Item>, other: Keyed<Item>): Keyed<Item> =>
  one.items.length === 0 ? other : {items: [...one.items, ...other.items], keys: [...one.keys, ...other.keys]}

/** Those whose key passes, in their order. */
function chosen<Item>({items, keys}: Keyed<Item>, passes: (key: string) => boolean): Keyed<Item> {
  const passing = keys.map((key) => passes(key))
  const isChosen = (_: unknown, index: number) => passing[index]
  return {items: items.filter(isChosen), keys: keys.filter(isChosen)}
}
