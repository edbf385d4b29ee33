import {type Config} from '@oclif/core/config'
import {type Hooks} from '@oclif/core/hooks'

import {type Output} from '../output/output.js'
import {monotonicNow} from '../text/monotonic.js'
import {runForeignCode} from './foreign-code.js'
import {hasHook} from './has-hook.js'
import {countOwnTimer, watchingWhatIsOpen} from './left-open.js'
import {type foreignPlugins} from './load-config.js'
import {abandon} from './time-limit.js'

type Plugin = ReturnType<typeof foreignPlugins>[number]

/** How long what a plugin registered for an event may take, the import of its files included, in milliseconds. */
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
  const registered = [...config.plugins.values()].filter(({hooks}) => hooks[event]?.length)
  const own = registered.find(({name}) => name === config.name)
  const failure = own && (await runHooksOf(own, config, event, payload))
  if (failure) throw failure.error
  await Promise.all(
    registered.map(async (plugin) => {
      if (plugin !== own) await runHooksOfPlugin(plugin, event, payload, {config, output})
    }),
  )
}

/** The same for the hooks of one plugin. */
export async function runHooksOfPlugin<Event extends keyof Hooks & string>(
  plugin: Plugin,
  event: Event,
  payload: Hooks[Event]['options'],
  {config, output}: {readonly config: Config; readonly output: Output},
): Promise<void> {
  if (!plugin.hooks[event]?.length) return
  const what = await troubleWith(plugin, config, event, payload)
  // Several requests may run at once, and have met the same trouble.
  if (what === undefined || plugin.hooks[event]?.length === 0) return
  plugin.hooks[event] = []
  output.warn(`Plugin ${plugin.name}: its hook ${event} ${what}. omi goes on without it.`)
}

/** What is wrong with a plugin's hooks for an event, to be put behind their name. */
async function troubleWith<Event extends keyof Hooks & string>(
  plugin: Plugin,
  config: Config,
  event: Event,
  payload: Hooks[Event]['options'],
): Promise<string | undefined> {
  const begin = monotonicNow()
  let timer: NodeJS.Timeout | undefined
  // oclif's own limit does not cover the import of the hook's file, and does not keep the process alive.
  const limit = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, LONGEST_HOOK, TOO_LONG)
  })
  countOwnTimer(1)
  const hooks = () => runHooksOf(plugin, config, event, payload)
  const run = watchingWhatIsOpen(plugin.name, () => runForeignCode(hooks)).then((failure) => {
    if (failure) return import('./examine-hooks.js').then(({whyFailed}) => whyFailed(plugin, event, failure.error))
    // The limit itself does not get its turn where a hook keeps the processor busy.
    return monotonicNow() - begin > LONGEST_HOOK ? TOO_LONG : undefined
  })
  const trouble = await Promise.race([run, limit])
  clearTimeout(timer)
  countOwnTimer(-1)
  if (trouble === TOO_LONG) abandon()
  return trouble ?? undefined
}

const TOO_LONG = `took over ${LONGEST_HOOK / 1000} seconds`

/** Runs the hooks of one plugin for an event, one after the other; resolves to the first that failed. */
async function runHooksOf<Event extends keyof Hooks & string>(
  plugin: Plugin,
  config: Config,
  event: Event,
  payload: Hooks[Event]['options'],
): Promise<undefined | {readonly error: unknown}> {
  // oclif runs the hooks of all plugins together. Under a name that no other plugin has, these run alone.
  const alone = `${event} of ${plugin.name}`
  plugin.hooks[alone] = plugin.hooks[event] ?? []
  const {failures} = await config.runHook(alone as Event, payload, undefined, true)
  return failures[0]
}
