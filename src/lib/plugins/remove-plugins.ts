import {type Config} from '@oclif/core/config'
import {readdir, rm, rmdir} from 'node:fs/promises'
import {dirname, join} from 'node:path'

import {npmCacheFolder} from '../config/environment.js'
import {bystandersPath} from './bystanders.js'
import {sharedModules, unlinkHostPackage} from './host-package.js'
import {removeManifest} from './manifest.js'
import {INSTALLED, type ListedPlugin, listPath} from './plugin-list.js'
import {toldPath} from './tell-unfit.js'

type Folders = Pick<Config, 'cacheDir' | 'dataDir'>

/** To be called once a plugin has gone: the folder of a linked one is as it was before. Throws what the file system does. */
export async function restoreFolder(
  {root}: ListedPlugin,
  config: Pick<Config, 'dataDir' | 'name' | 'root'>,
): Promise<void> {
  if (root === undefined) return
  await removeManifest(root)
  await unlinkHostPackage(root, config)
}

/** Removes what there is for the sake of plugins, where there are none. What plugins themselves keep stays. */
export async function removeTraces({cacheDir, dataDir}: Folders): Promise<void> {
  const traces = [
    listPath(dataDir),
    toldPath(dataDir),
    bystandersPath(cacheDir),
    join(dataDir, INSTALLED),
    sharedModules({dataDir}),
    npmCacheFolder(cacheDir),
  ]
  await Promise.all(traces.map((path) => remove(path)))
  const own = dirname(dataDir)
  // bin/run.js has Node.js keep what it compiled where the product keeps something else. It makes the folder when a run
  // starts, and at the end of this one writes to none that is gone.
  const compiled = join(cacheDir, 'compiled')
  await removeIfEmpty(dataDir)
  if ((await isAlone(cacheDir, own)) && (await isAlone(compiled, cacheDir))) await remove(compiled)
  await removeIfEmpty(cacheDir)
}

/** Removes a file or a folder; what cannot be removed stays. */
export const remove = (path: string): Promise<void> =>
  rm(path, {force: true, maxRetries: 3, recursive: true}).catch(() => {})

export const removeIfEmpty = (folder: string): Promise<void> => rmdir(folder).catch(() => {})

/** Whether nothing but `path` and the lock on plugins is in the folder. */
const isAlone = async (path: string, folder: string): Promise<boolean> =>
  (await readdir(folder).catch(() => [])).every((name) => join(folder, name) === path || name.endsWith('.lock'))
