/**
 * The server's clock, from the `Date` headers of its answers. They are cut to whole seconds and arrive late, so what is
 * known is a lower bound; the best one is kept.
 */
export class ServerClock {
  private ahead?: number

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
    if (!Number.isNaN(time)) this.ahead = Math.max(this.ahead ?? Number.NEGATIVE_INFINITY, time - Date.now())
  }
}
