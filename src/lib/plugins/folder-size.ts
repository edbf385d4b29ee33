import {lstat, readdir} from 'node:fs/promises'
import {join} from 'node:path'

import {folderOf, INSTALLED, type ListedPlugin} from './plugin-list.js'

/** How much an installed plugin takes up with its dependencies, in bytes; of a linked one, its folder. Links are not followed. */
export async function folderSize(plugin: ListedPlugin, dataDir: string): Promise<number> {
  const {folder} = plugin
  const root = folder === undefined ? folderOf(plugin, dataDir) : join(dataDir, INSTALLED, folder)
  const entries = await readdir(root, {recursive: true, withFileTypes: true})
  const files = entries.filter((entry) => entry.isFile())
  let size = 0
  for (const {name, parentPath} of files) size += (await lstat(join(parentPath, name))).size
  return size
}
