import path, {join} from 'node:path'

import {type ConfigLocation} from './config-file.js'
import {type Environment, omiFolder} from './environment.js'

/**
 * Where the config file is: `OMI_CONFIG` (`~/` is the home folder, and `~\` on Windows), else `~/.omi/config.toml`. `rules` are
 * those of this system's paths.
 */
export function configLocation(
  {configPath, home}: Pick<Environment, 'configPath' | 'home'>,
  rules: path.PlatformPath = path,
): ConfigLocation {
  if (configPath === undefined) return {ownFolder: true, path: rules.join(omiFolder(home), 'config.toml')}
  const isOfHome = configPath.startsWith('~/') || configPath.startsWith(`~${rules.sep}`)
  return {ownFolder: false, path: isOfHome ? rules.join(home, configPath.slice(2)) : rules.resolve(configPath)}
}

/** Where the progress of long creations is kept. */
export const jobsFolder = (environment: Environment) => join(omiFolder(environment.home), 'jobs')

/** Where the mirror of an account is kept, by what its files are named by (account-key.ts). */
export const mirrorPath = (environment: Environment, account: string) =>
  join(omiFolder(environment.home), 'mirror', `${account}.db`)
