/** An attempt of a request, for those who watch: nothing of its bodies, and nothing of its credential. */
export interface HttpAttempt {
  /** Counted from 1. */
  readonly attempt: number
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
}

export interface HttpOutcome extends HttpAttempt {
  /** Why there was no answer, such as `ECONNRESET`. */
  readonly code?: string
  /** What the server calls the request. */
  readonly requestId?: string
  readonly seconds: number
  /** The answer's; undefined where there was none. */
  readonly status?: number
}

/** Somebody who watches each attempt, and for whom it waits. It does not throw. */
export interface HttpObserver {
  afterAttempt(outcome: HttpOutcome): Promise<void>
  /** Resolves to headers to send along. */
  beforeAttempt(attempt: HttpAttempt): Promise<Readonly<Record<string, string>>>
}
