import {isOmiError} from '../errors/index.js'
import {type HttpClient} from './http-client.js'
import {type ApiRequest} from './request.js'

/** The pause before the second question, in milliseconds; each further one is twice as long. */
const FIRST_PAUSE = 1000

/**
 * Does `send` again while the server answers 409, which says that it is still at an earlier request for the same thing:
 * for as long as two replies to `request` may take. Throws the last 409 then.
 */
export async function waitOutConflicts<Answer>(
  http: HttpClient,
  request: Pick<ApiRequest, 'slow'>,
  send: () => Promise<Answer>,
): Promise<Answer> {
  const {own} = http.clock
  const end = own.monotonic() + 2 * http.replyTimeout(request)
  for (let pause = FIRST_PAUSE; ; pause *= 2) {
    try {
      return await send()
    } catch (error) {
      if (!isOmiError(error) || error.facts.status !== 409) throw error
      const left = end - own.monotonic()
      if (left <= 0) throw error
      await http.pauseBeforeLook(Math.min(pause, left), '409')
    }
  }
}
