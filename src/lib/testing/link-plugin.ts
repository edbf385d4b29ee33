import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

import {readStore, storePath} from '../plugins/plugin-list.js'

/**
 * Writes what `omi plugins link` does: adds to the list of plugins in oclif's data folder. Throws when `plugin` has no
 * package.json, and "List of plugins is damaged".
 */
export async function linkPlugin(dataFolder: string, plugin: string): Promise<void> {
  const {name} = JSON.parse(await readFile(join(plugin, 'package.json'), 'utf8')) as {name: string}
  const store = await readStore(dataFolder)
  const others = (store.oclif?.plugins ?? []).filter((other) => other.name !== name)
  const oclif = {schema: 1, ...store.oclif, plugins: [...others, {name, root: plugin, type: 'link'}]}
  await mkdir(dataFolder, {mode: 0o700, recursive: true})
  await writeFile(storePath(dataFolder), JSON.stringify({private: true, ...store, oclif}))
}
