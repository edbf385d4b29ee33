import {ApiError} from './api-error.js'

/** How long a creation holds its session; an older one is taken for dead. In milliseconds, from the contract's text. */
const LONGEST = 15 * 60_000

/** The client sessions whose conversation is being made. In memory only: a restart forgets them. */
export class SessionClaims {
  private readonly claims = new Map<string, {since: number}>()
  private readonly now: () => Date

  constructor(now: () => Date) {
    this.now = now
  }

  /** Claims a session until the function that it returns is called. Throws ApiError 409 while another holds it. */
  take(sessionId: string): () => void {
    const claim = {since: this.now().getTime()}
    const held = this.claims.get(sessionId)
    if (held && claim.since - held.since <= LONGEST)
      throw new ApiError(409, 'Conversation creation already in progress')
    this.claims.set(sessionId, claim)
    return () => {
      // One that took too long has lost it to another.
      if (this.claims.get(sessionId) === claim) this.claims.delete(sessionId)
    }
  }
}
