import {type Plugin} from '@oclif/core/config'

import {wordsOf} from '../oclif/command-words.js'
import {examineHooks} from './examine-hooks.js'
import {withWarnings} from './load-config.js'
import {loadPlugin} from './load-plugins.js'
import {type PluginProblem} from './load-problems.js'
import {writeManifest} from './manifest.js'
import {type ListedPlugin} from './plugin-list.js'
import {withTimeLimit} from './time-limit.js'
import {nodeWanted} from './wanted-versions.js'

export interface Verdict {
  /** Why it cannot be used, as a sentence. */
  readonly fault?: string
  /** Commands that cannot be loaded, where the rest can. */
  readonly problems: readonly PluginProblem[]
}

/** Loads the plugin in a folder as every run does, and writes its manifest where it brings none. */
export const loadFault = (root: string, listed: ListedPlugin): Promise<Verdict> => judge(root, listed, async () => [])

/** The same for one that is to take the place of another: all of its commands have to load too, which runs its code. */
export const verifyPlugin = (root: string, listed: ListedPlugin): Promise<Verdict> => judge(root, listed, troubleIn)

type Look = (plugins: readonly Plugin[], problems: readonly PluginProblem[]) => Promise<readonly string[]>

async function judge(root: string, listed: ListedPlugin, look: Look): Promise<Verdict> {
  try {
    const problems = await writeManifest(root)
    const {value: plugins} = await withWarnings(() => loadPlugin(root, listed))
    const [fault] = await look(plugins, problems)
    return {...(fault !== undefined && {fault}), problems}
  } catch (error) {
    return {fault: sentence((error as Error).message), problems: []}
  }
}

async function troubleIn(plugins: readonly Plugin[], problems: readonly PluginProblem[]): Promise<string[]> {
  const found = problems.flatMap(({command, message = ''}) =>
    command === undefined ? [] : [cannotLoad(command, message)],
  )
  for (const plugin of plugins) {
    const wanted = await nodeWanted(plugin)
    if (wanted) found.push(`It asks for Node.js ${wanted}, and this is ${process.versions.node}.`)
    for (const {id, load} of wanted ? [] : plugin.commands) {
      try {
        await withWarnings(() => withTimeLimit(load(), 'it does not finish loading within 2 seconds'))
      } catch (error) {
        found.push(cannotLoad(id, (error as Error).message))
      }
    }
  }

  if (plugins.every(({commands, hooks}) => commands.length === 0 && Object.keys(hooks).length === 0)) {
    found.push('It has neither commands nor hooks.')
  }

  const hookless: string[] = []
  for (const plugin of found.length > 0 ? [] : plugins) hookless.push(...(await examineHooks(plugin)).problems)
  return [...found, ...hookless.map((problem) => `It ${problem}`)]
}

const cannotLoad = (id: string, message: string) => sentence(`Its command ${wordsOf(id)} cannot be loaded: ${message}`)

function sentence(message: string): string {
  const [line = ''] = message.split('\n', 1)
  return `${line.charAt(0).toUpperCase()}${line.slice(1).replace(/\.$/, '')}.`
}
