import {type ErrorFacts, isOmiError, type OmiError} from '../errors/index.js'

/** The status that speaks of the way there and not of what was sent: too many requests. */
const TOO_MANY = 429

/** Waits for `request`; when the server refused it (4xx), throws what `explain` makes of that instead. */
export async function explainRefusal<T>(
  request: Promise<T>,
  explain: (facts: ErrorFacts & {status: number}) => OmiError,
): Promise<T> {
  try {
    return await request
  } catch (error) {
    // Trouble on the way there, as with a proxy that wants a password.
    if (!isOmiError(error) || error.exitCode === 3) throw error
    const {status} = error.facts
    if (status === undefined || status < 400 || status >= 500 || status === TOO_MANY) throw error
    throw explain({...error.facts, status})
  }
}
