import {type ErrorFacts, isOmiError, type OmiError} from '../errors.js'

/** Statuses that speak of the way there and not of what was sent: a proxy that wants a password, too many requests. */
const NO_REFUSAL = new Set([407, 429])

/** Waits for `request`; when the server refused it (4xx), throws what `explain` makes of that instead. */
export async function explainRefusal<T>(
  request: Promise<T>,
  explain: (facts: ErrorFacts & {status: number}) => OmiError,
): Promise<T> {
  try {
    return await request
  } catch (error) {
    if (!isOmiError(error)) throw error
    const {status} = error.facts
    if (status === undefined || status < 400 || status >= 500 || NO_REFUSAL.has(status)) throw error
    throw explain({...error.facts, status})
  }
}
