import {type Command} from '@oclif/core/command'
import {type Config} from '@oclif/core/config'

import {errorOf, isOmiError, OmiError, UsageError} from './lib/errors/index.js'
import {nearestGlobalFlag} from './lib/flags/global-flags.js'
import {RUN_CONTEXT, type RunContext} from './lib/io/run-context.js'
import {misplacedGlobalFlag} from './lib/oclif/misplaced-flags.js'
import {ownCommand} from './lib/oclif/own-command.js'
import {resolveCommand, type Target} from './lib/oclif/resolve-command.js'
import {typographicFlag} from './lib/oclif/typographic-dashes.js'
import {outputFor} from './lib/output/output-for.js'
import {releaseStdout} from './lib/plugins/foreign-code.js'
import {foreignPlugins, loadConfig, type LoadedConfig, loadLeanConfig} from './lib/plugins/load-config.js'
import {isSomethingAbandoned} from './lib/plugins/time-limit.js'
import {packageInfo, versionInfo} from './lib/product/package-info.js'

/**
 * Does what a command line says (see `runWords`). Resolves to whether what is still running at the end may be waited for:
 * what plugins left running, and not where something of one was given up.
 */
export async function dispatch(argv: string[], rest: string[], root: string, context: RunContext): Promise<boolean> {
  const {globals, io} = context
  if (io.ownsProcess) releaseStdout()
  if (globals.version && !globals.help) {
    // Without a filter it is told before this is loaded.
    await showDocument(versionInfo(), context)
    return false
  }

  context.execute ??= async (words, how) => {
    const {executeWithin} = await import('./execute.js')
    return executeWithin(words, context, how)
  }

  const options = optionsFor(rest, root, context)
  if (await runLean({argv, rest}, options, context)) return false
  const loaded = await loadConfig(
    options,
    (config) => isOurs(rest) && !asksAllPlugins(rest) && resolvesToCommand(config, rest),
  )
  await runWords({argv, rest}, loaded, options, context)
  const isAlone = foreignPlugins(loaded.config).length === 0 && rest[0] !== 'plugins' && !asksAllPlugins(rest)
  return !isAlone && !isSomethingAbandoned()
}

/** A command line: all of it, and its end from the topic on. */
interface Words {
  readonly argv: string[]
  readonly rest: string[]
}

/** Runs the command of ours that `rest` names, if that is all it takes (see `ownCommand`, `loadLeanConfig`): resolves to whether it did. */
async function runLean({argv, rest}: Words, options: Config['options'], context: RunContext): Promise<boolean> {
  const own = context.globals.help ? undefined : ownCommand(rest)
  if (!own || asksForHelp(own.argv)) return false
  const config = await loadLeanConfig(options)
  if (!config) return false
  const Command = config.loadOwn(own)
  checkFlags(argv, rest, own.argv, Command.flags)
  await keepTimeZone(context)
  await Command.run(own.argv, config)
  return true
}

/**
 * Finds and runs the command that `rest` (from the topic on) names, or shows help. Throws what the command throws.
 * oclif's own `run` is not used: it takes an unknown verb for a topic's help, a surplus argument for an unknown
 * command, and prints help for a topic whatever flags follow it.
 */
async function runWords(
  {argv, rest}: Words,
  loaded: LoadedConfig,
  options: Config['options'],
  context: RunContext,
): Promise<void> {
  const {globals} = context
  if (loaded.haveChanged) {
    const {refreshCompletions} = await import('./lib/completion/refresh-completions.js')
    await refreshCompletions(loaded.config)
  }

  if (loaded.warnings.length + loaded.problems.length > 0 || loaded.unreadable !== undefined)
    await tellProblems(loaded, context)
  if (rest[0] === 'help') return explain(loaded, rest.slice(1), options, context)
  const {config, target} = await find(loaded, rest, options)
  if (globals.help || asksForHelp(target.argv)) return showHelp(config, target.id, context)

  const command = target.kind === 'command' ? config.findCommand(target.id, {must: true}) : undefined
  // A plugin's command that takes just any words may hand a `--json` on to something else.
  if (command?.strict !== false || command.pluginType === 'core') {
    checkFlags(argv, rest, target.argv, command?.flags)
  }

  if (!command) {
    const [flag] = target.argv
    if (flag !== undefined) throw unknownTopicFlag(flag)
    return showHelp(config, target.id, context)
  }

  await keepTimeZone(context)
  if (foreignPlugins(config).length > 0) {
    const {runAmongPlugins} = await import('./lib/plugins/among-plugins.js')
    return runAmongPlugins(config, command, target.argv, outputFor(context))
  }

  const Command = await command.load()
  await Command.run(target.argv, config)
}

/** Throws for a flag that is another command's, or that has a dash in front that is none; `own` are those of this one. */
function checkFlags(argv: string[], rest: string[], behind: string[], own: Command.Loadable['flags'] = {}): void {
  const wrong = misplacedGlobalFlag(argv, rest, own) ?? typographicFlag(behind, own)
  if (wrong) throw wrong
}

/** `omi help`; `words` are those behind it. */
async function explain(
  loaded: LoadedConfig,
  words: string[],
  options: Config['options'],
  context: RunContext,
): Promise<void> {
  if (words.join(' ') === 'environment') return showEnvironment(loaded.config, context)
  const {config, target} = await find(loaded, words, options)
  const [surplus] = target.argv
  if (surplus === undefined || asksForHelp(target.argv)) return showHelp(config, target.id, context)
  throw errorOf(surplus.startsWith('-') ? 'no_such_option' : 'unexpected_argument', {
    about: [surplus],
    detail: 'omi help is followed by a topic, a topic and a verb, or nothing.',
  })
}

/** What the words name. Commands that a linked plugin got since it was linked are found too. */
async function find(
  loaded: LoadedConfig,
  words: string[],
  options: Config['options'],
): Promise<{config: Config; target: Target}> {
  const {config} = loaded
  try {
    return {config, target: resolveCommand(config, words)}
  } catch (error) {
    const typographic = typographicFlag(words)
    if (typographic) throw typographic
    if (loaded.closed !== undefined) throw withDetail(error, loaded.closed)
    if (foreignPlugins(config).length === 0) throw error
    const {reloadLinkedPlugins} = await import('./lib/plugins/reload-linked-plugins.js')
    const reloaded = await reloadLinkedPlugins(loaded, options, words)
    if (!reloaded) throw error
    return {config: reloaded, target: resolveCommand(reloaded, words)}
  }
}

/** Has the run keep the time zone that was asked for; one that TZ names and nobody knows is told. */
async function keepTimeZone(context: RunContext): Promise<void> {
  const {globals, io} = context
  const {OMI_TIMEZONE, TZ = 'UTC'} = io.env
  if (globals.timezone === undefined && !OMI_TIMEZONE && TZ === 'UTC') return
  const {unknownTimeZone, useTimeZone} = await import('./lib/input/time-zone.js')
  useTimeZone(globals.timezone, io.env)
  const unknown = unknownTimeZone(io.env)
  if (unknown) outputFor(context).warn(`${unknown.title}. Times are in UTC. ${unknown.detail}`)
}

/** The same error with another line of detail. */
const withDetail = (error: unknown, line: string) =>
  isOmiError(error)
    ? new OmiError(error.title, error.exitCode, {
        cause: error,
        errorCode: error.errorCode,
        detail: [error.detail, line].filter(Boolean).join('\n'),
      })
    : error

async function tellProblems(loaded: LoadedConfig, context: RunContext): Promise<void> {
  const [{loadProblemLines}, {renewManifests}] = await Promise.all([
    import('./lib/plugins/load-problems.js'),
    import('./lib/plugins/reload-linked-plugins.js'),
  ])
  for (const line of loadProblemLines(await renewManifests(loaded))) outputFor(context).warn(line)
}

/** What oclif is told; a run about plugins loads none, so that a broken one cannot get in its way. */
const optionsFor = (rest: string[], root: string, context: RunContext) =>
  ({
    pjson: descriptionFor(rest),
    root,
    userPlugins: rest[0] !== 'plugins',
    [RUN_CONTEXT]: context,
  }) as Config['options']

/**
 * The package's description for oclif. Core plugins are left out where a word of our own comes first: they have nothing
 * to add to it, and loading them is a seventh of the whole start.
 */
const descriptionFor = (words: string[]) =>
  isOurs(words) ? {...packageInfo, oclif: {...packageInfo.oclif, plugins: []}} : packageInfo

/** Whether a word of our own comes first that has to do with nothing else. */
const isOurs = ([first = '']: string[]) => OWN_COMMANDS.has(first) || Object.hasOwn(packageInfo.oclif.topics, first)

/** Whether it is one of ours that asks every plugin: for its tools. */
const asksAllPlugins = ([first]: string[]) => first === 'mcp'

function resolvesToCommand(config: Config, words: string[]): boolean {
  try {
    return resolveCommand(config, words).kind === 'command'
  } catch {
    return false
  }
}

/** Our commands without a topic. */
const OWN_COMMANDS = new Set(['api', 'ask', 'version'])

function asksForHelp(argv: string[]): boolean {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length
  return argv.slice(0, end).some((word) => word === '--help' || word === '-h')
}

/** Help on a command or a topic (`id`), or on all; in JSON that part of what `omi --json commands` prints. */
async function showHelp(config: Config, id: string, context: RunContext): Promise<void> {
  if (context.globals.json) {
    const {describeSurface} = await import('./lib/surface/surface.js')
    return showDocument(await describeSurface(config, id), context)
  }

  const {OmiHelp} = await import('./help.js')
  await new OmiHelp(config).showHelp(id ? [id] : [])
}

async function showDocument(document: unknown, context: RunContext): Promise<void> {
  const output = outputFor(context)
  await output.getFilterReady(context.signal)
  await output.json(document).finally(() => output.letGo())
}

async function showEnvironment(config: Config, context: RunContext): Promise<void> {
  const {OmiHelp} = await import('./help.js')
  const help = new OmiHelp(config)
  if (context.globals.json) return showDocument(help.describeEnvironment(), context)
  help.showEnvironment()
}

function unknownTopicFlag(flag: string): UsageError {
  const near = nearestGlobalFlag(flag)
  return errorOf('no_such_option', {
    about: [flag],
    detail: near ? `Did you mean ${near}? It goes before the command.` : 'A verb is missing before it.',
  })
}
