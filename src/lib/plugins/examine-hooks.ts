import {readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {inspect} from 'node:util'

import {runForeignCode} from './foreign-code.js'
import {REQUEST_HOOKS} from './has-hook.js'
import {type foreignPlugins} from './load-config.js'
import {moduleFile, placeOf, placeOfFault} from './place.js'
import {withTimeLimit} from './time-limit.js'

type Plugin = ReturnType<typeof foreignPlugins>[number]

export interface ExaminedHook {
  readonly event: string
  readonly file: string
  /** How long it takes to import. */
  readonly milliseconds: null | number
}

/**
 * Loads the hooks of a plugin, which runs their files, but none of the hooks. The problems complete "Plugin NAME …", and say
 * in which file and line they are.
 */
export async function examineHooks(plugin: Plugin): Promise<{hooks: ExaminedHook[]; problems: string[]}> {
  const hooks: ExaminedHook[] = []
  const problems: string[] = []
  for (const [event, entries] of Object.entries(plugin.hooks)) {
    if (event.startsWith('omi:') && !isRequestHook(event)) {
      problems.push(`has a hook ${event}, which is no event of omi: they are ${REQUEST_HOOKS.join(' and ')}.`)
    }

    for (const {target} of entries) {
      const file = moduleFile(join(plugin.root, target))
      if (file === undefined) {
        problems.push(`has a hook ${event} whose file is not there (${await missing(plugin, target)}).`)
        hooks.push({event, file: join(plugin.root, target), milliseconds: null})
        continue
      }

      const begin = performance.now()
      try {
        await runForeignCode(() =>
          withTimeLimit(import(pathToFileURL(file).href), 'it does not finish loading within 2 seconds'),
        )
        hooks.push({event, file, milliseconds: Math.round(performance.now() - begin)})
      } catch (error) {
        problems.push(`has a hook ${event} that cannot be loaded (${await withPlace(error, plugin, file)}).`)
        hooks.push({event, file, milliseconds: null})
      }
    }
  }

  return {hooks, problems}
}

const isRequestHook = (event: string) => REQUEST_HOOKS.some((name) => name.valueOf() === event)

/** Why the hooks of a plugin for an event failed; completes "its hook EVENT …". */
export async function whyFailed(plugin: Plugin, event: string, error: unknown): Promise<string> {
  const targets = (plugin.hooks[event] ?? []).map(({target}) => target)
  const gone = targets.find((target) => moduleFile(join(plugin.root, target)) === undefined)
  if (gone !== undefined) return `names a file that is not there (${await missing(plugin, gone)})`
  const [file] = targets.map((target) => moduleFile(join(plugin.root, target)))
  return `failed: ${await withPlace(error, plugin, file)}`
}

/** The first line of an error's message, and the file and line where it arose. `file` is what was loaded. */
export async function withPlace(error: unknown, {root, type}: Plugin, file?: string): Promise<string> {
  // Anything can be thrown.
  if (!(error instanceof Error)) return inspect(error)
  const [line = ''] = error.message.split('\n', 1)
  // Where somebody else's plugin has its faults says nothing to its users.
  if (type !== 'link') return line
  const place = placeOf(error, root) ?? (error.name === 'SyntaxError' && file ? await placeOfFault(file) : undefined)
  return [line, place].filter(Boolean).join(', ')
}

/** The file that is missed, and where it is named. */
async function missing({root}: Plugin, target: string): Promise<string> {
  const path = join(root, 'package.json')
  const lines = (await readFile(path, 'utf8').catch(() => '')).split('\n')
  const index = lines.findIndex((line) => line.includes(JSON.stringify(target)))
  return [join(root, target), ...(index === -1 ? [] : [`${path}:${index + 1}`])].join(', ')
}
