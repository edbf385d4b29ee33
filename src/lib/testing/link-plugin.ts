import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

/** Writes what `omi plugins link` does: the list of plugins in oclif's data folder. Throws when `plugin` has no package.json. */
export async function linkPlugin(dataFolder: string, plugin: string): Promise<void> {
  const {name} = JSON.parse(await readFile(join(plugin, 'package.json'), 'utf8')) as {name: string}
  await mkdir(dataFolder, {mode: 0o700, recursive: true})
  const list = {oclif: {plugins: [{name, root: plugin, type: 'link'}], schema: 1}, private: true}
  await writeFile(join(dataFolder, 'package.json'), JSON.stringify(list))
}
