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

/** oclif's data folder as a package: what npm installed there, and which of it are plugins. */
export interface PluginStore {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly oclif?: {readonly plugins?: readonly ListedPlugin[]}
}

/** The plugins that were installed or linked, whether they can be loaded or not. Throws "List of plugins is damaged". */
export const listedPlugins = async (dataFolder: string): Promise<ListedPlugin[]> =>
  pluginsIn(await readStore(dataFolder))

/** The description of oclif's data folder. Throws "List of plugins is damaged". */
export async function readStore(dataFolder: string): Promise<PluginStore> {
  const path = storePath(dataFolder)
  try {
    return JSON.parse(await readFile(path, 'utf8')) as PluginStore
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw pluginListDamaged(`${path}: ${(error as Error).message}`)
  }
}

/** The file of that description. */
export const storePath = (dataFolder: string): string => join(dataFolder, 'package.json')

/** The plugins that it lists. */
export const pluginsIn = ({oclif}: PluginStore): ListedPlugin[] =>
  (oclif?.plugins ?? []).filter(({type}) => type === 'link' || type === 'user')

/** The folder of a listed plugin. */
export const folderOf = ({name, root}: ListedPlugin, dataFolder: string): string =>
  root ?? join(dataFolder, 'node_modules', name)
