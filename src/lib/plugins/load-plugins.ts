import {type Interfaces} from '@oclif/core'
import {type Config, Plugin} from '@oclif/core/config'

import {isBehind} from './command-files.js'
import {faultIn, faultInFiles} from './declaration.js'
import {type PluginProblem, whyAbsent} from './load-problems.js'
import {giveWay, ownWords} from './own-words.js'
import {folderOf, type ListedPlugin} from './plugin-list.js'
import {withTimeLimit} from './time-limit.js'

/** What oclif does with a plugin once it is loaded; its types keep it private. */
interface Registry {
  loadCommands(plugin: Interfaces.Plugin): void
  loadTopics(plugin: Interfaces.Plugin): void
}

/**
 * Loads plugins into a config that has the product's own commands. oclif's own loading takes what plugins say of themselves as
 * it is, and waits for them for ever: here one that is not as it should be is left out, and comes back as a problem. Where two
 * plugins have the same command, the one that is listed first has it.
 */
export async function loadPluginsInto(config: Config, listed: readonly ListedPlugin[]): Promise<LoadedPlugins> {
  const loaded = await Promise.all(listed.map((entry) => loadListed(entry, config.dataDir)))
  const own = ownWords(config)
  const problems: PluginProblem[] = []
  let haveChanged = false
  for (const one of loaded) {
    if (!Array.isArray(one)) problems.push(one)
    else if (one[0]?.type === 'link' && isBehind(one[0])) {
      const {renew} = await import('./renew.js')
      const {fault, hasChanged, plugin, problems: found} = await renew(one[0])
      haveChanged ||= hasChanged
      if (fault === undefined) for (const part of [plugin, ...one.slice(1)]) register(part, config, own)
      problems.push(...found, ...(fault === undefined ? [] : [{plugin: plugin.name, what: `is left out: ${fault}.`}]))
    } else for (const plugin of one) register(plugin, config, own)
  }

  return {haveChanged, problems}
}

interface LoadedPlugins {
  /** Whether a linked one has other commands than when it was last looked at. */
  readonly haveChanged: boolean
  readonly problems: PluginProblem[]
}

/** Loads one plugin, with those that it brings along itself, or tells what is wrong with it. */
async function loadListed(entry: ListedPlugin, dataDir: string): Promise<Plugin[] | PluginProblem> {
  const root = folderOf(entry, dataDir)
  try {
    return await loadPlugin(root, entry)
  } catch (error) {
    return {plugin: entry.name, what: await whyAbsent(entry, root, error as Error)}
  }
}

/** Loads the plugin in a folder. Throws what is wrong with it as an error whose message names it, without a full stop. */
export async function loadPlugin(root: string, {name, tag, type, url}: ListedPlugin): Promise<Plugin[]> {
  const fault = faultInFiles(root)
  if (fault !== undefined) throw new PluginFault(fault)
  // Of a linked plugin, oclif takes the folder as it is; of others it looks for one that bears the plugin's name.
  const plugin = new Plugin({name, root, tag, type, url} as Interfaces.PluginOptions)
  return [plugin, ...(await loadWithin(plugin))]
}

/** Loads an oclif plugin. One of its commands that never finishes loading does not take the others along. */
export async function loadInTime(plugin: Plugin): Promise<void> {
  const find = plugin.findCommand.bind(plugin)
  plugin.findCommand = ((id: string, options: {must: true}) =>
    withTimeLimit(find(id, options), NEVER_LOADS)) as Plugin['findCommand']
  await withTimeLimit(plugin.load(), NEVER_LOADS, LONGEST)
  plugin.findCommand = find
}

async function loadWithin(plugin: Plugin): Promise<Plugin[]> {
  await loadInTime(plugin)
  const fault = faultIn(plugin)
  if (fault !== undefined) throw new PluginFault(fault)
  const {dependencies = {}, oclif} = plugin.pjson
  const brought = Array.isArray(oclif.plugins) ? oclif.plugins.filter((name) => name in dependencies) : []
  const children = brought.map((name) => new Plugin({name, parent: plugin, root: plugin.root, type: plugin.type}))
  const grandchildren = await Promise.all(children.map((child) => loadWithin(child)))
  plugin.children = children
  return [...children, ...grandchildren.flat()]
}

const NEVER_LOADS = 'it does not finish loading within 2 seconds'
/** The commands of a plugin load side by side, each with its own limit. */
const LONGEST = 2500

/** Something wrong with what a plugin says of itself; the message completes "Plugin NAME is left out: …". */
class PluginFault extends Error {}

function register(plugin: Plugin, config: Config, own: ReturnType<typeof ownWords>): void {
  if (config.plugins.has(plugin.name)) return
  giveWay(plugin, own)
  config.plugins.set(plugin.name, plugin)
  const registry = config as unknown as Registry
  registry.loadCommands(plugin)
  registry.loadTopics(plugin)
}
