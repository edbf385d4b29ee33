import {setTimeout as sleep} from 'node:timers/promises'

/** How long to wait between two questions for the time, in milliseconds. */
const POLL = 50

/**
 * The server's clock, from the `Date` headers of its answers. They are cut to whole seconds and arrive late, so what is
 * known is a lower bound; the best one is kept.
 */
export class ServerClock {
  private ahead?: number
  private last?: number

  /**
   * What the server's clock showed at the earliest when ours showed `local` (both in milliseconds since 1970); undefined
   * when no answer has told.
   */
  earliestAt(local: number): number | undefined {
    return this.ahead === undefined ? undefined : local + this.ahead
  }

  /** Takes note of an answer's `Date` header, which has just arrived. */
  observe(header: string | undefined): void {
    const time = Date.parse(header ?? '')
    if (Number.isNaN(time)) return
    this.ahead = Math.max(this.ahead ?? Number.NEGATIVE_INFINITY, time - Date.now())
    this.last = time
  }

  /**
   * Asks until the server's clock has gone on by a second, which tells it to about POLL: an item of the same text that
   * somebody made just before is then not taken for ours. `ask` makes a request; throws what it throws.
   */
  async tighten(ask: () => Promise<unknown>): Promise<void> {
    const deadline = Date.now() + 1000 + POLL
    const first = this.last
    while (this.last === first && Date.now() < deadline) {
      await sleep(POLL)
      await ask()
    }
  }
}
