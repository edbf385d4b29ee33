import {join} from 'node:path'

import {isOmiError, notAPlugin} from '../errors.js'
import {removePackages} from './npm.js'
import {type ListedPlugin, pluginsIn, readStore, storePath} from './plugin-list.js'
import {pluginPackage} from './plugin-package.js'

/**
 * Lists a plugin that has just come from the URL of a tarball under its own name: @oclif/plugin-plugins takes it for the
 * first one that came from any such URL. `before` is the list from before it came. Throws "Not a plugin", and what the file
 * system does.
 */
export async function listByUrl(url: string, before: readonly ListedPlugin[], dataFolder: string): Promise<void> {
  const store = await readStore(dataFolder)
  const [name] = Object.entries(store.dependencies ?? {}).find(([, source]) => source === url) ?? []
  if (name === undefined || pluginsIn(store).some((plugin) => plugin.name === name && plugin.url === url)) return
  const valid = await isPlugin(join(dataFolder, 'node_modules', name))
  const others = before.filter((plugin) => plugin.name !== name)
  const plugins = valid ? [...others, {name, type: 'user', url}] : others
  const {writeWhole} = await import('../files/write-whole.js')
  const text = JSON.stringify({...store, oclif: {...store.oclif, plugins}}, undefined, 2)
  await writeWhole(storePath(dataFolder), text)
  if (valid) return
  await removeUnlisted(dataFolder)
  throw notAPlugin(url)
}

/** Takes out of the data folder again what turned out to be no plugin. Throws "List of plugins is damaged". */
export async function removeUnlisted(dataFolder: string): Promise<void> {
  const store = await readStore(dataFolder)
  const plugins = new Set(pluginsIn(store).map(({name}) => name))
  const others = Object.keys(store.dependencies ?? {}).filter((name) => !plugins.has(name))
  if (others.length > 0) await removePackages(others, dataFolder)
}

const isPlugin = (folder: string): Promise<boolean> =>
  pluginPackage(folder, folder).then(
    () => true,
    (error: unknown) => {
      if (isOmiError(error)) return false
      throw error
    },
  )
