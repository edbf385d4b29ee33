import {Config} from '@oclif/core/config'

import {runContextOf} from '../config/context.js'
import {isOmiError, pluginListUnreadable, pluginNeverLoads} from '../errors/index.js'
import {type Io} from '../io/io.js'
import {HELP_COMMAND} from '../oclif/help-command.js'
import {LeanConfig} from '../oclif/lean-config.js'
import {withoutBystanders} from './bystanders.js'
import {settled, whileLoading} from './foreign-code.js'
import {type PluginProblem} from './load-problems.js'
import {type ListedPlugin, listedPlugins} from './plugin-list.js'

/** What oclif had to say about plugins that it could not load as they should be, in its own words. */
export type LoadWarnings = ReadonlyArray<Error | string>

export interface LoadedConfig {
  /** Where the system keeps the list of plugins from being read: why. Nothing to tell unless a plugin is missed. */
  readonly closed?: string
  readonly config: Config
  /** Whether a linked plugin has other commands than when it was last looked at: completion does not know them yet. */
  readonly haveChanged?: boolean
  /** Why plugins were left out. */
  readonly problems: readonly PluginProblem[]
  /** Where the list of plugins is damaged: why. */
  readonly unreadable?: string
  readonly warnings: LoadWarnings
}

const ENDINGS = {never: pluginNeverLoads, uncaught: (error: Error) => error}

/**
 * oclif's Config, with every plugin that can be loaded, unless the options or the user say that there be none. Plugins that
 * have no part in the run are left out where `isOwn` says, of the config without plugins, that one of its commands is to run.
 */
export async function loadConfig(
  options: Config['options'],
  isOwn: (config: Config) => boolean = () => false,
): Promise<LoadedConfig> {
  const {io} = runContextOf(options)
  const load = () => Config.load({...options, userPlugins: false})
  // Without plugins nothing has to be kept from the process, which others may be using too.
  const {value: config, warnings} = options.plugins ? await withWarnings(load) : {value: await load(), warnings: []}
  keepFolders(config, io)
  const help = config.findCommand('help')
  if (help) Object.assign(help, HELP_COMMAND)
  if (options.userPlugins === false || options.plugins || pluginsAreOff(io.env)) return {config, problems: [], warnings}
  return {config, ...(await addPlugins(config, isOwn))}
}

/**
 * The Config for a run of a command of ours; undefined where a plugin has a part in it or something is wrong with one, so that
 * it takes all of `loadConfig`.
 */
export async function loadLeanConfig(options: Config['options']): Promise<LeanConfig | undefined> {
  const {io} = runContextOf(options)
  const config = await LeanConfig.of(options)
  keepFolders(config, io)
  if (pluginsAreOff(io.env)) return config
  const {closed, enabled, unreadable} = enabledPlugins(config)
  if (closed ?? unreadable) return undefined
  return enabled.length === 0 || withoutBystanders(enabled, config).plugins.length === 0 ? config : undefined
}

/** Whether the user wants none, for this run. */
const pluginsAreOff = ({OMI_NO_PLUGINS: off}: NodeJS.ProcessEnv): boolean => Boolean(off) && off !== '0'

/** oclif reads the variables of the process, which are not always the run's. */
function keepFolders(config: Config, {env, ownsProcess}: Io): void {
  if (ownsProcess) return
  const {HOME = '', OMI_CACHE_DIR = '', OMI_CONFIG_DIR = '', OMI_DATA_DIR = ''} = env
  Object.assign(config, {cacheDir: OMI_CACHE_DIR, configDir: OMI_CONFIG_DIR, dataDir: OMI_DATA_DIR, home: HOME})
}

async function addPlugins(config: Config, isOwn: (config: Config) => boolean): Promise<Omit<LoadedConfig, 'config'>> {
  const {enabled, ...trouble} = enabledPlugins(config)
  const nothing = {...trouble, problems: [], warnings: []}
  if (enabled.length === 0) return nothing
  const {note, plugins} = isOwn(config) ? withoutBystanders(enabled, config) : {plugins: enabled}
  if (plugins.length === 0) return nothing
  const {loadPluginsInto} = await import('./among-plugins.js')
  const {value, warnings} = await withWarnings(() => loadPluginsInto(config, plugins))
  if (warnings.length + value.problems.length === 0) await note?.()
  return {...value, warnings}
}

/** The plugins to be loaded: none where their list cannot be used, and why. */
function enabledPlugins({dataDir}: Config): Pick<LoadedConfig, 'closed' | 'unreadable'> & {enabled: ListedPlugin[]} {
  try {
    return {enabled: listedPlugins(dataDir).filter(({disabled}) => !disabled)}
  } catch (error) {
    if (!isOmiError(error)) throw error
    const reason = `${error.title} (${error.detail})`
    const isClosed = error.title === pluginListUnreadable('').title
    return {enabled: [], ...(isClosed ? {closed: reason} : {unreadable: reason})}
  }
}

/**
 * Loads plugins, which runs their code where they have no manifest. What oclif tells about those with something wrong are
 * warnings of the process, many lines each: they are kept from the terminal here, for load-problems.ts to put into words.
 * Throws "A plugin never finishes loading".
 */
export async function withWarnings<Value>(
  load: () => Promise<Value>,
): Promise<{readonly value: Value; readonly warnings: LoadWarnings}> {
  const warnings: Array<Error | string> = []
  const {emitWarning} = process
  process.emitWarning = (warning: Error | string, second?: unknown) => {
    // A plugin's warning is its name with the error itself behind it.
    warnings.push(second instanceof Error ? second : warning)
  }

  try {
    return {value: await settled(() => whileLoading(load), ENDINGS), warnings}
  } finally {
    process.emitWarning = emitWarning
  }
}

/** The plugins that somebody else wrote. */
export const foreignPlugins = (config: Pick<Config, 'plugins'>) =>
  [...config.plugins.values()].filter(({type}) => type === 'user' || type === 'link')
