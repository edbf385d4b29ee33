/** What is made of a list once it is read, which the server cannot be asked for. */
export interface Picking<Item> {
  /** Only these; the list is read on until there are as many of them as are wanted. */
  readonly keep?: (item: Item) => boolean
  /** By this, the highest first, and those without one last; the list is shown once it is read. */
  readonly rank?: (item: Item) => number | undefined
}

/** How a list was read. */
interface Read {
  /** Whether there is more; undefined where that is not known. Known once the reading has ended. */
  hasMore: boolean | undefined
  /** From where another reading would go on cannot be told. */
  nextOffset: undefined
}

/** The pages that are left of a list; `wanted` is how many items there are to be at most, `parsed` gives what one says. */
export function picked<Item, Given>(
  pages: AsyncIterable<Given[]>,
  {keep, rank}: Picking<Item>,
  parsed: (item: Given) => Item,
  wanted = Infinity,
): {pages: AsyncIterable<Given[]>; reading: Read} {
  const reading: Read = {hasMore: undefined, nextOffset: undefined}
  async function* kept() {
    let given = 0
    for await (const page of pages) {
      const part = (keep ? page.filter((item) => keep(parsed(item))) : page).slice(0, wanted - given)
      given += part.length
      if (part.length > 0) yield part
      if (given >= wanted) return
    }

    reading.hasMore = false
  }

  return {pages: rank ? ranked(kept(), (item) => rank(parsed(item))) : kept(), reading}
}

/** @yields all of the pages as one; where they break off, what came */
async function* ranked<Page>(
  pages: AsyncIterable<Page[]>,
  rank: (item: Page) => number | undefined,
): AsyncGenerator<Page[]> {
  const items: Array<{item: Page; place: number}> = []
  try {
    for await (const page of pages) items.push(...page.map((item) => ({item, place: rank(item) ?? -Infinity})))
  } finally {
    if (items.length > 0)
      yield items.sort((a, b) => (a.place < b.place ? 1 : a.place > b.place ? -1 : 0)).map(({item}) => item)
  }
}

/** A time as a number to sort by; undefined for what is none. */
export function placeOf(time: null | string | undefined): number | undefined {
  const place = typeof time === 'string' ? Date.parse(time) : Number.NaN
  return Number.isNaN(place) ? undefined : place
}
