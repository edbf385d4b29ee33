import {type Clock, thisMoment} from '../io/clock.js'
import {type Moment} from '../io/moment.js'

/** How long to wait between two questions for the time, in milliseconds. */
const POLL = 50

/** How many answers are remembered. */
const REMEMBERED = 100

/** A `Date` header tells whole seconds. */
const SECOND = 1000

/** Between which times something happened, in milliseconds since 1970. */
export interface TimeSpan {
  readonly earliest: number
  readonly latest: number
}

interface Observation {
  readonly arrived: Moment
  readonly sent: Moment
  readonly time: number
}

/**
 * The server's clock, from the `Date` headers of its answers. They are cut to whole seconds and arrive late, so each
 * gives bounds only; the narrowest are taken.
 */
export class ServerClock {
  private observations: Observation[] = []

  /** `own` is the clock of this machine. */
  constructor(readonly own: Clock) {}

  private get lastTime(): number | undefined {
    return this.observations.at(-1)?.time
  }

  /** Between which times the server's clock was at `moment`; undefined when no answer has told its time. */
  at(moment: Moment): TimeSpan | undefined {
    if (this.observations.length === 0) return undefined
    const earliest = Math.max(...this.observations.map(({arrived, time}) => time + atLeast(arrived, moment)))
    const latest = Math.min(...this.observations.map(({sent, time}) => time + SECOND + atMost(sent, moment)))
    // Machines that answer for one server differ a little: then the earlier is the safer.
    return {earliest: Math.min(earliest, latest), latest: Math.max(earliest, latest)}
  }

  /** Takes note of the `Date` header of an answer that has just arrived, `took` milliseconds after it was asked for. */
  observe(header: string | undefined, took: number): void {
    const time = Date.parse(header ?? '')
    if (Number.isNaN(time)) return
    const arrived = thisMoment(this.own)
    const sent = {monotonic: arrived.monotonic - took, wall: arrived.wall - took}
    this.observations = [...this.observations.slice(1 - REMEMBERED), {arrived, sent, time}]
  }

  /**
   * Asks until the server's clock has gone on by a second, which tells it to about POLL: an item of the same text that
   * somebody made just before is then not taken for ours. `ask` makes a request; throws what it throws.
   */
  async waitForNextSecond(ask: () => Promise<unknown>): Promise<void> {
    const deadline = this.own.monotonic() + SECOND + POLL
    const first = this.lastTime
    while (this.lastTime === first && this.own.monotonic() < deadline) {
      await this.own.sleep(POLL)
      await ask()
    }
  }
}

const atLeast = (from: Moment, to: Moment) => Math.min(to.monotonic - from.monotonic, to.wall - from.wall)

const atMost = (from: Moment, to: Moment) => Math.max(to.monotonic - from.monotonic, to.wall - from.wall)
