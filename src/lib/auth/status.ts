import {maskCredential, parseDeveloperKey} from '../config/developer-key.js'
import {type Settings} from '../config/settings.js'
import {type View} from '../output/view.js'

/** What is known about the credential without asking the server. */
export interface AuthStatus {
  readonly api_base: string
  readonly auth_method: null | string
  readonly authenticated: boolean
  /** Masked; `(none)` without one, `(invalid)` for one that cannot be a key. */
  readonly credential: string
  readonly credential_source: 'OMI_API_KEY' | 'profile' | null
  /** Unix seconds. */
  readonly id_token_expires_at: null | number
  readonly profile: string
  /** Whether there is a browser session beside it. */
  readonly session: boolean
}

export function authStatus({apiBase, credential, profile, profileName}: Settings): AuthStatus {
  const shown =
    credential && (credential.method === 'api_key' ? maskIfKey(credential.secret) : maskCredential(credential.secret))
  return {
    profile: profileName,
    authenticated: shown !== undefined && shown !== INVALID,
    auth_method: credential?.method ?? null,
    api_base: apiBase,
    credential: shown ?? '(none)',
    credential_source: credential?.source ?? null,
    session: Boolean(profile.refresh_token),
    id_token_expires_at: profile.id_token_expires_at ?? null,
  }
}

export const authStatusView: View<AuthStatus> = {
  columns: [
    {name: 'profile', value: ({profile}) => profile},
    {name: 'authenticated', value: ({authenticated}) => authenticated},
    {name: 'auth_method', value: (status) => status.auth_method},
    {name: 'api_base', value: (status) => status.api_base},
    {name: 'credential', value: ({credential}) => credential},
    {name: 'credential_source', value: (status) => status.credential_source},
    {name: 'session', value: ({session}) => session},
    {name: 'id_token_expires_at', value: (status) => status.id_token_expires_at},
  ],
}

const INVALID = '(invalid)'

function maskIfKey(secret: string): string {
  try {
    return maskCredential(parseDeveloperKey(secret))
  } catch {
    return INVALID
  }
}
