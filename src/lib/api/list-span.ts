import {type ListPage} from './list-pages.js'

/**
 * How many places of the list a page covers, as far as that is proven. Servers cut `limit` down without a word, and leave
 * items out of a page that they took it from, so neither the number asked for nor the number that came tells.
 */
export class Span {
  /** Whether a page is known to cover `proven` places and no more. */
  exact = false
  /** The most items that a page has shown. */
  fullest = 0
  /** Places that every page covers. */
  proven = 0
  /** Whether nothing more is to be found out. */
  settled = false
  /** The first page that showed each item, until it is settled. */
  private readonly shownAt = new Map<string, number>()

  /** @param cap the most that is asked for */
  constructor(private readonly cap: number) {}

  /**
   * Takes in a measurement. Less than the contract says is not taken at its word, since what is added to the list
   * meanwhile makes a page seem to cover more than it does, and then items would be lost: what the fullest page held has to
   * do where that is nearly as much, and a sixteenth is taken off where it is not.
   */
  measured({isAtLeast, places}: Measurement): void {
    if (isAtLeast) {
      this.proven = Math.max(this.proven, places)
      return
    }

    const {cap, fullest} = this
    const isNear = places - fullest <= Math.max(2, fullest / 8)
    this.proven = places === cap ? cap : isNear ? fullest : places - Math.floor(places / 16)
    this.settle(places === this.proven)
  }

  /** Takes in what a page proves: as many places as it shows items, and those between two pages that show the same item. */
  observe({distinct, keys, offset}: ListPage<unknown>): void {
    this.fullest = Math.max(this.fullest, Math.min(this.cap, distinct))
    this.proven = Math.max(this.proven, this.fullest)
    if (!this.settled) {
      for (const key of keys) {
        const shownAt = this.shownAt.get(key) ?? offset
        this.proven = Math.min(this.cap, Math.max(this.proven, Math.abs(offset - shownAt) + 1))
        this.shownAt.set(key, Math.min(offset, shownAt))
      }
    }

    if (this.proven === this.cap) this.settle(true)
  }

  private settle(exact: boolean): void {
    this.exact = exact
    this.settled = true
    this.shownAt.clear()
  }
}

export interface Measurement {
  /** Whether a page may cover more: the list begins too near. */
  readonly isAtLeast: boolean
  readonly places: number
}

/** Whether the page at an offset shows the item with this key. */
type Shows = (offset: number, key: string) => Promise<boolean>

export interface Measured {
  readonly cap: number
  /** The page from which an item is taken. */
  readonly page: ListPage<unknown>
  /** Asks for a page as the list is read. */
  readonly shows: Shows
  /** Asks for a page that may be a cheaper one; it shows the same items. */
  readonly showsCheaply: Shows
  /** Whether `page` came by `showsCheaply`. */
  readonly wasCheap: boolean
}

/**
 * How many places a page covers: the place of the page's last item is the last offset whose page shows it, and from
 * there the first offset whose page still does tells. Costs one request more than finding the place where the page covers
 * all of `cap`.
 */
export async function measureSpan({cap, page, shows, showsCheaply, wasCheap}: Measured): Promise<Measurement> {
  const key = page.keys.at(-1) ?? ''
  const place = await lastWhere(page.offset + page.distinct - 1, page.offset + page.limit - 1, (offset) =>
    showsCheaply(offset, key),
  )
  const earliest = Math.max(0, place - cap + 1)
  if (await shows(earliest, key)) return {isAtLeast: place - earliest + 1 < cap, places: place - earliest + 1}
  const latest = wasCheap ? place : page.offset
  const hidden = await lastWhere(earliest, latest - 1, async (offset) => !(await shows(offset, key)))
  return {isAtLeast: false, places: place - hidden}
}

/** The last of the numbers from `low` to `high` for which it holds, given that it holds for `low` and up to some number. */
async function lastWhere(low: number, high: number, holds: (number: number) => Promise<boolean>): Promise<number> {
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (await holds(middle)) low = middle
    else high = middle - 1
  }

  return low
}
