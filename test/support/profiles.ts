import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'

import {temporaryFolder} from './omi.js'
import {KEY} from './server.js'

export const WORK_KEY = 'omi_dev_work_0123456789abcdef'

/** A home folder with this config file. */
export function homeWith(config: string): string {
  const home = temporaryFolder()
  mkdirSync(join(home, '.omi'), {mode: 0o700})
  writeFileSync(join(home, '.omi/config.toml'), config, {mode: 0o600})
  return home
}

/** A home folder with two profiles, of which `default` is the active one. */
export function homeWithProfiles(base = 'https://api.omi.me'): string {
  const profiles = [
    ['default', KEY],
    ['work', WORK_KEY],
  ].map(([name, key]) => `\n[profiles.${name}]\napi_base = "${base}"\nauth_method = "api_key"\napi_key = "${key}"\n`)
  return homeWith(`active_profile = "default"\n${profiles.join('')}`)
}
