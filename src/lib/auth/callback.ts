import {createHash, timingSafeEqual} from 'node:crypto'

import {oauthCodeMissing, oauthProviderError, oauthStateMismatch} from '../errors.js'
import {visible} from '../output/visible-text.js'

/** How much of a provider's own text is shown. */
const LONGEST_REASON = 300

/**
 * The authorization code in the query of a callback. Throws "OAuth state mismatch", "OAuth provider returned an error"
 * with its reason, and "OAuth callback missing authorization code".
 */
export function codeFrom(query: URLSearchParams, state: string): string {
  const given = query.get('state')
  const error = query.get('error')
  // A provider that could not even read the request has no state to give back (RFC 6749, 4.1.2.1).
  const stateless = error !== null && given === null
  if (!stateless && !sameText(given ?? '', state)) throw oauthStateMismatch()
  if (error !== null) throw oauthProviderError(reasonOf(error, query.get('error_description')))
  const code = query.get('code')
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
