import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

import {listedPlugins, listPath, listText} from '../plugins/plugin-list.js'

/**
 * Writes what `omi plugins link` does: adds to the list of plugins in oclif's data folder. Throws when `plugin` has no
 * package.json, and "List of plugins is damaged".
 */
export async function linkPlugin(dataFolder: string, plugin: string): Promise<void> {
  const {name} = JSON.parse(await readFile(join(plugin, 'package.json'), 'utf8')) as {name: string}
  const others = listedPlugins(dataFolder).filter((other) => other.name !== name)
  await mkdir(dataFolder, {mode: 0o700, recursive: true})
  await writeFile(listPath(dataFolder), listText([...others, {name, root: plugin, type: 'link'}]))
}
