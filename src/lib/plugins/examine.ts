import {type Config} from '@oclif/core/config'

import {wordsOf} from '../oclif/command-words.js'
import {unlistedFolders} from './change-plugins.js'
import {type ExaminedHook, examineHooks, withPlace} from './examine-hooks.js'
import {runForeignCode} from './foreign-code.js'
import {foreignPlugins, type LoadedConfig} from './load-config.js'
import {pluginProblems, problemText} from './load-problems.js'
import {keptProblems} from './manifest.js'
import {clashesOf} from './own-words.js'
import {folderOf, type ListedPlugin} from './plugin-list.js'
import {installedVersion} from './plugin-package.js'
import {shadowed} from './run-among-plugins.js'
import {withTimeLimit} from './time-limit.js'
import {asksForOmi, nodeWanted, omiWanted} from './wanted-versions.js'

type Plugin = ReturnType<typeof foreignPlugins>[number]

/** What `omi plugins doctor` finds out. Its keys change only as those of other JSON do. */
export interface Examination {
  /** Folders of installations that came to nothing. */
  readonly leftovers: readonly string[]
  readonly plugins: readonly ExaminedPlugin[]
}

export interface ExaminedPlugin {
  /** Commands that are not used, because omi or another plugin has them. */
  readonly clashes: ReadonlyArray<{readonly command: string; readonly reason: string}>
  readonly enabled: boolean
  readonly hooks: readonly ExaminedHook[]
  readonly loads: boolean
  readonly name: string
  /** What is wrong, a line each, with file and line where they are known. */
  readonly problems: readonly string[]
  readonly root: string
  readonly version: null | string
}

/** Looks at every listed plugin: loads its commands and hooks, which runs their code, but none of them. */
export async function examine(listed: readonly ListedPlugin[], loaded: LoadedConfig): Promise<Examination> {
  const {config} = loaded
  const plugins: ExaminedPlugin[] = []
  for (const entry of listed) plugins.push(await examineOne(entry, loaded))
  const needed = new Set(listed.flatMap(({folder}) => folder ?? []))
  return {leftovers: await unlistedFolders(config.dataDir, needed), plugins}
}

async function examineOne(entry: ListedPlugin, loaded: LoadedConfig): Promise<ExaminedPlugin> {
  const {config} = loaded
  const root = folderOf(entry, config.dataDir)
  const plugin = foreignPlugins(config).find(({name}) => name === entry.name)
  const told = pluginProblems(loaded).filter((problem) => problem.plugin === entry.name)
  const kept = plugin ? keptProblems(plugin) : []
  // What was found out in this very run is told and kept.
  const problems = [...new Set([...told, ...kept].map((problem) => problemText(problem)))]
  const wanted = plugin && (await nodeWanted(plugin))
  if (wanted) problems.push(`asks for Node.js ${wanted}, and this is ${process.versions.node}.`)
  const omi = plugin && (await omiWanted(plugin))
  if (omi) problems.push(`${asksForOmi(omi)}.`)
  if (plugin && !wanted) problems.push(...(await commandProblems(plugin)))
  const {hooks, problems: ofHooks} = plugin ? await examineHooks(plugin) : {hooks: [], problems: []}
  problems.push(...ofHooks)
  return {
    name: entry.name,
    version: (await installedVersion(root)) ?? null,
    root,
    enabled: !entry.disabled,
    loads: plugin !== undefined && problems.length === 0,
    problems,
    hooks,
    clashes: plugin ? clashesWith(plugin, config) : [],
  }
}

async function commandProblems(plugin: Plugin): Promise<string[]> {
  const problems: string[] = []
  for (const {id, load} of plugin.commands) {
    try {
      await runForeignCode(() => withTimeLimit(load(), 'it does not finish loading within 2 seconds'))
    } catch (error) {
      problems.push(`has a command that cannot be loaded (${wordsOf(id)}: ${await withPlace(error, plugin)}).`)
    }
  }

  return problems
}

function clashesWith(plugin: Plugin, config: Config) {
  const ours = clashesOf(plugin).map(({id, why}) => ({command: wordsOf(id), reason: why}))
  const theirs = plugin.commands.flatMap(({id}) => {
    const [rival] = shadowed(config, id, plugin)
    return rival
      ? [{command: wordsOf(id), reason: `the plugin ${rival.name} has it too: only one of the two is used.`}]
      : []
  })
  return [...ours, ...theirs]
}
