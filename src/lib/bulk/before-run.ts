import {type ServerClock} from '../http/server-clock.js'
import {thisMoment} from '../io/clock.js'
import {type Moment} from '../io/moment.js'

/** A `Date` header tells whole seconds. */
const SECOND = 1000

interface Answered {
  readonly created_at?: null | string
  readonly id: string
}

interface Batch {
  readonly items: Answered[]
  /** How long the server had for it, at the most, in milliseconds. */
  readonly took: number
}

/**
 * Tells which things were there before a run although it asked for them: where an id comes from the content, the server
 * answers with the old one. What was made before the run sent its first batch, by the server's own clock, is old. It
 * tells whole seconds, so for what is about as old as the run it is asked once more, at the moment at which its answer
 * decides; where that answer is long on its way, it decides nothing. What was made by somebody else while the run was on
 * its way cannot be told from what it made.
 */
export class BeforeRun {
  private readonly batches: Batch[] = []
  private firstSent?: Moment

  /** `known` are ids that were there for certain. `ask` makes a request that tells the server's time; it may fail. */
  constructor(
    private readonly clock: ServerClock,
    private readonly began: Moment,
    private readonly known: ReadonlySet<string>,
    private readonly ask: () => Promise<unknown>,
  ) {}

  /** The ids of what was there before; what is in doubt is taken for new, unless it is to be found out `closely`. */
  async ids(closely: boolean): Promise<ReadonlySet<string>> {
    const old = new Set<string>()
    for (const {items, took} of this.batches) {
      const dated = items.filter((item) => !this.known.has(item.id) && !Number.isNaN(timeOf(item)))
      const newest = Math.max(...dated.map((item) => timeOf(item)))
      const all = dated.length > 0 && (await this.isOld(newest, closely))
      // What a batch makes is made while it is at work.
      const end = all ? Number.POSITIVE_INFINITY : Math.max(newest - took, this.earliestSent())
      for (const item of items) if (this.known.has(item.id) || timeOf(item) < end) old.add(item.id)
    }

    return old
  }

  /** Takes note of what a batch that was sent at `sent` has just been answered with. */
  note(items: Answered[], sent: Moment): void {
    this.batches.push({items, took: this.clock.own.monotonic() - sent.monotonic})
  }

  /** To be called before each batch; gives the moment. */
  sends(): Moment {
    const now = thisMoment(this.clock.own)
    this.firstSent ??= now
    return now
  }

  /** Before this, by the server's clock, nothing of this run was made. */
  private earliestSent(): number {
    return this.clock.at(this.firstSent ?? this.began)?.earliest ?? Number.NEGATIVE_INFINITY
  }

  private async isOld(time: number, closely: boolean): Promise<boolean> {
    const span = this.clock.at(this.began)
    if (!span || time >= span.latest) return false
    if (time < this.earliestSent()) return true
    if (!closely) return false
    // Had the run begun at that very time, the server's clock would go on by a second at the end of this wait.
    const {own} = this.clock
    const passed = own.monotonic() - this.began.monotonic
    await own.sleep(SECOND - ((time + passed) % SECOND))
    await this.ask().catch(() => {})
    return time < this.earliestSent()
  }
}

const timeOf = ({created_at: time}: Answered) => Date.parse(time ?? '')
