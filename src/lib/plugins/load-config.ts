import {Config} from '@oclif/core/config'

import {pluginNeverLoads} from '../errors.js'
import {HELP_COMMAND} from '../help/help-command.js'
import {settled, whileLoading} from './foreign-code.js'

/** What oclif had to say about plugins that it could not load as they should be, in its own words. */
export type LoadWarnings = ReadonlyArray<Error | string>

export interface LoadedConfig {
  readonly config: Config
  readonly warnings: LoadWarnings
}

const ENDINGS = {never: pluginNeverLoads, uncaught: (error: Error) => error}

/** oclif's Config, with every plugin that can be loaded. */
export async function loadConfig(options: Config['options']): Promise<LoadedConfig> {
  const {value: config, warnings} = await withWarnings(() => Config.load(options))
  const help = config.findCommand('help')
  if (help) Object.assign(help, HELP_COMMAND)
  return {config, warnings}
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
