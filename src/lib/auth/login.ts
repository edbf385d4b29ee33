import {type ConfigEdit, type StoredConfig, type StoredProfile} from '../config/config-file.js'
import {type Settings} from '../config/settings.js'
import {type Tokens} from '../config/tokens.js'
import {isOmiError, isRefusal, type OmiError} from '../errors/index.js'
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
    if (!isOmiError(error) || signal.aborted || isRefusal(error, 401)) throw error
    return isRefusal(error, 403) ? {outcome: 'limited'} : {error, outcome: 'unknown'}
  }
}

/** The edits that make a key the credential of its profile. */
export function loginEdits(settings: Settings, key: string): ConfigEdit[] {
  // Tokens of an earlier sign-in may be somebody else's.
  return profileEdits(settings, {auth_method: 'api_key', api_key: key})
}

/**
 * The edits that make the profile that signs in the active one. One that `--profile` named leaves the active profile as
 * it is, unless no profile of `config` has a credential yet.
 */
export function activationEdits({namedByFlag, profileName}: Settings, {profiles}: StoredConfig): ConfigEdit[] {
  const isFirst = ![...profiles.values()].some((profile) => hasCredential(profile))
  return namedByFlag && !isFirst ? [] : [{path: ['active_profile'], value: profileName}]
}

const hasCredential = ({api_key: key, id_token: idToken, refresh_token: refreshToken}: StoredProfile) =>
  Boolean(key || idToken || refreshToken)

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

/** The edits that leave a profile without a credential, and without the token of the desktop app; none when it has none. */
export function logoutEdits(profileName: string, profile: StoredProfile): ConfigEdit[] {
  return [...CREDENTIAL_FIELDS, 'local_token']
    .filter((field) => profile[field] !== undefined)
    .map((field) => ({
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
    {path: at('api_base'), value: apiBase},
    ...CREDENTIAL_FIELDS.map((field) => ({path: at(field), value: credentials[field]})),
  ]
}
