/** Which places of a list are asked for; neither is negative. */
export interface Page {
  limit: number
  offset: number
}

/** Documents by id, in the order in which they were added. A page costs its own length, not that of the collection. */
export class Collection<T extends {id: string}> implements Iterable<T> {
  private readonly byId = new Map<string, T>()
  private readonly changed: () => void
  /** Oldest first, so that adding appends. */
  private readonly items: T[]

  /** `changed` is called after every change. */
  constructor(items: T[], changed: () => void) {
    this.items = items
    this.changed = changed
    for (const item of items) this.byId.set(item.id, item)
  }

  get size(): number {
    return this.items.length
  }

  /** Adds `item` as the newest; one with the same id is replaced. */
  add(item: T): void {
    this.remove(item.id)
    this.items.push(item)
    this.byId.set(item.id, item)
    this.changed()
  }

  get(id: string): T | undefined {
    return this.byId.get(id)
  }

  /** The documents that match, newest first. */
  page({limit, offset}: Page, matches?: (item: T) => boolean): T[] {
    if (!matches) {
      const end = Math.max(0, this.items.length - offset)
      return this.items.slice(Math.max(0, end - limit), end).reverse()
    }

    const found: T[] = []
    let skipped = 0
    for (const item of this) {
      if (found.length >= limit) break
      if (!matches(item)) continue
      if (skipped < offset) skipped++
      else found.push(item)
    }

    return found
  }

  /** Takes the document out; false when there is none with this id. */
  remove(id: string): boolean {
    const item = this.byId.get(id)
    if (!item) return false
    this.byId.delete(id)
    this.items.splice(this.items.indexOf(item), 1)
    this.changed()
    return true
  }

  /** @yields the documents, newest first */
  *[Symbol.iterator](): Iterator<T> {
    for (let index = this.items.length - 1; index >= 0; index--) yield this.items[index]!
  }

  /** The documents as a data file keeps them, oldest first. */
  toJSON(): readonly T[] {
    return this.items
  }

  /** Lays `changes` over the document, which keeps its place. */
  update(item: T, changes: Partial<T>): void {
    Object.assign(item, changes)
    this.changed()
  }
}
