import {join} from 'node:path'

import {pluginNotInstalled} from '../errors/index.js'
import {exists} from './exists.js'
import {installLocked, installLockedByYarn, NpmError, type NpmOptions} from './npm.js'

/**
 * Installs what the lock file of a plugin's own folder says, where it has one that can be understood here; resolves to what the
 * user is to do where that is not so. Throws "Plugin was not installed".
 */
export async function installDependencies(options: NpmOptions): Promise<string | undefined> {
  const has = (name: string) => exists(join(options.folder, name))
  try {
    if (await has('package-lock.json')) await installLocked(options)
    else if (await has('yarn.lock')) await installLockedByYarn(options)
    else if (await has('pnpm-lock.yaml'))
      return `Its dependencies are not installed here: run pnpm install in ${options.folder}.`
    return undefined
  } catch (error) {
    if (error instanceof NpmError) throw pluginNotInstalled(options.folder, error.message)
    throw error
  }
}
