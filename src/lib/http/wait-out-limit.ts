import {isOmiError} from '../errors/index.js'
import {type Clock} from '../io/clock.js'

/** The wait when the server does not say how long: waits shorter than this were tried by the request itself. */
const DEFAULT_WAIT_SECONDS = 60

/** A timer cannot run for longer than 24 days; whoever waits a day may well ask again. */
const MAX_WAIT_SECONDS = 86_400

/**
 * Waits for as long as the server asked that refused a request because of its rate limit; `tell` is called before with the
 * seconds that it takes, which are also returned. Throws every other error again, and the signal's reason when it is aborted.
 */
export async function waitOutLimit(
  error: unknown,
  {clock, signal}: {readonly clock: Clock; readonly signal: AbortSignal},
  tell: (seconds: number) => Promise<void> | void = () => {},
): Promise<number> {
  if (!isOmiError(error) || error.exitCode !== 4) throw error
  const seconds = Math.min(error.facts.retry_after_seconds ?? DEFAULT_WAIT_SECONDS, MAX_WAIT_SECONDS)
  await tell(seconds)
  await clock.sleep(seconds * 1000, signal)
  return seconds
}
