import {isOmiError} from '../errors/index.js'
import {inDoubt, leavesDoubt} from './create-once.js'
import {type HttpClient} from './http-client.js'

/**
 * Does `send`, whose request makes nothing a second time, and does it again when a good status comes with an answer that
 * is none, up to the usual number of attempts; what else may be repeated the request itself repeats. Throws the request's
 * own error; with `outcome: "unknown"` when it may have been done. `checkWith` is the command that shows it.
 */
export async function repeatInDoubt<Answer>(
  http: HttpClient,
  send: () => Promise<Answer>,
  checkWith: string,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send()
    } catch (error) {
      if (!leavesDoubt(error)) throw attempt > 1 && isOmiError(error) ? inDoubt(error, checkWith) : error
      const {status} = error.facts
      const isGarbled = error.exitCode === 3 && status !== undefined && status < 300
      if (isGarbled && attempt < http.maxAttempts) {
        await http.pauseBefore(attempt + 1, http.maxAttempts, status)
        continue
      }

      // "Try again", as the page says, is the right advice: it makes no second one.
      throw error.exitCode === 3 && !isGarbled ? error.with({outcome: 'unknown'}) : inDoubt(error, checkWith)
    }
  }
}
