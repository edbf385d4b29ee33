import {type Command} from '@oclif/core/command'
import {type Config} from '@oclif/core/config'

import {refreshCompletions} from '../completion/refresh-completions.js'
import {GLOBAL_FLAGS} from '../flags/global-flags.js'
import {wordsOf} from '../oclif/command-words.js'
import {type Output} from '../output/output.js'
import {examineHooks} from '../plugins/examine-hooks.js'
import {runHooksOfPlugin} from '../plugins/hooks.js'
import {type InstalledPlugin, installedPlugins} from '../plugins/installed.js'
import {foreignPlugins, loadConfig, type LoadedConfig} from '../plugins/load-config.js'
import {type PluginProblem, pluginProblems, problemLine} from '../plugins/load-problems.js'
import {clashesOf} from '../plugins/own-words.js'
import {renewManifests} from '../plugins/reload-linked-plugins.js'
import {shadowed} from '../plugins/run-among-plugins.js'
import {tellUnfit} from '../plugins/tell-unfit.js'
import {nodeWanted} from '../plugins/wanted-versions.js'

type Plugin = ReturnType<typeof foreignPlugins>[number]

/** Loads all plugins; the verbs about plugins run without any, so that a broken one cannot get in their way. */
export const loadPlugins = async (config: Config): Promise<LoadedConfig> =>
  renewManifests(await loadConfig({...config.options, plugins: undefined, userPlugins: true}))

/**
 * Looks at plugins that have just come or changed, and warns of what is wrong with them (`problems` is what is known already)
 * or may surprise. Returns what they are now. `names` are those of their packages.
 */
export async function afterInstall(
  names: readonly string[],
  config: Config,
  output: Output,
  problems: readonly PluginProblem[] = [],
): Promise<InstalledPlugin[]> {
  const loaded = await loadPlugins(config)
  const all = [...problems, ...pluginProblems(loaded).filter(({plugin}) => names.includes(plugin))]
  for (const problem of all) output.warn(problemLine(problem))
  for (const plugin of foreignPlugins(loaded.config).filter(({name}) => names.includes(name))) {
    for (const conflict of await conflictsOf(plugin, loaded.config)) output.warn(`Plugin ${plugin.name} ${conflict}`)
    await tellUnfit(plugin, loaded.config, output)
    await runHooksOfPlugin(plugin, 'plugins:postinstall', {} as never, {config: loaded.config, output})
  }

  await refreshCompletions(config)
  return installedPlugins(loaded.config).filter(({name}) => names.includes(name))
}

/** What works otherwise than its author may think; each completes "Plugin NAME …". */
async function conflictsOf(plugin: Plugin, config: Config): Promise<string[]> {
  const wanted = await nodeWanted(plugin)
  const {problems} = await examineHooks(plugin)
  return [
    ...problems,
    ...(wanted ? [`asks for Node.js ${wanted}, and this is ${process.versions.node}: its commands will not run.`] : []),
    ...(plugin.commands.length + clashesOf(plugin).length === 0 && Object.keys(plugin.hooks).length === 0
      ? ['has neither commands nor hooks. Is it built?']
      : []),
    ...clashesOf(plugin).map(({id, why}) => `has a command '${wordsOf(id)}' that is not used: ${why}`),
    ...plugin.commands.flatMap((command) => conflictsIn(command, plugin, config)),
  ]
}

function conflictsIn({flags, id}: Command.Loadable, plugin: Plugin, config: Config): string[] {
  const typed = wordsOf(id)
  const [rival] = shadowed(config, id, plugin)
  if (rival) return [`has a command '${typed}' as the plugin ${rival.name} has: only one of the two is used.`]

  // A manifest may have none.
  return Object.keys(flags ?? {})
    .filter((flag) => CONFLICTING_FLAGS.has(flag))
    .map(
      (flag) =>
        `has a flag --${flag} of its own for '${typed}': ${config.bin}'s stands before the command, its own behind it.`,
    )
}

/** The global flags but those that oclif itself gives to commands. */
const CONFLICTING_FLAGS = new Set(
  Object.keys(GLOBAL_FLAGS).filter((name) => !['help', 'json', 'version'].includes(name)),
)
