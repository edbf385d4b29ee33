import {type Config} from '@oclif/core/config'

import {pluginFailed} from '../errors/index.js'
import {faultIn} from './declaration.js'
import {foreignPlugins, loadConfig, type LoadedConfig} from './load-config.js'
import {outdatedPlugin, type PluginProblem, pluginProblems} from './load-problems.js'
import {hasOwnManifest, rewriteManifest} from './manifest.js'
import {giveWay, ownWords} from './own-words.js'

/**
 * For words that name nothing: looks at linked plugins again, since a command may have been added after they were linked.
 * Returns the config anew, or undefined where there is no such plugin. Throws "Plugin … failed" when the words name a
 * command that is there but cannot be loaded.
 */
export async function reloadLinkedPlugins(
  loaded: LoadedConfig,
  options: Config['options'],
  words: string[],
): Promise<Config | undefined> {
  const problems: PluginProblem[] = pluginProblems(loaded)
  const plugins = new Map(loaded.config.plugins)
  const own = ownWords(loaded.config)
  let reloads = false
  for (const {name, root, type} of foreignPlugins(loaded.config)) {
    if (type !== 'link' || !(await hasOwnManifest(root))) continue
    const now = await rewriteManifest(root)
    problems.push(...now.problems)
    if (faultIn(now.plugin) !== undefined) continue
    giveWay(now.plugin, own)
    plugins.set(name, now.plugin)
    reloads = true
  }

  const typed = `${words.join(':')}:`
  const {
    command,
    message = '',
    place,
    plugin,
  } = problems.find((problem) => typed.startsWith(`${problem.command}:`)) ?? {}
  if (command !== undefined && plugin !== undefined) throw pluginFailed({name: plugin, place, type: 'link'}, message)
  return reloads ? (await loadConfig({...options, plugins})).config : undefined
}

/** Writes manifests anew that were written here for another version of a linked plugin; the rest comes back. */
export async function renewManifests({config, warnings, ...rest}: LoadedConfig): Promise<LoadedConfig> {
  const left: Array<Error | string> = []
  for (const warning of warnings) {
    const name = outdatedPlugin(warning)
    const plugin = foreignPlugins(config).find((foreign) => foreign.name === name && foreign.type === 'link')
    if (plugin && (await hasOwnManifest(plugin.root))) await rewriteManifest(plugin.root)
    else left.push(warning)
  }

  return {...rest, config, warnings: left}
}
