import {type Command} from '@oclif/core/command'
import {type Config} from '@oclif/core/config'
import {realpathSync} from 'node:fs'
import {pathToFileURL} from 'node:url'

import {runContextOf} from '../config/context.js'
import {hostProcess} from '../config/environment.js'
import {isErrorExit, isOmiError, pluginFailed, pluginNeedsNode} from '../errors/index.js'
import {fileTrouble} from '../errors/system-error.js'
import {wordsOf} from '../oclif/command-words.js'
import {isPromptExit, isRefusedValue, unfitExitOf} from '../oclif/explain-error.js'
import {type Output} from '../output/output.js'
import {settled, whileLoading} from './foreign-code.js'
import {hasHook, REQUEST_HOOKS} from './has-hook.js'
import {runHooks} from './hooks.js'
import {provideHostPackage} from './host-package.js'
import {tellWhatIsLeftOpen} from './left-open.js'
import {foreignPlugins} from './load-config.js'
import {clashesOf} from './own-words.js'
import {placeOf} from './place.js'
import {withTimeLimit} from './time-limit.js'
import {nodeWanted, omiWanted} from './wanted-versions.js'

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
  if (plugin) await prepare(plugin, config, output)
  const endings = {
    never: () => new Error('it waits for something that never comes.'),
    uncaught(error: Error) {
      const culprit = foreignPlugins(config).find(({root}) => comesFrom(error, root))
      if (!culprit || culprit === plugin) return error
      output.warn(`Plugin ${culprit.name} failed beside the run: ${error.message}. omi goes on without it.`)
    },
  }
  try {
    if (plugin) refuseUnfitExit(output)
    await settled(() => runWithHooks(config, command, argv, {isForeign: plugin !== undefined, output}), endings)
    if (plugin || EVENTS.some((event) => hasHook(config, event))) {
      tellWhatIsLeftOpen(output, plugin?.name)
    }
  } catch (error) {
    throw plugin ? faultOf(plugin, error, output) : error
  }
}

/** A plugin's command may end the process, and choose its exit code, as it likes; one that nobody can understand is told. */
function refuseUnfitExit(output: Output): void {
  const host = hostProcess()
  host.once('exit', (code) => {
    if (code === 0 || isErrorExit(code)) return
    host.exitCode = 1
    output.error(unfitExitOf(code))
  })
}

async function runWithHooks(
  config: Config,
  command: Command.Loadable,
  argv: string[],
  {isForeign, output}: {readonly isForeign: boolean; readonly output: Output},
): Promise<void> {
  if (isJson(config) && EVENTS.some((event) => hasHook(config, event))) {
    const {guardDescriptors} = await import('./guard-descriptors.js')
    guardDescriptors()
  }

  await runHooks(config, 'init', {argv, id: command.id}, output)
  const Command = await whileLoading(() =>
    isForeign
      ? withTimeLimit(command.load(), 'it does not finish loading within 10 seconds', LONGEST_IMPORT)
      : command.load(),
  )
  // The product's own hook is for commands of plugins.
  if (isForeign || foreignPlugins(config).some(({hooks}) => hooks.prerun?.length)) {
    await runHooks(config, 'prerun', {argv, Command}, output)
  }

  const result: unknown = await runCommand(Command, argv, config, isForeign && isJson(config))
  await runHooks(config, 'postrun', {argv, Command, result}, output)
}

/** How long a command may take to load that was asked for, in milliseconds: nothing else waits for it. */
const LONGEST_IMPORT = 10_000

/** The events at which code of plugins may run. */
const EVENTS = ['init', 'prerun', 'postrun', ...REQUEST_HOOKS]

async function runCommand(
  Command: Command.Class,
  argv: string[],
  config: Config,
  forDocument: boolean,
): Promise<unknown> {
  if (!forDocument) return Command.run(argv, config)
  const {runForDocument} = await import('./run-for-document.js')
  return runForDocument(Command, argv, config)
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
const holderOf = (config: Config, {load}: Command.Loadable): Plugin | undefined =>
  [...config.plugins.values()].find(({commands}) => commands.some((own) => own.load === load))

/** Whose command it is. */
function owner(config: Config, command: Command.Loadable): string {
  const name = holderOf(config, command)?.name
  return name === config.name ? `${config.bin}'s own` : `that of ${name}`
}

const isJson = (config: Config) => runContextOf(config.options).globals.json

async function prepare(plugin: Plugin, config: Config, output: Output): Promise<void> {
  const wanted = await nodeWanted(plugin)
  if (wanted) throw pluginNeedsNode(plugin.name, wanted)
  if (plugin.type === 'user') await provideHostPackage(config)
  if ((await omiWanted(plugin)) === undefined) return
  const {tellUnfit} = await import('./tell-unfit.js')
  await tellUnfit(plugin, config, output, {once: true})
}

/** An error as it is where it is meant for a user; anything else is a fault of the plugin. */
function faultOf(plugin: Plugin, error: unknown, output: Output): unknown {
  if (!(error instanceof Error)) return pluginFailed(plugin, String(error))
  const {name, root, type} = plugin
  const {code, oclif} = error as Error & {code?: string; oclif?: object}
  const isMeant =
    isOmiError(error) ||
    isPromptExit(error) ||
    isRefusedValue(error) ||
    // A full disk is no fault of a plugin.
    fileTrouble(error) !== undefined ||
    (oclif !== undefined && code !== 'MODULE_NOT_FOUND')
  if (isMeant) return error
  output.trace(error)
  return pluginFailed({name, place: placeOf(error, realPath(root)), type}, error.message, error)
}
