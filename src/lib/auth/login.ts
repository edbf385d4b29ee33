import {type ConfigEdit, type StoredProfile} from '../config/config-file.js'
import {type Settings} from '../config/settings.js'
import {isOmiError, type OmiError} from '../errors.js'
import {type Tokens} from './firebase.js'
import {type MintedKey} from './minted-key.js'

/** What one request with a new key told about it. */
export type Verification =
  {readonly error: OmiError; readonly outcome: 'unknown'} | {readonly outcome: 'limited'} | {readonly outcome: 'works'}

/**
 * Tries a new key with one request (`probe`). Only a 401 speaks against the key, and is thrown: whatever else went
 * wrong, a user who just made a key keeps it (the troubleshooting page: "Network errors don't trigger the rollback").
 */
export async function verifyKey(probe: () => Promise<unknown>, signal: AbortSignal): Promise<Verification> {
  try {
    await probe()
    return {outcome: 'works'}
  } catch (error) {
    if (!isOmiError(error) || signal.aborted || error.facts.status === 401) throw error
    return error.facts.status === 403 ? {outcome: 'limited'} : {error, outcome: 'unknown'}
  }
}

/** The edits that make a key the credential of its profile, and that profile the active one. */
export function loginEdits(settings: Settings, key: string): ConfigEdit[] {
  // Tokens of an earlier sign-in may be somebody else's.
  return profileEdits(settings, {auth_method: 'api_key', api_key: key})
}

/** What a browser sign-in got. */
export interface BrowserCredentials {
  readonly emulatorHost?: string
  /** Undefined where the server makes none: the ID token is the credential then. */
  readonly key?: MintedKey
  readonly tokens: Tokens
}

/** The same for a browser sign-in. */
export function browserLoginEdits(settings: Settings, {emulatorHost, key, tokens}: BrowserCredentials): ConfigEdit[] {
  return profileEdits(settings, {
    auth_method: key ? 'api_key' : 'oauth',
    api_key: key?.secret,
    api_key_id: key?.id,
    id_token: tokens.idToken,
    refresh_token: tokens.refreshToken,
    id_token_expires_at: tokens.expiresAt,
    firebase_auth_emulator_host: emulatorHost,
  })
}

/** The edits that leave a profile without a credential; none when it has none. */
export function logoutEdits(profileName: string, profile: StoredProfile): ConfigEdit[] {
  return CREDENTIAL_FIELDS.filter((field) => profile[field] !== undefined).map((field) => ({
    path: ['profiles', profileName, field],
    value: undefined,
  }))
}

type Credentials = Pick<StoredProfile, (typeof CREDENTIAL_FIELDS)[number]>

const CREDENTIAL_FIELDS = [
  'auth_method',
  'api_key',
  'api_key_id',
  'id_token',
  'refresh_token',
  'id_token_expires_at',
  'firebase_auth_emulator_host',
] as const

/** What `credentials` does not have is removed. */
function profileEdits({apiBase, profileName}: Settings, credentials: Credentials): ConfigEdit[] {
  const at = (field: string) => ['profiles', profileName, field]
  return [
    {path: ['active_profile'], value: profileName},
    {path: at('api_base'), value: apiBase},
    ...CREDENTIAL_FIELDS.map((field) => ({path: at(field), value: credentials[field]})),
  ]
}
