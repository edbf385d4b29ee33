import {type Config} from '@oclif/core/config'

/** The events of requests to the API. */
export const REQUEST_HOOKS = ['omi:request', 'omi:response'] as const

/** Whether a plugin has something to run at this event. */
export const hasHook = (config: Pick<Config, 'plugins'>, event: string): boolean =>
  [...config.plugins.values()].some(({hooks}) => hooks[event]?.length)
