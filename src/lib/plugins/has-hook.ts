import {type Config} from '@oclif/core/config'

import {type HttpObserver} from '../http/observer.js'
import {type Output} from '../output/output.js'

/** The events of requests to the API. */
export const REQUEST_HOOKS = ['omi:request', 'omi:response'] as const

/** Whether a plugin has something to run at this event. */
export const hasHook = (config: Pick<Config, 'plugins'>, event: string): boolean =>
  [...config.plugins.values()].some(({hooks}) => hooks[event]?.length)

/** The hooks that plugins registered for requests; undefined where there are none. */
export async function pluginsObserver(config: Config, output: Output): Promise<HttpObserver | undefined> {
  if (!REQUEST_HOOKS.some((event) => hasHook(config, event))) return undefined
  const {hooksObserver} = await import('./request-hooks.js')
  return hooksObserver(config, output)
}
