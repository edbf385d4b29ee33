import {maskCredential} from '../config/developer-key.js'
import {type Settings} from '../config/settings.js'

/**
 * What tells one sign-in of a profile from another, and no secret: what `omi config show` shows of its credential. Undefined for who is
 * not signed in.
 */
export function signInOf({credential, profile}: Settings): string | undefined {
  if (!credential) return undefined
  // An ID token is another one each hour.
  return maskCredential(
    credential.method === 'oauth' ? (profile.refresh_token ?? credential.secret) : credential.secret,
  )
}

/** Whether somebody has signed in since `omi sync` last saw whose the mirror is, who may be somebody else. */
export function isOfAnotherSignIn(mirrors: string | undefined, settings: Settings): boolean {
  const own = signInOf(settings)
  return mirrors !== undefined && own !== undefined && own !== mirrors
}

export const OF_ANOTHER_SIGN_IN =
  'The mirror was made with another sign-in, and may be of another account: omi sync finds out.'
