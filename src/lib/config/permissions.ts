import {type Settings} from './settings.js'

/** The permission bits that anyone but the owner has no business with. */
const OTHERS = 0o077

/**
 * What is wrong with the config file's permissions and how to mend it, when others can read a credential in it;
 * undefined when all is well. The troubleshooting page: "Permissions are owner-only (0600 for the file …)".
 */
export function loosePermissions({config, location}: Pick<Settings, 'config' | 'location'>): string | undefined {
  const {mode, profiles} = config
  if (mode === undefined || (mode & OTHERS) === 0) return undefined
  const secret = [...profiles.values()].some(
    (profile) => profile.api_key || profile.id_token || profile.local_token || profile.refresh_token,
  )
  if (!secret) return undefined
  const bits = mode.toString(8).padStart(4, '0')
  return `${location.path} holds a credential and is open to others (${bits}). Mend it: chmod 600 ${location.path}`
}
