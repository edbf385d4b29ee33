import {type Config} from '@oclif/core/config'

import {pluginFailed} from '../errors.js'
import {foreignPlugins, loadConfig, type LoadedConfig} from './load-config.js'
import {type PluginProblem, pluginProblems} from './load-problems.js'
import {hasOwnManifest, rewriteManifest} from './manifest.js'

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
  const problems = await pluginProblems(loaded).catch((): PluginProblem[] => [])
  const plugins = new Map(loaded.config.plugins)
  let reloads = false
  for (const {name, root, type} of foreignPlugins(loaded.config)) {
    if (type !== 'link' || !(await hasOwnManifest(root))) continue
    const now = await rewriteManifest(root)
    problems.push(...now.problems)
    plugins.set(name, now.plugin)
    reloads = true
  }

  const typed = `${words.join(':')}:`
  const {command, message = '', plugin} = problems.find((problem) => typed.startsWith(`${problem.command}:`)) ?? {}
  if (command !== undefined && plugin !== undefined) throw pluginFailed(plugin, message)
  return reloads ? (await loadConfig({...options, plugins})).config : undefined
}
