import {wordsOf} from '../oclif/command-words.js'
import {exists} from './exists.js'
import {type LoadedConfig, type LoadWarnings} from './load-config.js'
import {placeOf} from './place.js'
import {type ListedPlugin} from './plugin-list.js'

/** What is wrong with a plugin. */
export interface PluginProblem {
  /** The command that cannot be loaded, where it is only that one: `notes:show`. */
  readonly command?: string
  /** The error's own first line. */
  readonly message?: string
  /** The file and line where the error arose, where they are known. */
  readonly place?: string
  readonly plugin: string
  /** Completes "Plugin NAME …". */
  readonly what: string
}

/** Which plugins are left out, and what oclif's warnings mean. */
export const pluginProblems = ({problems, warnings}: LoadedConfig): PluginProblem[] => [
  ...problems,
  ...problemsIn(warnings),
]

/** What oclif's warnings about plugins mean. */
export const problemsIn = (warnings: LoadWarnings): PluginProblem[] =>
  warnings.map((warning) => problemIn(warning)).filter((problem) => problem !== undefined)

/** One line for each problem, and what helps. */
export const loadProblemLines = (loaded: LoadedConfig): string[] => [
  ...[loaded.closed, loaded.unreadable].filter((line) => line !== undefined),
  ...pluginProblems(loaded).map((problem) => problemLine(problem)),
]

/** The problem in a line for the user, and what helps. */
export const problemLine = (problem: PluginProblem) =>
  `Plugin ${problem.plugin} ${problemText(problem)} omi plugins uninstall ${problem.plugin} removes it.`

/** The problem with its place, to be put behind the plugin's name. */
export const problemText = ({place, what}: PluginProblem) =>
  place === undefined ? what : what.replace(/\)\.$/, `, ${place}).`)

/** Completes "Plugin NAME …" for one that could not be loaded from its folder, where loading it threw an error. */
export async function whyAbsent(
  {type}: ListedPlugin,
  folder: string,
  {code, message}: NodeJS.ErrnoException,
): Promise<string> {
  const isGone = (code === undefined || code === 'ENOENT' || code === 'ENOTDIR') && !(await exists(folder))
  if (isGone) return type === 'link' ? `is not where it was linked (${folder}).` : `is not in ${folder} any more.`

  const [line = ''] = message.split('\n', 1)
  return `is left out: ${line.replace(/\.$/, '')}.`
}

/** The name of the plugin whose manifest is of another version than its package, where the warning is about that. */
export const outdatedPlugin = (warning: Error | string): string | undefined =>
  typeof warning === 'string' ? warning.match(/^Mismatched version in (\S+) plugin manifest/)?.[1] : undefined

function problemIn(warning: Error | string): PluginProblem | undefined {
  if (typeof warning === 'string') {
    const plugin = outdatedPlugin(warning)
    return plugin === undefined
      ? undefined
      : {plugin, what: 'has a manifest of another version, which makes every run slow: build it again.'}
  }

  const {detail = ''} = warning as Error & {detail?: string}
  const [, task = ''] = detail.match(/^task: (.*)$/m) ?? []
  const [, plugin] = detail.match(/^plugin: (.*)$/m) ?? []
  if (plugin === undefined || task === '') return undefined
  if (task === 'readManifest') {
    return {
      plugin,
      what: `has a broken manifest, which makes every run slow (${firstLine(warning)}): build or install it again.`,
    }
  }

  const [, command] = task.match(/^findCommand \((.*)\)$/) ?? []
  const name = command === undefined ? task : wordsOf(command)
  const message = firstLine(warning)
  return {
    command,
    message,
    // The place of a fault of ours, as where time is up, is of no use to anybody.
    place: placeOf(warning, detail.match(/^root: (.*)$/m)?.[1] ?? ''),
    plugin,
    what: `has a command that cannot be loaded (${name}: ${message}).`,
  }
}

const firstLine = ({message}: Error) => message.split('\n', 1)[0] ?? ''
