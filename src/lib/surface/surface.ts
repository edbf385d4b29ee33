import {type Config} from '@oclif/core/config'

import {VARIABLES} from '../config/variables.js'
import {EXIT_CODES} from '../errors/exit-codes.js'
import {ERRORS} from '../errors/index.js'
import {GLOBAL_FLAGS} from '../flags/global-flags.js'
import {type ValueType} from '../flags/value-facts.js'
import {wordsOf} from '../oclif/command-words.js'
import {whileLoading} from '../plugins/foreign-code.js'
import {foreignPlugins} from '../plugins/load-config.js'
import {keptProblems} from '../plugins/manifest.js'
import {describeCommand, rendered} from './describe-command.js'
import {DEFINITIONS} from './documents.js'
import {type JsonSchema} from './json-schema.js'
import {TYPES} from './value-types.js'

/**
 * Everything that can be typed: what `omi --json commands` prints. Its keys change only as those of other JSON do. Those that
 * may be missing are the same for every part: the whole surface has them.
 */
export interface Surface {
  /** The schemas that those of several documents refer to, by name. */
  readonly $defs: Readonly<Record<string, JsonSchema>>
  /** In the order of their words, plugins' commands among them. */
  readonly commands: readonly SurfaceCommand[]
  /** The variables that are read. */
  readonly environment?: ReadonlyArray<{readonly name: string; readonly summary: string}>
  /** Every error of ours; null where the exit code differs. */
  readonly error_codes?: ReadonlyArray<{
    readonly code: string
    readonly exit_code: null | number
    readonly title: string
  }>
  /** The schema of an error, the last line on stderr. */
  readonly error_schema?: JsonSchema
  /** Missing where it is about one command. */
  readonly exit_codes?: ReadonlyArray<{readonly code: number; readonly meaning: string}>
  /** Missing where it is about one command. */
  readonly global_flags?: readonly SurfaceGlobalFlag[]
  /** What is typed to start it. */
  readonly name: string
  /** Commands of plugins that do not load; they are not among the commands. */
  readonly problems: readonly SurfaceProblem[]
  readonly topics: ReadonlyArray<{readonly summary: string; readonly topic: string}>
  /** What a value of each type may be. */
  readonly types?: ReadonlyArray<{readonly summary: string; readonly type: string}>
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
  /** Whether it deletes what cannot be had back. */
  readonly destructive: boolean
  readonly examples: readonly string[]
  readonly flags: readonly SurfaceFlag[]
  /** Whether a second run with the same words changes nothing more; false also where a plugin does not say. */
  readonly idempotent: boolean
  /** Whether it may ask a person first: without a terminal it needs `--yes` then. */
  readonly needs_confirmation: boolean
  /** The package it comes from. */
  readonly plugin: string
  /** What its requests count against, and how many of them an hour may have. */
  readonly rate_policies: ReadonlyArray<{readonly limit: number; readonly policy: string}>
  /** Whether it changes nothing, neither at the server nor here; false also where a plugin does not say. */
  readonly read_only: boolean
  /** What it needs: `browser_session`, and scopes of the key such as `memories:write`. */
  readonly requires: readonly string[]
  /** What it prints with `--json`; missing where a plugin does. */
  readonly schema?: JsonSchema
  readonly summary: string
  readonly usage: string
}

/** What holds for the value of an argument and of a flag; a key is there only where there is something to say. */
interface SurfaceValue {
  /** What stands in where it is not given; of a goal's figures where the goal is measured. */
  readonly default?: unknown
  /** Whose id it is. */
  readonly id_of?: string
  readonly max?: number
  readonly min?: number
  readonly multiple: boolean
  readonly name: string
  readonly required: boolean
  /** The flags one of which will do in its place, where it must be there otherwise. */
  readonly required_unless?: readonly string[]
  /** `-` stands for what comes on stdin. */
  readonly stdin?: true
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
  const commands = described.filter((one) => 'usage' in one).sort((a, b) => compare(a.command, b.command))
  const isOne = commands.length === 1 && commands[0]?.command === wordsOf(id)
  return {
    name: config.bin,
    version: config.version,
    usage: `${config.bin} [GLOBAL FLAGS] TOPIC VERB [ARGS] [FLAGS]`,
    ...(!isOne && {global_flags: globalFlags(), exit_codes: exitCodes()}),
    ...(id === '' && ofTheWhole()),
    topics: config.topics
      .filter(({hidden, name}) => !hidden && isWanted(name) && shown.some(({id}) => id.startsWith(`${name}:`)))
      .map(({description, name}) => ({topic: wordsOf(name), summary: rendered(description, config)}))
      .sort((a, b) => compare(a.topic, b.topic)),
    commands,
    problems: [
      ...described.filter((one) => 'problem' in one),
      ...foreignPlugins(config)
        .flatMap(unlistedProblems)
        .filter(({command}) => isWanted(command.replaceAll(' ', ':'))),
    ],
    $defs: id === '' ? DEFINITIONS : definitionsFor(commands.map(({schema}) => schema)),
  }
}

const globalFlags = (): SurfaceGlobalFlag[] =>
  Object.entries(GLOBAL_FLAGS).map(([name, {char, description, type, value}]) => ({
    name,
    ...(char && {char}),
    type: type ?? (value ? ('string' as const) : ('boolean' as const)),
    ...(value && {value_name: value}),
    summary: description,
  }))

const exitCodes = () => EXIT_CODES.flatMap(({codes, meaning}) => codes.map((code) => ({code, meaning})))

const ofTheWhole = () => ({
  error_codes: Object.entries(ERRORS).map(([code, {exit, title}]) => ({code, title, exit_code: exit ?? null})),
  error_schema: {$ref: '#/$defs/ErrorDocument'},
  types: Object.entries(TYPES).map(([type, summary]) => ({type, summary})),
  environment: VARIABLES.flatMap(({variables}) => variables).flatMap(([names, summary]) =>
    names.split(', ').map((name) => ({name, summary})),
  ),
})

/** The definitions that these schemas refer to, and those that they refer to in turn. */
function definitionsFor(
  schemas: unknown,
  found: Record<string, JsonSchema> = {},
): Readonly<Record<string, JsonSchema>> {
  for (const [, name = ''] of (JSON.stringify(schemas) ?? '').matchAll(/"#\/\$defs\/(\w+)"/g)) {
    const definition = DEFINITIONS[name]
    if (!definition || name in found) continue
    found[name] = definition
    definitionsFor(definition, found)
  }

  return found
}

/** The commands that were left out already when the plugin was linked. */
const unlistedProblems = (plugin: ReturnType<typeof foreignPlugins>[number]): SurfaceProblem[] =>
  keptProblems(plugin).flatMap(({command, message = ''}) =>
    command === undefined ? [] : [{command: wordsOf(command), plugin: plugin.name, problem: message}],
  )

const compare = (a: string, b: string) => (a < b ? -1 : 1)
