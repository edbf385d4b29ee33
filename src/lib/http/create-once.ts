import {type RequestError} from 'got'

import {isOmiError, type OmiError, unexpectedResponse} from '../errors.js'
import {type HttpClient} from './http-client.js'

/** How things are created that the server would create twice if it were asked twice. */
export interface OnceOnly<Wanted, Made> {
  /** The command that shows whether it exists, for a user who has to find out: `omi action-item list`. */
  readonly checkWith: string
  /**
   * Which of `wanted` exist, in the same order, made since `since` (by the clock of this machine, milliseconds since
   * 1970). Has to look everywhere, and throw when it cannot.
   */
  lookUp(wanted: Wanted[], since: number): Promise<Array<Made | undefined>>
  /** False: what is not found may still be on its way, and must not be asked for again. */
  readonly repeatable: boolean
  /** Asks for all of `wanted` in one request that is repeated only when it was refused; answers in the same order. */
  send(wanted: Wanted[]): Promise<Made[]>
}

/**
 * Creates each of `wanted` exactly once. After a failure that leaves it open whether the server did it, it is looked up:
 * what is there is taken, what is surely not is asked for again, up to the usual number of attempts. Throws the
 * request's own error; with `outcome: "unknown"` when a look was not possible or not enough.
 */
export async function createOnce<Wanted, Made>(
  http: HttpClient,
  wanted: Wanted[],
  creation: OnceOnly<Wanted, Made>,
): Promise<Made[]> {
  const made = new Map<number, Made>()
  const all = () => wanted.map((_, index) => made.get(index) as Made)
  const startedAt = Date.now()
  for (let attempt = 1; ; attempt += 1) {
    const missing = [...wanted.keys()].filter((index) => !made.has(index))
    const rest = missing.map((index) => wanted[index] as Wanted)
    try {
      keep(made, missing, await sendAll(creation, rest))
      return all()
    } catch (error) {
      if (!leavesDoubt(error)) throw made.size > 0 && isOmiError(error) ? inDoubt(error, creation.checkWith) : error
      keep(made, missing, await look(creation, rest, startedAt, error))
      if (made.size === wanted.length) return all()
      if (!creation.repeatable) throw inDoubt(error, creation.checkWith)
      if (attempt === http.maxAttempts) throw error
      await http.pauseBefore(attempt + 1, http.maxAttempts, error.facts.status ?? codeOf(error))
    }
  }
}

/** Whether the server may have done what was asked although it did not say so. */
export function leavesDoubt(error: unknown): error is OmiError {
  if (!isOmiError(error)) return false
  // Ctrl-C, while the server was at work.
  if (error.exitCode > 128) return true
  if (error.exitCode !== 3) return false
  const {status} = error.facts
  return status === undefined ? wasConnected(error) : status < 300 || status >= 500
}

/** The same error, saying that nobody knows whether it happened. The line is added to the page's own. */
export function inDoubt(error: OmiError, checkWith: string): OmiError {
  const line = `It may have been created: check with ${checkWith} before you repeat it.`
  return Object.assign(error, {detail: error.detail === null ? line : `${error.detail}\n${line}`}).with({
    outcome: 'unknown',
  })
}

function keep<Made>(made: Map<number, Made>, indexes: number[], found: Array<Made | undefined>): void {
  for (const [at, index] of indexes.entries()) if (found[at] !== undefined) made.set(index, found[at])
}

async function sendAll<Wanted, Made>(creation: OnceOnly<Wanted, Made>, wanted: Wanted[]): Promise<Made[]> {
  const made = await creation.send(wanted)
  if (made.length === wanted.length) return made
  throw unexpectedResponse(`${wanted.length} were asked for, and the answer speaks of ${made.length}.`)
}

/** A look that fails proves nothing, and then nothing may be repeated. */
async function look<Wanted, Made>(
  creation: OnceOnly<Wanted, Made>,
  wanted: Wanted[],
  startedAt: number,
  error: OmiError,
): Promise<Array<Made | undefined>> {
  if (error.exitCode > 128) throw inDoubt(error, creation.checkWith)
  try {
    return await creation.lookUp(wanted, startedAt)
  } catch {
    throw inDoubt(error, creation.checkWith)
  }
}

/** Whether the connection stood, so that the request may have gone out before it broke. */
function wasConnected({cause}: OmiError): boolean {
  const {options, timings} = (cause ?? {}) as Partial<RequestError>
  const url = options?.url
  if (!url || !timings) return true
  return (new URL(url).protocol === 'https:' ? timings.secureConnect : timings.connect) !== undefined
}

function codeOf(error: OmiError): string | undefined {
  const {cause} = error
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : undefined
}
