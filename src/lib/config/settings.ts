import {
  invalidConfiguration,
  invalidValue,
  isOmiError,
  noSuchProfile,
  notAuthenticated,
  type OmiError,
} from '../errors/index.js'
import {systemCode} from '../errors/system-error.js'
import {type GlobalFlags} from '../io/run-context.js'
import {API_BASE_EXPECTED, DEFAULT_API_BASE, normalizeApiBase} from './api-base.js'
import {type ConfigLocation, readConfig, type StoredConfig, type StoredProfile} from './config-file.js'
import {parseDeveloperKey} from './developer-key.js'
import {type Environment} from './environment.js'
import {configLocation} from './paths.js'

const DEFAULT_PROFILE = 'default'

/** What this run uses, after flag, variable, profile and default have had their say (in that order). */
export interface Settings {
  /** Without a slash at its end. */
  readonly apiBase: string
  readonly config: StoredConfig
  /** Why the config file was left out, in a run that has all it needs without it. */
  readonly configProblem?: OmiError
  readonly credential?: Credential
  /** What the environment says, without the variables that `--profile` keeps from being used. */
  readonly environment: Environment
  readonly location: ConfigLocation
  /** Whether `--profile` names the profile. */
  readonly namedByFlag: boolean
  readonly profile: StoredProfile
  /** Where the profile's own credential belongs: what `apiBase` is when no flag and no variable names another. */
  readonly profileApiBase: string
  readonly profileName: string
  /** The variables that are set and not used, since `--profile` names an account of its own. */
  readonly unusedVariables: readonly string[]
}

/** A secret as it was found; it is checked, and an ID token renewed, when the first request needs it. */
interface Credential {
  readonly method: 'api_key' | 'oauth'
  readonly secret: string
  readonly source: 'OMI_API_KEY' | 'profile'
}

export interface SettingsOptions {
  /** Whether the command makes the profile that `--profile` names, where there is none of that name. */
  readonly makesProfile?: boolean
}

/**
 * Reads the config file. Throws a UsageError for a file or an API base that cannot be used, and "No such profile" for one
 * that `--profile` names and nobody made.
 */
export async function resolveSettings(
  globals: GlobalFlags,
  given: Environment,
  {makesProfile = false}: SettingsOptions = {},
): Promise<Settings> {
  const location = configLocation(given)
  const {config, problem: configProblem} = await readIfNeeded(location, globals, given)
  if (!makesProfile) checkNamedProfile(globals, config)
  const profileName = activeProfile(globals, given, config)
  const profile = config.profiles.get(profileName) ?? {}
  const {environment, unusedVariables} = besideProfileFlag(globals, given, profile)
  const profileApiBase = storedApiBase(profile, profileName, location)
  return {
    apiBase: givenApiBase(globals, environment) ?? profileApiBase,
    config,
    ...(configProblem && {configProblem}),
    credential: findCredential(environment, profile),
    environment,
    location,
    namedByFlag: globals.profile !== undefined,
    profile,
    profileApiBase,
    profileName,
    unusedVariables,
  }
}

/**
 * Reads the config file. A run with a key of its own needs none: there one that cannot be read, such as another user's, is
 * as good as missing, and with an API base too one of any kind.
 */
async function readIfNeeded(location: ConfigLocation, globals: GlobalFlags, {apiBase, apiKey}: Environment) {
  try {
    return {config: await readConfig(location)}
  } catch (error) {
    if (!isOmiError(error) || apiKey === undefined || globals.profile !== undefined) throw error
    if (!(globals.apiBase ?? apiBase) && systemCode(error.cause) === undefined) throw error
    return {config: {exists: false, profiles: new Map()} satisfies StoredConfig, problem: error}
  }
}

/** The name of the profile that this run uses, whether there is such a profile or not. */
export const activeProfile = (globals: GlobalFlags, environment: Environment, config: StoredConfig): string =>
  globals.profile ?? environment.profile ?? activeProfileOf(config)

/** The name of the profile that a run uses which names none. */
export const activeProfileOf = ({activeProfile}: StoredConfig): string => activeProfile || DEFAULT_PROFILE

/** Throws "No such profile" for a `--profile` that nobody has made; the default one and the active one need no making. */
export function checkNamedProfile({profile}: GlobalFlags, config: StoredConfig): void {
  if (profile === undefined || config.profiles.has(profile)) return
  if (profile !== DEFAULT_PROFILE && profile !== activeProfileOf(config)) throw noSuchProfile(profile)
}

/**
 * The secret to send. Throws "Not authenticated" when there is none, and "That doesn't look like an Omi developer
 * key" when there is one that cannot be a key.
 */
export function requireSecret({credential, profileName, unusedVariables}: Settings): string {
  if (!credential) throw notAuthenticated(unusedVariables.includes('OMI_API_KEY') ? profileName : undefined)
  return credential.method === 'api_key' ? parseDeveloperKey(credential.secret) : credential.secret
}

/**
 * What is left of the variables beside a `--profile`: a run that names a profile writes to no other account, so the key is
 * that profile's own, and the server too where the profile has one.
 */
function besideProfileFlag(globals: GlobalFlags, environment: Environment, profile: StoredProfile) {
  if (globals.profile === undefined) return {environment, unusedVariables: []}
  const {apiBase, apiKey} = environment
  const ownServer = Boolean(profile.api_base)
  return {
    environment: {...environment, apiBase: ownServer ? undefined : apiBase, apiKey: undefined},
    unusedVariables: [...(apiKey ? ['OMI_API_KEY'] : []), ...(apiBase && ownServer ? ['OMI_API_BASE'] : [])],
  }
}

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
