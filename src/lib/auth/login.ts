import {type ConfigEdit} from '../config/config-file.js'
import {type Settings} from '../config/settings.js'
import {isOmiError, type OmiError} from '../errors.js'

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
export function loginEdits({apiBase, profileName}: Settings, key: string): ConfigEdit[] {
  const at = (field: string) => ['profiles', profileName, field]
  return [
    {path: ['active_profile'], value: profileName},
    {path: at('api_base'), value: apiBase},
    {path: at('auth_method'), value: 'api_key'},
    {path: at('api_key'), value: key},
    // Tokens of an earlier sign-in may be somebody else's.
    ...SESSION_FIELDS.map((field) => ({path: at(field), value: undefined})),
  ]
}

/** The edits that leave a profile without a credential; none when it has none. */
export function logoutEdits({profile, profileName}: Settings): ConfigEdit[] {
  return ['auth_method', 'api_key', ...SESSION_FIELDS]
    .filter((field) => profile[field] !== undefined)
    .map((field) => ({path: ['profiles', profileName, field], value: undefined}))
}

const SESSION_FIELDS = ['id_token', 'refresh_token', 'id_token_expires_at']
