import {idOfDocument, type ListSource} from './list-pages.js'
import {ListReader, type Reading} from './list-reader.js'

/**
 * A reading of a list, which may want less than a page of it. Then one request does where it brings as much as is wanted,
 * and one for the largest page where it does not: a short page may have holes, and what follows it is in the larger one.
 * Where both are empty, and for all that is more than a page, the list is read as ListReader does.
 */
export class ListReading<Item> implements AsyncIterable<Item[]> {
  /** Whether there is more than was wanted; undefined where that is not known. Known once the reading has ended. */
  hasMore: boolean | undefined
  /** The place from which another reading would go on; undefined where it cannot be told. */
  nextOffset: number | undefined

  constructor(
    private readonly source: ListSource<Item>,
    private readonly reading: Reading & {
      /** Whether `hasMore` matters: then a page is asked for with one more than is wanted. */
      readonly tellsMore?: boolean
    },
  ) {}

  /** The item with this id; undefined when the list ends without it. Asks for one page after the other. */
  async find(id: string): Promise<Item | undefined> {
    const idOf = this.source.idOf ?? idOfDocument
    for await (const page of new ListReader(this.source, {inFlight: 1, resumable: false})) {
      const found = page.find((item) => idOf(item) === id)
      if (found !== undefined) return found
    }

    return undefined
  }

  /** @yields pages of items, once each, in the order of the list */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item[]> {
    const {offset = 0, tellsMore, wanted = Infinity} = this.reading
    const items = wanted < this.source.cap ? await this.few(offset, wanted) : undefined
    if (items) {
      this.hasMore = items.length < wanted ? false : items.length > wanted || undefined
      if (items.length > 0) yield items.slice(0, tellsMore ? wanted : undefined)
      return
    }

    const reader = new ListReader(this.source, this.reading)
    let given = 0
    for await (const page of reader) {
      given += page.length
      this.nextOffset = reader.nextOffset
      yield page
    }

    this.hasMore = given < wanted ? false : undefined
  }

  /** As many as wanted, and more where they came too; undefined where nothing shows that there is nothing. */
  private async few(offset: number, wanted: number): Promise<Item[] | undefined> {
    const {cap, dropped, fetchPage} = this.source
    const limit = wanted + (this.reading.tellsMore ? 1 : 0)
    const page = await fetchPage({limit, offset})
    if (page.length >= wanted) this.nextOffset = offset + wanted
    if (page.length >= wanted || !dropped) return page
    const larger = limit < cap ? await fetchPage({limit: cap, offset}) : page
    return larger.length > 0 ? larger.slice(0, limit) : undefined
  }
}
