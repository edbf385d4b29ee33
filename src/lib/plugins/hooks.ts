import {type Config} from '@oclif/core/config'
import {type Hooks} from '@oclif/core/hooks'
import {setTimeout as sleep} from 'node:timers/promises'

import {type Output} from '../output/output.js'
import {hasHook} from './has-hook.js'

/** How long a hook of a plugin may take, in milliseconds. */
const LONGEST_HOOK = 2000

/**
 * Runs what plugins registered for an event. A hook of a plugin cannot stop a run: one that throws or takes over two
 * seconds is named in a warning and not called again. The product's own hook may, and what it throws is thrown here.
 */
export async function runHooks<Event extends keyof Hooks & string>(
  config: Config,
  event: Event,
  payload: Hooks[Event]['options'],
  output: Output,
): Promise<void> {
  if (!hasHook(config, event)) return
  const settled = new AbortController()
  // oclif's own limit does not cover the import of the hook's file, and does not keep the process alive.
  const limit = sleep(LONGEST_HOOK + 500, undefined, {signal: settled.signal}).catch(() => {})
  const run = config.runHook(event, payload, LONGEST_HOOK, true)
  const result = await Promise.race([run, limit])
  settled.abort()
  const failures = result?.failures ?? unfinished(config, event)
  for (const {error, plugin} of failures) {
    if (plugin.name === config.name) throw error
    plugin.hooks[event] = []
    const what = error.message.startsWith('Timed out after') ? 'took over 2 seconds' : `failed: ${error.message}`
    output.warn(`Plugin ${plugin.name}: its hook ${event} ${what}. omi goes on without it.`)
  }
}

const unfinished = (config: Config, event: string) =>
  [...config.plugins.values()]
    .filter(({hooks}) => hooks[event]?.length)
    .map((plugin) => ({error: new Error('Timed out after its import.'), plugin}))
