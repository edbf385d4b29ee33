import {isOmiError, type OmiError, unexpectedResponse, withLine} from '../errors/index.js'
import {thisMoment} from '../io/clock.js'
import {type Moment} from '../io/moment.js'
import {deliveryOf} from './delivery.js'
import {type HttpClient} from './http-client.js'

/** How things are created that the server would create twice if it were asked twice. */
export interface OnceOnly<Wanted, Made> {
  /** The command that shows whether it exists, for a user who has to find out: `omi action-item list`. */
  readonly checkWith: string
  /**
   * Which of `wanted` exist, in the same order, made since the moment `since`. Has to look everywhere, and throw when it
   * cannot. Without it nothing can be found.
   */
  lookUp?(wanted: Wanted[], since: Moment): Promise<Array<Made | undefined>>
  /** What is not found is not on its way either, and may be asked for again. */
  readonly repeatable?: true
  /** Asks for all of `wanted` in one request that is repeated only when it was refused; answers in the same order. */
  send(wanted: Wanted[]): Promise<Made[]>
  /** Added to the line that tells what nobody knows. */
  readonly whenUnknown?: string
}

/** The pause before the second look after a time-out, in milliseconds; each further one is twice as long. */
const FIRST_PAUSE = 1000

/**
 * Creates each of `wanted` exactly once. After a failure that leaves it open whether the server did it, it is looked up:
 * what is there is taken, what is surely not is asked for again, up to the usual number of attempts. After a time-out
 * not finding it proves nothing, since the server may still be at it: then it is looked for until as long again has
 * passed, and never asked for again. Throws the request's own error; with `outcome: "unknown"` when a look was not
 * possible or not enough.
 */
export async function createOnce<Wanted, Made>(
  http: HttpClient,
  wanted: [Wanted],
  creation: OnceOnly<Wanted, Made>,
): Promise<[Made]>
export async function createOnce<Wanted, Made>(
  http: HttpClient,
  wanted: Wanted[],
  creation: OnceOnly<Wanted, Made>,
): Promise<Made[]>
export async function createOnce<Wanted, Made>(
  http: HttpClient,
  wanted: Wanted[],
  creation: OnceOnly<Wanted, Made>,
): Promise<Made[]> {
  const made = new Map<number, Made>()
  const since = thisMoment(http.clock.own)
  const unknown = (error: OmiError) => inDoubt(error, creation.checkWith, creation.whenUnknown)
  const missing = () => [...wanted.keys()].filter((index) => !made.has(index))
  const wantedAt = (indexes: number[]) => indexes.map((index) => wanted[index] as Wanted)
  const lookUp = async () => {
    const indexes = missing()
    keep(made, indexes, (await creation.lookUp?.(wantedAt(indexes), since)) ?? [])
    return missing().length === 0
  }

  for (let attempt = 1; missing().length > 0; attempt += 1) {
    const indexes = missing()
    try {
      keep(made, indexes, await sendAll(creation, wantedAt(indexes)))
    } catch (error) {
      if (!leavesDoubt(error)) throw made.size > 0 && isOmiError(error) ? unknown(error) : error
      if (error.exitCode > 128 || !creation.lookUp) throw unknown(error)
      const timedOutAfter = deliveryOf(error)?.timedOutAfter
      const isThere = await lookForAWhile(http, lookUp, timedOutAfter ?? 0).catch((error_: unknown) => {
        // A look that fails proves nothing.
        throw unknown(isOmiError(error_) && error_.exitCode > 128 ? error_ : error)
      })
      if (isThere) break
      if (!creation.repeatable || timedOutAfter !== undefined) throw unknown(error)
      if (attempt === http.maxAttempts) throw made.size > 0 ? unknown(error) : error
      await http.pauseBefore(attempt + 1, http.maxAttempts, error.facts.status ?? codeOf(error))
    }
  }

  return [...wanted.keys()].map((index) => made.get(index) as Made)
}

/** Whether the server may have done what was asked although it did not say so. */
export function leavesDoubt(error: unknown): error is OmiError {
  if (!isOmiError(error)) return false
  // An error that no request ended with is about an answer that came.
  return deliveryOf(error)?.mayBeDone ?? error.exitCode === 3
}

/** The same error, saying that nobody knows whether it happened. The line is added to the page's own. */
export function inDoubt(error: OmiError, checkWith: string, more?: string): OmiError {
  const check = `It may have been created: check with ${checkWith} before you repeat it.`
  const line = more === undefined ? check : `${check} ${more}`
  return withLine(error, line).with({
    outcome: 'unknown',
  })
}

/** Looks at once, and again and again until `milliseconds` have passed. Returns whether all is there. Throws what a look throws. */
export async function lookForAWhile(
  http: HttpClient,
  lookUp: () => Promise<boolean>,
  milliseconds: number,
): Promise<boolean> {
  const {own} = http.clock
  const end = own.monotonic() + milliseconds
  if (milliseconds > 0) http.tellLooking(milliseconds)
  for (let pause = FIRST_PAUSE; ; pause *= 2) {
    if (await lookUp()) return true
    const left = end - own.monotonic()
    if (left <= 0) return false
    await http.pauseBeforeLook(Math.min(pause, left))
  }
}

function keep<Made>(made: Map<number, Made>, indexes: number[], found: Array<Made | undefined>): void {
  for (const [at, index] of indexes.entries()) if (found[at] !== undefined) made.set(index, found[at])
}

async function sendAll<Wanted, Made>(creation: OnceOnly<Wanted, Made>, wanted: Wanted[]): Promise<Made[]> {
  const made = await creation.send(wanted)
  if (made.length === wanted.length) return made
  throw unexpectedResponse(`${wanted.length} were asked for, and the answer speaks of ${made.length}.`)
}

function codeOf(error: OmiError): string | undefined {
  const {cause} = error
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : undefined
}
