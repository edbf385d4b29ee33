import {createHash, timingSafeEqual} from 'node:crypto'

import {oauthCodeMissing, oauthProviderError, oauthStateMismatch} from '../errors/index.js'
import {visible} from '../text/visible-text.js'

/** How much of a provider's own text is shown. */
const LONGEST_REASON = 300

/**
 * The authorization code in the query of a callback; undefined for what any page could send: no answer at all, or an error
 * without the right state. Throws "OAuth state mismatch", "OAuth provider returned an error" with its reason, and "OAuth callback
 * missing authorization code".
 */
export function codeFrom(query: URLSearchParams, state: string): string | undefined {
  const [given, error, code] = ['state', 'error', 'code'].map((name) => query.get(name))
  const isOurs = sameText(given ?? '', state)
  if (!isOurs && (error !== null || (!given && !code))) return undefined
  if (!isOurs) throw oauthStateMismatch()
  if (error !== null && error !== undefined) throw oauthProviderError(reasonOf(error, query.get('error_description')))
  if (!code) throw oauthCodeMissing()
  return code
}

/** Takes as long for texts that differ at their beginning as for those that differ at their end. */
const sameText = (a: string, b: string) => timingSafeEqual(digest(a), digest(b))

const digest = (text: string) => createHash('sha256').update(text).digest()

function reasonOf(error: string, description: null | string): string {
  const reason = visible(description ? `${error}: ${description}` : error)
  return reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason
}
