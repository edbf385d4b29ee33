import {type Config} from '@oclif/core/config'

import {EXIT_CODES} from '../errors/exit-codes.js'
import {ERRORS} from '../errors/index.js'
import {GLOBAL_FLAGS} from '../flags/global-flags.js'
import {type ValueType} from '../flags/value-facts.js'
import {wordsOf} from '../oclif/command-words.js'
import {whileLoading} from '../plugins/foreign-code.js'
import {foreignPlugins} from '../plugins/load-config.js'
import {keptProblems} from '../plugins/manifest.js'
import {describeCommand, rendered} from './describe-command.js'

/** Everything that can be typed: what `omi --json commands` prints. Its keys change only as those of other JSON do. */
export interface Surface {
  /** In the order of their words, plugins' commands among them. */
  readonly commands: readonly SurfaceCommand[]
  /** Every error of ours; null where the exit code differs. Those of the whole surface only: they are the same for every part. */
  readonly error_codes?: ReadonlyArray<{
    readonly code: string
    readonly exit_code: null | number
    readonly title: string
  }>
  readonly exit_codes: ReadonlyArray<{readonly code: number; readonly meaning: string}>
  readonly global_flags: readonly SurfaceGlobalFlag[]
  /** What is typed to start it. */
  readonly name: string
  /** Commands of plugins that do not load; they are not among the commands. */
  readonly problems: readonly SurfaceProblem[]
  readonly topics: ReadonlyArray<{readonly summary: string; readonly topic: string}>
  readonly usage: string
  readonly version: string
}

export interface SurfaceCommand {
  /** Other words for it. */
  readonly aliases: readonly string[]
  readonly arguments: readonly SurfaceArgument[]
  /** The words that are typed: `memory create`. */
  readonly command: string
  readonly description: null | string
  readonly examples: readonly string[]
  readonly flags: readonly SurfaceFlag[]
  /** The package it comes from. */
  readonly plugin: string
  /** Whether it changes nothing, neither at the server nor here; false also where a plugin does not say. */
  readonly read_only: boolean
  readonly summary: string
  readonly usage: string
}

/** What holds for the value of an argument and of a flag; a key is there only where there is something to say. */
interface SurfaceValue {
  readonly default?: unknown
  readonly max?: number
  readonly min?: number
  readonly multiple: boolean
  readonly name: string
  readonly required: boolean
  readonly type: ValueType
  /** All that may be given. */
  readonly values?: readonly string[]
}

export interface SurfaceArgument extends SurfaceValue {
  readonly description: string
}

export interface SurfaceFlag extends SurfaceValue {
  readonly at_least_one_of?: readonly string[]
  readonly char?: string
  readonly depends_on?: readonly string[]
  readonly description?: string
  readonly exactly_one_of?: readonly string[]
  /** Flags that cannot be given together with it. */
  readonly exclusive?: readonly string[]
  /** `--no-NAME` says the opposite. */
  readonly negatable?: true
  readonly relationships?: unknown
  readonly summary: string
  /** What stands for the value in help. */
  readonly value_name?: string
}

interface SurfaceGlobalFlag {
  readonly char?: string
  readonly name: string
  readonly summary: string
  readonly type: ValueType
  readonly value_name?: string
}

export interface SurfaceProblem {
  readonly command: string
  readonly plugin: string
  /** One line. */
  readonly problem: string
}

/**
 * Describes every command that is not hidden, or those of a topic or the one command that `id` names. Never throws: a
 * command that does not load is told as a problem. Loads the code of all commands but those of oclif's own plugins, which takes some tenths of a second.
 */
export async function describeSurface(config: Config, id = ''): Promise<Surface> {
  const isWanted = (other: string) => id === '' || other === id || other.startsWith(`${id}:`)
  const shown = config.commands.filter(
    (command) => isWanted(command.id) && !command.hidden && !command.aliases?.includes(command.id),
  )
  const describeAll = () => Promise.all(shown.map((command) => describeCommand(command, config)))
  const described = await (foreignPlugins(config).length > 0 ? whileLoading(describeAll) : describeAll())
  return {
    name: config.bin,
    version: config.version,
    usage: `${config.bin} [GLOBAL FLAGS] TOPIC VERB [ARGS] [FLAGS]`,
    global_flags: Object.entries(GLOBAL_FLAGS).map(([name, {char, description, type, value}]) => ({
      name,
      ...(char && {char}),
      type: type ?? (value ? ('string' as const) : ('boolean' as const)),
      ...(value && {value_name: value}),
      summary: description,
    })),
    exit_codes: EXIT_CODES.flatMap(({codes, meaning}) => codes.map((code) => ({code, meaning}))),
    ...(id === '' && {
      error_codes: Object.entries(ERRORS).map(([code, {exit, title}]) => ({code, title, exit_code: exit ?? null})),
    }),
    topics: config.topics
      .filter(({hidden, name}) => !hidden && isWanted(name) && shown.some(({id}) => id.startsWith(`${name}:`)))
      .map(({description, name}) => ({topic: wordsOf(name), summary: rendered(description, config)}))
      .sort((a, b) => compare(a.topic, b.topic)),
    commands: described.filter((one) => 'usage' in one).sort((a, b) => compare(a.command, b.command)),
    problems: [
      ...described.filter((one) => 'problem' in one),
      ...foreignPlugins(config)
        .flatMap(unlistedProblems)
        .filter(({command}) => isWanted(command.replaceAll(' ', ':'))),
    ],
  }
}

/** The commands that were left out already when the plugin was linked. */
const unlistedProblems = (plugin: ReturnType<typeof foreignPlugins>[number]): SurfaceProblem[] =>
  keptProblems(plugin).flatMap(({command, message = ''}) =>
    command === undefined ? [] : [{command: wordsOf(command), plugin: plugin.name, problem: message}],
  )

const compare = (a: string, b: string) => (a < b ? -1 : 1)
