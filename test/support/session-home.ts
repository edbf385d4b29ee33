import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {parse} from 'toml'

import {temporaryFolder} from './omi.js'
import {KEY} from './server.js'
import {type SignInServer} from './sign-in-server.js'

const file = (home: string) => join(home, '.omi/config.toml')

/** A home folder with this config file. */
export function homeWithConfig(config: string): string {
  const home = temporaryFolder()
  mkdirSync(join(home, '.omi'), {mode: 0o700})
  writeFileSync(file(home), config, {mode: 0o600})
  return home
}

/**
 * A home folder with a session in its default profile and no key, as the Python client writes it. `age` is how old the ID
 * token is, in seconds.
 */
export function homeWithSession(server: SignInServer, age = 0, apiBase = server.apiBase): string {
  const {expiresAt, idToken, refreshToken} = server.issue(age)
  return homeWithConfig(`active_profile = "default"

# written by another client
[profiles.default]
api_base = "${apiBase}"
auth_method = "oauth"
id_token = "${idToken}"
refresh_token = "${refreshToken}"
id_token_expires_at = ${expiresAt}.0
local_api_url = "http://127.0.0.1:47777"
`)
}

export const configText = (home: string) => readFileSync(file(home), 'utf8')

/** A profile as the config file has it. */
export function storedProfile(home: string, name = 'default'): Record<string, number | string | undefined> {
  const {profiles} = parse(configText(home)) as {profiles: Record<string, Record<string, number | string>>}
  return {...profiles[name]}
}

/** A home folder with a key of the user's own, and the config as it is there. */
export function homeWithKey(server: SignInServer): {before: string; home: string} {
  const home = homeWithConfig(`[profiles.default]\napi_base = "${server.apiBase}"\napi_key = "${KEY}"\n`)
  return {before: configText(home), home}
}
