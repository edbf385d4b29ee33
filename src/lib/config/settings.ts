import {parseDeveloperKey} from '../auth/developer-key.js'
import {invalidConfiguration, invalidValue, notAuthenticated} from '../errors.js'
import {type GlobalFlags} from '../global-flags.js'
import {type ConfigLocation, readConfig, type StoredConfig, type StoredProfile} from './config-file.js'
import {type Environment} from './environment.js'
import {configLocation} from './paths.js'

export const DEFAULT_API_BASE = 'https://api.omi.me'
const DEFAULT_PROFILE = 'default'

/** What this run uses, after flag, variable, profile and default have had their say (in that order). */
export interface Settings {
  /** Without a slash at its end. */
  readonly apiBase: string
  readonly config: StoredConfig
  readonly credential?: Credential
  readonly environment: Environment
  readonly location: ConfigLocation
  readonly profile: StoredProfile
  /** Where the profile's own credential belongs: what `apiBase` is when no flag and no variable names another. */
  readonly profileApiBase: string
  readonly profileName: string
}

/** A secret as it was found; it is checked, and an ID token renewed, when the first request needs it. */
export interface Credential {
  readonly method: 'api_key' | 'oauth'
  readonly secret: string
  readonly source: 'OMI_API_KEY' | 'profile'
}

/** Reads the config file; throws a UsageError for a file or an API base that cannot be used. */
export async function resolveSettings(globals: GlobalFlags, environment: Environment): Promise<Settings> {
  const location = configLocation(environment)
  const config = await readConfig(location)
  const profileName = activeProfile(globals, environment, config)
  const profile = config.profiles.get(profileName) ?? {}
  const profileApiBase = storedApiBase(profile, profileName, location)
  return {
    apiBase: givenApiBase(globals, environment) ?? profileApiBase,
    config,
    credential: findCredential(environment, profile),
    environment,
    location,
    profile,
    profileApiBase,
    profileName,
  }
}

/** The name of the profile that this run uses, whether there is such a profile or not. */
export const activeProfile = (globals: GlobalFlags, environment: Environment, config: StoredConfig): string =>
  globals.profile ?? environment.profile ?? (config.activeProfile || DEFAULT_PROFILE)

/**
 * The secret to send. Throws "Not authenticated" when there is none, and "That doesn't look like an Omi developer
 * key" when there is one that cannot be a key.
 */
export function requireSecret(credential: Credential | undefined): string {
  if (!credential) throw notAuthenticated()
  return credential.method === 'api_key' ? parseDeveloperKey(credential.secret) : credential.secret
}

/**
 * An API base as the requests need it: http or https, no credentials, query or fragment, no slash at the end.
 * Returns undefined for anything else.
 */
export function normalizeApiBase(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  const usable =
    ['http:', 'https:'].includes(url.protocol) && !url.username && !url.password && !url.search && !url.hash
  return usable ? url.href.replace(/\/+$/, '') : undefined
}

/** What an API base has to look like, for the detail of an error. */
export const API_BASE_EXPECTED = `Expected a URL such as ${DEFAULT_API_BASE}: http or https, without credentials or query.`

function givenApiBase(globals: GlobalFlags, environment: Environment): string | undefined {
  const [name, text] = globals.apiBase ? ['--api-base', globals.apiBase] : ['OMI_API_BASE', environment.apiBase]
  if (text === undefined) return undefined
  const apiBase = normalizeApiBase(text)
  if (apiBase === undefined) throw invalidValue(name, API_BASE_EXPECTED)
  return apiBase
}

function storedApiBase(profile: StoredProfile, name: string, location: ConfigLocation): string {
  if (!profile.api_base) return DEFAULT_API_BASE
  const apiBase = normalizeApiBase(profile.api_base)
  if (apiBase === undefined) {
    throw invalidConfiguration(
      `${location.path}: api_base of profile '${name}' cannot be used. ${API_BASE_EXPECTED}\n` +
        'Mend it with omi config set api_base URL.',
    )
  }

  return apiBase
}

function findCredential(environment: Environment, profile: StoredProfile): Credential | undefined {
  if (environment.apiKey) return {method: 'api_key', secret: environment.apiKey, source: 'OMI_API_KEY'}
  if (profile.api_key) return {method: 'api_key', secret: profile.api_key, source: 'profile'}
  if (profile.id_token || profile.refresh_token) {
    return {method: 'oauth', secret: profile.id_token ?? '', source: 'profile'}
  }

  return undefined
}
