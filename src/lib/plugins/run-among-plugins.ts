import {type Command} from '@oclif/core/command'
import {type Config} from '@oclif/core/config'
import {realpathSync} from 'node:fs'
import {pathToFileURL} from 'node:url'

import {isOmiError, pluginFailed, pluginNeedsNode} from '../errors.js'
import {wordsOf} from '../oclif/command-words.js'
import {isPromptExit, isRefusedValue} from '../oclif/explain-error.js'
import {type Output} from '../output/output.js'
import {OMI_COMMAND, runContextOf} from '../run-context.js'
import {settled, whileLoading} from './foreign-code.js'
import {runHooks} from './hooks.js'
import {provideHostPackage} from './host-package.js'
import {foreignPlugins} from './load-config.js'
import {nodeWanted} from './node-wanted.js'
import {clashesOf} from './own-words.js'

type Plugin = ReturnType<typeof foreignPlugins>[number]

/**
 * Runs a command as oclif's `runCommand` does where there are plugins: their hooks cannot stop it, and what goes wrong in
 * a plugin names the plugin. Throws what the command throws where that is meant for a user, else "Plugin … failed", and
 * "Plugin … needs another Node.js".
 */
export async function runAmongPlugins(
  config: Config,
  command: Command.Loadable,
  argv: string[],
  output: Output,
): Promise<void> {
  const holder = holderOf(config, command)
  for (const {name} of shadowed(config, command.id, holder)) {
    output.warn(
      `Plugin ${name} has a command '${wordsOf(command.id)}' too, which is not used: ${owner(config, command)} comes first.`,
    )
  }

  const plugin = foreignPlugins(config).find((foreign) => foreign === holder)
  if (plugin) await prepare(plugin, config)
  const endings = {
    never: () => new Error('it waits for something that never comes.'),
    uncaught(error: Error) {
      const culprit = foreignPlugins(config).find(({root}) => comesFrom(error, root))
      if (!culprit || culprit === plugin) return error
      output.warn(`Plugin ${culprit.name} failed beside the run: ${error.message}. omi goes on without it.`)
    },
  }
  try {
    await settled(() => runWithHooks(config, command, argv, output), endings)
  } catch (error) {
    throw plugin ? faultOf(plugin, error, output) : error
  }
}

async function runWithHooks(config: Config, command: Command.Loadable, argv: string[], output: Output): Promise<void> {
  await runHooks(config, 'init', {argv, id: command.id}, output)
  const Command = await whileLoading(() => command.load())
  await runHooks(config, 'prerun', {argv, Command}, output)
  const result: unknown = await Command.run(argv, config)
  // oclif prints no result that is falsy.
  if (isJson(config) && !(OMI_COMMAND in Command) && !result) await output.json(result)
  await runHooks(config, 'postrun', {argv, Command, result}, output)
}

/** Whether an error arose in the code below this folder. */
const comesFrom = ({stack = ''}: Error, root: string) =>
  [root, realPath(root)].some((folder) => stack.includes(folder) || stack.includes(pathToFileURL(folder).href))

/** Where a plugin is that may be linked; one whose folder is being removed is where it was. */
function realPath(root: string): string {
  try {
    return realpathSync(root)
  } catch {
    return root
  }
}

/** The plugins but `holder` that have a command of this name. */
export const shadowed = (config: Config, id: string, holder?: Plugin): Plugin[] =>
  foreignPlugins(config).filter(
    (plugin) =>
      plugin !== holder &&
      (plugin.commands.some((own) => own.id === id || own.aliases?.includes(id)) ||
        clashesOf(plugin).some((clash) => clash.id === id)),
  )

/**
 * The plugin that a command is from, the product itself included. Its `pluginName` is what a manifest says, which may be
 * another's; what loads it is the plugin's own, for each of its names.
 */
export const holderOf = (config: Config, {load}: Command.Loadable): Plugin | undefined =>
  [...config.plugins.values()].find(({commands}) => commands.some((own) => own.load === load))

/** Whose command it is. */
export function owner(config: Config, command: Command.Loadable): string {
  const name = holderOf(config, command)?.name
  return name === config.name ? `${config.bin}'s own` : `that of ${name}`
}

const isJson = (config: Config) => runContextOf(config.options).globals.json

async function prepare(plugin: Plugin, config: Config): Promise<void> {
  const wanted = await nodeWanted(plugin)
  if (wanted) throw pluginNeedsNode(plugin.name, wanted)
  if (plugin.type === 'user') await provideHostPackage(config)
}

/** An error as it is where it is meant for a user; anything else is a fault of the plugin. */
function faultOf(plugin: Plugin, error: unknown, output: Output): unknown {
  if (!(error instanceof Error)) return pluginFailed(plugin, String(error))
  const {code, oclif} = error as Error & {code?: string; oclif?: object}
  const isMeant =
    isOmiError(error) ||
    isPromptExit(error) ||
    isRefusedValue(error) ||
    (oclif !== undefined && code !== 'MODULE_NOT_FOUND')
  if (isMeant) return error
  output.trace(error)
  return pluginFailed(plugin, error.message, error)
}
