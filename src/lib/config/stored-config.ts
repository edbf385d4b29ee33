import {invalidConfiguration} from '../errors/index.js'
import {rememberSecret} from '../text/hide-credentials.js'
import {isTable, parseToml, type TomlDocument} from './parse-toml.js'
import {tomlKey} from './toml-text.js'

/** A `[profiles.NAME]` table. */
export interface StoredProfile {
  [key: string]: unknown
  api_base?: string
  api_key?: string
  /** The id of the key that a browser sign-in minted for this profile. */
  api_key_id?: string
  auth_method?: string
  /** `HOST:PORT` of the Firebase emulator that the session is of; without it, it is of Firebase itself. */
  firebase_auth_emulator_host?: string
  id_token?: string
  /** Unix time in seconds. */
  id_token_expires_at?: number
  /** Where the desktop app serves its own API, and the token for it. */
  local_api_url?: string
  local_token?: string
  refresh_token?: string
}

/** What the config file says, leaving out what is not the CLI's. */
export interface StoredConfig {
  readonly activeProfile?: string
  readonly exists: boolean
  /** Permission bits; undefined on Windows and when there is no file. */
  readonly mode?: number
  readonly profiles: ReadonlyMap<string, StoredProfile>
}

const TYPES = new Map([
  ['api_base', 'string'],
  ['api_key', 'string'],
  ['api_key_id', 'string'],
  ['auth_method', 'string'],
  ['firebase_auth_emulator_host', 'string'],
  ['id_token', 'string'],
  ['id_token_expires_at', 'number'],
  ['local_api_url', 'string'],
  ['local_token', 'string'],
  ['refresh_token', 'string'],
])

/** Keys of a profile whose values are credentials. */
const SECRETS = ['api_key', 'id_token', 'local_token', 'refresh_token']

/** Throws "Invalid configuration" with line and column for text that is not TOML; `path` is for the message. */
export function parseConfig(path: string, text: string): TomlDocument {
  try {
    return parseToml(text)
  } catch (error) {
    throw invalidConfiguration(`${path}: ${(error as Error).message}`)
  }
}

/** Throws "Invalid configuration" that names the key for a value of the wrong type; `path` is for the message. */
export function interpretConfig(path: string, {root}: TomlDocument): Pick<StoredConfig, 'activeProfile' | 'profiles'> {
  const {active_profile: activeProfile, profiles} = root
  if (activeProfile !== undefined && typeof activeProfile !== 'string') {
    throw wrongType(path, ['active_profile'], 'a string')
  }

  if (profiles !== undefined && !isTable(profiles)) throw wrongType(path, ['profiles'], 'a table')
  const named = Object.entries(profiles ?? {}).map(([name, table]) => [name, asProfile(path, name, table)] as const)
  return {activeProfile, profiles: new Map(named)}
}

function asProfile(path: string, name: string, table: unknown): StoredProfile {
  if (!isTable(table)) throw wrongType(path, ['profiles', name], 'a table')
  for (const [key, type] of TYPES) {
    if (table[key] !== undefined && typeof table[key] !== type) {
      throw wrongType(path, ['profiles', name, key], `a ${type}`)
    }
  }

  for (const key of SECRETS) rememberSecret(table[key] as string | undefined)
  return Object.fromEntries(Object.entries(table))
}

const wrongType = (path: string, key: string[], expected: string) =>
  invalidConfiguration(`${path}: ${tomlKey(...key)} has to be ${expected}.`)
