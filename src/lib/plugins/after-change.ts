import {type Command} from '@oclif/core/command'
import {type Config} from '@oclif/core/config'
import {readdir, rm, rmdir} from 'node:fs/promises'
import {dirname, join} from 'node:path'

import {refreshCompletions} from '../completion/refresh-completions.js'
import {npmCacheFolder} from '../config/environment.js'
import {GLOBAL_FLAGS} from '../global-flags.js'
import {wordsOf} from '../oclif/command-words.js'
import {hidesOwnTopic} from '../oclif/resolve-command.js'
import {type Output} from '../output/output.js'
import {sharedModules, unlinkHostPackage} from './host-package.js'
import {type InstalledPlugin, installedPlugins} from './installed.js'
import {foreignPlugins, loadConfig, type LoadedConfig} from './load-config.js'
import {type PluginProblem, problemLine, problemsIn} from './load-problems.js'
import {removeManifest, writeManifest} from './manifest.js'
import {nodeWanted} from './node-wanted.js'
import {folderOf, type ListedPlugin, listedPlugins} from './plugin-list.js'
import {renewManifests} from './reload-linked-plugins.js'
import {holderOf, owner, shadowed} from './run-among-plugins.js'

type Plugin = ReturnType<typeof foreignPlugins>[number]

/** Loads all plugins; the verbs about plugins run without any, so that a broken one cannot get in their way. */
export const loadPlugins = async (config: Config): Promise<LoadedConfig> =>
  renewManifests(await loadConfig({...config.options, plugins: undefined, userPlugins: true}))

/**
 * Looks at plugins that have just come or changed: writes a manifest where one is missing, and warns of what is wrong with
 * them or may surprise. Returns what they are now. `names` are those of their packages. Throws "List of plugins is damaged".
 */
export async function afterInstall(
  names: readonly string[],
  config: Config,
  output: Output,
): Promise<InstalledPlugin[]> {
  const listed = (await listedPlugins(config.dataDir)).filter(({name}) => names.includes(name))
  const problems: PluginProblem[] = []
  for (const plugin of listed) problems.push(...(await writeManifest(folderOf(plugin, config.dataDir))))
  const loaded = await loadPlugins(config)
  problems.push(...problemsIn(loaded.warnings).filter(({plugin}) => names.includes(plugin)))
  for (const problem of problems) output.warn(problemLine(problem))
  for (const plugin of foreignPlugins(loaded.config).filter(({name}) => names.includes(name))) {
    for (const conflict of await conflictsOf(plugin, loaded.config)) output.warn(`Plugin ${plugin.name} ${conflict}`)
  }

  await refreshCompletions(config)
  return installedPlugins(loaded.config).filter(({name}) => names.includes(name))
}

/** To be called once a plugin has gone: the folder of a linked one is as it was before. Throws what the file system does. */
export async function restoreFolder({root}: ListedPlugin, config: Config): Promise<void> {
  if (root === undefined) return
  await removeManifest(root)
  await unlinkHostPackage(root, config)
}

/**
 * To be called once plugins have gone: without any left, nothing of them stays on disk. Throws "List of plugins is damaged",
 * and what the file system does.
 */
export async function removeLeftovers(config: Config): Promise<void> {
  await refreshCompletions(config)
  if ((await listedPlugins(config.dataDir)).length > 0) return
  const folders = [config.dataDir, sharedModules(config), npmCacheFolder(config.cacheDir)]
  await Promise.all(folders.map((folder) => rm(folder, {force: true, recursive: true})))
  const own = dirname(config.dataDir)
  // bin/run.js has Node.js keep what it compiled where the product keeps something else. It makes the folder when a run
  // starts, and at the end of this one writes to none that is gone.
  const compiled = join(config.cacheDir, 'compiled')
  if ((await isAlone(config.cacheDir, own)) && (await isAlone(compiled, config.cacheDir))) {
    await rm(compiled, {force: true, recursive: true})
  }

  for (const folder of [config.cacheDir, own]) await removeIfEmpty(folder)
}

const removeIfEmpty = (folder: string): Promise<void> => rmdir(folder).catch(() => {})

/** Whether nothing but `path` is in the folder. */
const isAlone = async (path: string, folder: string): Promise<boolean> =>
  (await readdir(folder).catch(() => [])).every((name) => join(folder, name) === path)

/** What works otherwise than its author may think; each completes "Plugin NAME …". */
async function conflictsOf(plugin: Plugin, config: Config): Promise<string[]> {
  const wanted = await nodeWanted(plugin)
  return [
    ...(wanted ? [`asks for Node.js ${wanted}, and this is ${process.versions.node}: its commands will not run.`] : []),
    ...(plugin.commands.length === 0 && Object.keys(plugin.hooks).length === 0
      ? ['has neither commands nor hooks. Is it built?']
      : []),
    ...plugin.commands.flatMap((command) => conflictsIn(command, plugin, config)),
  ]
}

function conflictsIn(command: Command.Loadable, plugin: Plugin, config: Config): string[] {
  const {flags, id} = command
  const typed = wordsOf(id)
  if (hidesOwnTopic(config, command)) {
    return [`has a command '${typed}' that is not used: it is the name of a topic of ${config.bin}'s.`]
  }

  const used = config.findCommand(id, {must: true})
  if (holderOf(config, used) === config.plugins.get(config.name)) {
    return [`has a command '${typed}' that is not used: ${owner(config, used)} comes first.`]
  }

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
