import {join, resolve} from 'node:path'

import {type ConfigLocation} from './config-file.js'
import {type Environment, omiFolder} from './environment.js'

/** Where the config file is: `OMI_CONFIG` (`~/` is the home folder), else `~/.omi/config.toml`. */
export function configLocation(environment: Environment): ConfigLocation {
  const {configPath, home} = environment
  if (configPath === undefined) return {ownFolder: true, path: join(omiFolder(home), 'config.toml')}
  const path = configPath.startsWith('~/') ? join(home, configPath.slice(2)) : resolve(configPath)
  return {ownFolder: false, path}
}

/** Where the progress of long creations is kept. */
export const jobsFolder = (environment: Environment) => join(omiFolder(environment.home), 'jobs')

/** Where the mirror of an account is kept, by what its files are named by (account-key.ts). */
export const mirrorPath = (environment: Environment, account: string) =>
  join(omiFolder(environment.home), 'mirror', `${account}.db`)
