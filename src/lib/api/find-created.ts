import {type ServerClock, type TimeSpan} from '../http/server-clock.js'
import {type Moment} from '../io/moment.js'

interface Created {
  readonly created_at?: null | string
  readonly id: string
}

/** A beginning: a moment of this run, or what the server's clock showed then, in milliseconds since 1970. */
export type Beginning = Moment | number

/** Finds what was created in the part of a list that nobody has accounted for. */
export class CreatedFinder<Item extends Created> {
  /** The ids of what was created or found before: each answers for one creation only. */
  private readonly accounted = new Set<string>()

  constructor(
    private readonly clock: ServerClock,
    private readonly textOf: (item: Item) => string,
  ) {}

  /** Takes items that a creation is known to have made out of every later search. */
  claim(items: Array<Pick<Item, 'id'>>): void {
    for (const {id} of items) this.accounted.add(id)
  }

  /**
   * For each of `texts`, in order, one of `items` with that text that was created since `since` by the server's own
   * clock, each item once. `ask` makes a request that tells its time. Throws what `ask` throws, and when no answer has
   * told the time.
   */
  async find(
    texts: string[],
    items: Item[],
    since: Beginning,
    ask: () => Promise<unknown>,
  ): Promise<Array<Item | undefined>> {
    const wanted = new Set(texts.map((text) => text.trim()))
    const alike = items.filter((item) => wanted.has(this.textOf(item).trim()) && !this.accounted.has(item.id))
    const madeSince = () => alike.filter((item) => latestTime(item) >= this.spanOf(since).earliest)
    // Whether one that is nearly as old was there before shows only when the server's clock is known better.
    if (madeSince().some((item) => earliestTime(item) < this.spanOf(since).latest))
      await this.clock.waitForNextSecond(ask)
    const candidates = madeSince()
    const found = texts.map((text) => {
      const at = candidates.findIndex((item) => this.textOf(item).trim() === text.trim())
      return at === -1 ? undefined : candidates.splice(at, 1)[0]
    })
    this.claim(found.filter((item) => item !== undefined))
    return found
  }

  private spanOf(since: Beginning): TimeSpan {
    if (typeof since === 'number') return {earliest: since, latest: since}
    const span = this.clock.at(since)
    if (span === undefined) throw new Error('The server has not told its time.')
    return span
  }
}

const earliestTime = ({created_at: time}: Created) => Date.parse(time ?? '')

/** The end of its second where the server does not tell the fraction. */
const latestTime = (item: Created) => earliestTime(item) + (item.created_at?.includes('.') ? 0 : 999)
