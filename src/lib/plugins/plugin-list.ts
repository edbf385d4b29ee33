import {readFileSync} from 'node:fs'
import {join} from 'node:path'

import {pluginListDamaged, pluginListUnreadable} from '../errors/index.js'
import {inWords, systemCode} from '../errors/system-error.js'

/** A plugin in the list that oclif keeps in its data folder, with what is kept there beyond oclif's own members. */
export interface ListedPlugin {
  /** Not loaded until it is enabled again. */
  readonly disabled?: true
  /** Of an installed one: the folder beneath `INSTALLED` that was made for it. Those of older versions have none. */
  readonly folder?: string
  /** Of an installed one: the hash of its package, as npm writes it. */
  readonly integrity?: string
  readonly name: string
  /** Left alone by updates. */
  readonly pinned?: true
  /** Of a linked plugin. */
  readonly root?: string
  /** Its install scripts, and those of its dependencies, may run. */
  readonly scripts?: true
  /** What was asked for behind its name: a version, a range or a tag such as `latest`. */
  readonly tag?: string
  readonly type: 'link' | 'user'
  /** What it was installed from, where that is no name. */
  readonly url?: string
}

/** Where installed plugins are, each in a folder of its own with its dependencies: beneath oclif's data folder. */
export const INSTALLED = 'plugins'

/** The file of the list. */
export const listPath = (dataFolder: string): string => join(dataFolder, 'package.json')

/**
 * The plugins that were installed or linked, whether they can be loaded or not. Throws "List of plugins is damaged" and
 * "Plugins cannot be read".
 */
export function listedPlugins(dataFolder: string): ListedPlugin[] {
  const path = listPath(dataFolder)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = systemCode(error)
    // A ~/.omi that is a file holds no plugin either.
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    if (code === 'EISDIR') throw pluginListDamaged(`${path} ${inWords(code)}`)
    throw pluginListUnreadable(`${path} ${inWords(code ?? (error as Error).message)}`)
  }

  try {
    return pluginsIn(JSON.parse(text))
  } catch (error) {
    throw pluginListDamaged(`${path}: ${(error as Error).message}`)
  }
}

/** The text of a list of these plugins, in oclif's form. */
export const listText = (plugins: readonly ListedPlugin[]): string =>
  `${JSON.stringify({private: true, oclif: {schema: 1, plugins}}, undefined, 2)}\n`

/** The folder of a listed plugin, the one with its package.json. */
export const folderOf = ({folder, name, root}: ListedPlugin, dataFolder: string): string =>
  root ?? join(folder === undefined ? dataFolder : join(dataFolder, INSTALLED, folder), 'node_modules', name)

function pluginsIn(store: unknown): ListedPlugin[] {
  if (typeof store !== 'object' || store === null || Array.isArray(store)) throw new Error('It is no list of plugins.')
  const listed = (store as {oclif?: {plugins?: unknown}}).oclif?.plugins ?? []
  if (!Array.isArray(listed)) throw new Error('It is no list of plugins.')
  // oclif once listed an installed plugin by nothing but its name.
  const plugins = listed.map((entry: unknown) => (typeof entry === 'string' ? {name: entry, type: 'user'} : entry))
  return [...new Map(plugins.filter((entry) => isListed(entry)).map((entry) => [entry.name, entry])).values()]
}

/** oclif lists plugins of other kinds too, which are not for here. */
function isListed(entry: unknown): entry is ListedPlugin {
  if (typeof entry !== 'object' || entry === null) return false
  const {folder, name, root, type} = entry as Record<string, unknown>
  if (typeof name !== 'string' || !/^(?:@[^/\\]+\/)?(?!\.)[^/\\]+$/.test(name)) return false
  if (type === 'link') return typeof root === 'string'
  return type === 'user' && root === undefined && (folder === undefined || isPlainName(folder))
}

const isPlainName = (folder: unknown) => typeof folder === 'string' && /^[\w@+-][\w.@+-]*$/.test(folder)
