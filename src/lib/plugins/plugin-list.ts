import {readFile} from 'node:fs/promises'
import {join} from 'node:path'

import {pluginListDamaged} from '../errors.js'

/** A plugin as oclif lists it in its data folder. */
export interface ListedPlugin {
  readonly name: string
  /** Of a linked plugin. */
  readonly root?: string
  readonly type: 'link' | 'user'
  /** What it was installed from, where that is no name. */
  readonly url?: string
}

/** The plugins that were installed or linked, whether they can be loaded or not. Throws "List of plugins is damaged". */
export async function listedPlugins(dataFolder: string): Promise<ListedPlugin[]> {
  const path = join(dataFolder, 'package.json')
  try {
    const text = await readFile(path, 'utf8')
    const {oclif} = JSON.parse(text) as {oclif?: {plugins?: ListedPlugin[]}}
    return (oclif?.plugins ?? []).filter(({type}) => type === 'link' || type === 'user')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw pluginListDamaged(`${path}: ${(error as Error).message}`)
  }
}

/** The folder of a listed plugin. */
export const folderOf = ({name, root}: ListedPlugin, dataFolder: string): string =>
  root ?? join(dataFolder, 'node_modules', name)
