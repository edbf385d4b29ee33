import {type ServerClock} from '../http/server-clock.js'

interface Created {
  readonly created_at?: null | string
  readonly id: string
}

/** Finds what was created in the part of a list that nobody has accounted for. */
export class CreatedFinder<Item extends Created> {
  /** The ids of what was created or found before: each answers for one creation only. */
  private readonly accounted = new Set<string>()

  constructor(
    private readonly clock: ServerClock,
    private readonly textOf: (item: Item) => string,
  ) {}

  /** Takes items that a creation is known to have made out of every later search. */
  account(items: Array<Pick<Item, 'id'>>): void {
    for (const {id} of items) this.accounted.add(id)
  }

  /**
   * For each of `texts`, in order, one of `items` with that text that was created since `since` (by our own clock,
   * milliseconds since 1970), each item once. The server's clock decides; `ask` makes a request that tells it. Throws
   * what `ask` throws, and when no answer has told the time.
   */
  async find(
    texts: string[],
    items: Item[],
    since: number,
    ask: () => Promise<unknown>,
  ): Promise<Array<Item | undefined>> {
    const wanted = new Set(texts.map((text) => text.trim()))
    const alike = items.filter((item) => wanted.has(this.textOf(item).trim()) && !this.accounted.has(item.id))
    const madeSince = () => alike.filter((item) => latestTime(item.created_at ?? '') >= this.earliest(since))
    if (madeSince().length > 0) await this.clock.tighten(ask)
    const candidates = madeSince()
    const found = texts.map((text) => {
      const at = candidates.findIndex((item) => this.textOf(item).trim() === text.trim())
      return at === -1 ? undefined : candidates.splice(at, 1)[0]
    })
    this.account(found.filter((item) => item !== undefined))
    return found
  }

  private earliest(since: number): number {
    const earliest = this.clock.earliestAt(since)
    if (earliest === undefined) throw new Error('The server has not told its time.')
    return earliest
  }
}

/** A time in milliseconds since 1970; the end of its second where the server does not tell the fraction. */
const latestTime = (text: string) => Date.parse(text) + (text.includes('.') ? 0 : 999)
