import {Config} from '@oclif/core/config'

/** What oclif had to say about plugins that it could not load as they should be, in its own words. */
export type LoadWarnings = ReadonlyArray<Error | string>

export interface LoadedConfig {
  readonly config: Config
  readonly warnings: LoadWarnings
}

/** oclif's Config, with every plugin that can be loaded. */
export async function loadConfig(options: Config['options']): Promise<LoadedConfig> {
  const {value: config, warnings} = await withWarnings(() => Config.load(options))
  return {config, warnings}
}

/**
 * oclif tells about plugins with something wrong in warnings of the process, many lines each. They are kept from the
 * terminal here, for load-problems.ts to put into words.
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
    return {value: await load(), warnings}
  } finally {
    process.emitWarning = emitWarning
  }
}

/** The plugins that somebody else wrote. */
export const foreignPlugins = (config: Pick<Config, 'plugins'>) =>
  [...config.plugins.values()].filter(({type}) => type === 'user' || type === 'link')
