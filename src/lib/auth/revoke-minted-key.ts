import {DEFAULT_API_BASE, normalizeApiBase} from '../config/api-base.js'
import {type StoredProfile} from '../config/config-file.js'
import {type Settings} from '../config/settings.js'
import {type Tokens} from '../config/tokens.js'
import {type Output} from '../output/output.js'
import {connect, firebaseConnection} from './connect.js'
import {projectOf} from './firebase-project.js'
import {claimsOf, isDue} from './id-token.js'

/** How long signing in or out may be kept waiting by it, in milliseconds. */
const LIMIT = 5000

export interface Revocation {
  /** The new session, where the key is replaced. It serves when it is the same user's at the same server. */
  readonly now?: {readonly apiBase: string; readonly tokens: Tokens}
  readonly output: Output
  readonly settings: Settings
  readonly signal: AbortSignal
}

/**
 * Tries once to revoke the key that a sign-in minted for `profile`, which is no longer in the config file. Resolves to
 * the id of a key that is still to be revoked; never throws.
 */
export async function revokeMintedKey(profile: StoredProfile, revocation: Revocation): Promise<string | undefined> {
  const {api_key_id: id} = profile
  if (!id) return undefined
  const {output, settings} = revocation
  const signal = AbortSignal.any([revocation.signal, AbortSignal.timeout(LIMIT)])
  const apiBase = normalizeApiBase(profile.api_base || DEFAULT_API_BASE) ?? DEFAULT_API_BASE
  try {
    const idToken =
      tokenAtHand(profile, apiBase, revocation) ?? (await refreshed(profile, apiBase, {...revocation, signal}))
    const api = await connect({...settings, apiBase}, output, signal, {idToken, maxAttempts: 1})
    await api.keys.revoke(id)
    return undefined
  } catch {
    return id
  }
}

/** What a user is told about a key that is still to be revoked. */
export const stillToBeRevoked = (id: string) =>
  `The developer key that an earlier sign-in made (${id}) could not be revoked. ` +
  'Revoke it in the Omi web app under Developer → API Keys.'

function tokenAtHand(profile: StoredProfile, apiBase: string, {now, output}: Revocation): string | undefined {
  const user = profile.id_token && claimsOf(profile.id_token).sub
  if (now?.apiBase === apiBase && (!user || user === claimsOf(now.tokens.idToken).sub)) return now.tokens.idToken
  return isDue(profile, output.io.clock.now()) ? undefined : profile.id_token
}

async function refreshed(
  profile: StoredProfile,
  apiBase: string,
  {output, settings, signal}: Revocation,
): Promise<string> {
  if (!profile.refresh_token) throw new Error('There is no session to revoke it with.')
  const firebaseOf = await firebaseConnection(settings, output, signal, {maxAttempts: 1})
  const firebase = firebaseOf(projectOf(profile, apiBase, settings.environment))
  const {idToken} = await firebase.refresh(profile.refresh_token)
  return idToken
}
