import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'

import {temporaryFolder} from './omi.js'
import {KEY} from './server.js'

export const WORK_KEY = 'omi_dev_work_0123456789abcdef'

/** A home folder with two profiles, of which `default` is the active one. */
export function homeWithProfiles(base = 'https://api.omi.me'): string {
  const home = temporaryFolder()
  mkdirSync(join(home, '.omi'), {mode: 0o700})
  const profiles = [
    ['default', KEY],
    ['work', WORK_KEY],
  ].map(([name, key]) => `\n[profiles.${name}]\napi_base = "${base}"\nauth_method = "api_key"\napi_key = "${key}"\n`)
  writeFileSync(join(home, '.omi/config.toml'), `active_profile = "default"\n${profiles.join('')}`, {mode: 0o600})
  return home
}
