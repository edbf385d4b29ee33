import {type Command} from '@oclif/core/command'
import {type Config} from '@oclif/core/config'

import {type ValueFacts, type ValueType} from '../flags/value-facts.js'
import {wordsOf} from '../oclif/command-words.js'
import {DOCUMENTS} from './documents.js'
import {type SurfaceArgument, type SurfaceCommand, type SurfaceFlag, type SurfaceProblem} from './surface.js'
import {demandsOf, effectsOf, type VerbFacts} from './verb-facts.js'

/** How long a plugin's code may take to load, in milliseconds. */
const LOADING_TIME = 5000

/** Describes one command; a problem where its code does not load, or its plugin declares what cannot be described. */
export async function describeCommand(
  command: Command.Loadable,
  config: Config,
): Promise<SurfaceCommand | SurfaceProblem> {
  try {
    return describe(command, await factsOf(command, config), config)
  } catch (error) {
    return {
      command: wordsOf(command.id),
      plugin: command.pluginName ?? '',
      problem: (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '',
    }
  }
}

function describe(command: Command.Loadable, facts: Facts, config: Config): SurfaceCommand {
  const words = wordsOf(command.id)
  const text = (template: string | undefined) => rendered(template, config, words)
  const args = Object.values(command.args ?? {}).filter(({hidden}) => !hidden)
  const flags = Object.values(command.flags ?? {}).filter(({hidden}) => !hidden)
  const argumentsOf = args.map((arg) => describeArgument(arg, facts.args[arg.name] ?? {}, text))
  const summary = command.summary ?? command.description?.split('\n', 1)[0]
  return {
    command: words,
    aliases: (command.aliases ?? []).map((alias) => wordsOf(alias)),
    plugin: command.pluginName ?? '',
    ...effectsOf(command as VerbFacts, facts.verb),
    summary: text(summary),
    description: command.description && command.description !== summary ? text(command.description) : null,
    usage: text(usageOf(command, argumentsOf, config.bin)),
    needs_confirmation: flags.some(({name}) => name === 'yes'),
    ...demandsOf(facts.verb),
    arguments: argumentsOf,
    flags: flags.map((flag) => describeFlag(flag, facts.flags[flag.name] ?? {}, flags, text)),
    examples: [command.examples ?? []]
      .flat()
      .map((example) => text(typeof example === 'string' ? example : example.command)),
    ...(command.pluginName === config.name && {schema: DOCUMENTS[words]}),
  }
}

/** A text of a command with the product's and the command's name filled in; nothing else of a template is run. */
export const rendered = (template: string | undefined, {bin}: Config, words = '') =>
  (template ?? '')
    .replaceAll(/<%[=-]\s*config\.bin\s*%>/g, () => bin)
    .replaceAll(/<%[=-]\s*command\.id\s*%>/g, () => words)
    .replaceAll(/<%[=-]\s*config\.scopedEnvVarKey\('(\w+)'\)\s*%>/g, (_, name) => `${bin.toUpperCase()}_${name}`)
    .trim()

type Text = (template: string | undefined) => string

interface Facts {
  readonly args: Record<string, ValueFacts>
  readonly flags: Record<string, ValueFacts>
  readonly verb: VerbFacts
}

/** What the command's declaration says beyond what oclif caches. Throws what loading its code throws. */
async function factsOf(command: Command.Loadable, config: Config): Promise<Facts> {
  if (command.pluginType === 'core' && command.pluginName !== config.name) return {args: {}, flags: {}, verb: {}}
  const loaded = (await withTimeLimit(command.load())) as Partial<Command.Class>
  return {
    args: (loaded.args ?? {}) as Record<string, ValueFacts>,
    flags: {...loaded.baseFlags, ...loaded.flags} as Record<string, ValueFacts>,
    verb: loaded as VerbFacts,
  }
}

async function withTimeLimit<Value>(loading: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It does not load within ${LOADING_TIME / 1000} s`)), LOADING_TIME)
  })
  try {
    return await Promise.race([loading, limit])
  } finally {
    clearTimeout(timer)
  }
}

type CachedArg = Command.Arg.Cached
type CachedFlag = Command.Flag.Cached

function describeArgument(arg: CachedArg, facts: ValueFacts, text: Text): SurfaceArgument {
  const {default: value, description, multiple, name, options, required} = arg
  return {
    name,
    type: typeOf(facts, options),
    required: Boolean(required),
    multiple: Boolean(multiple),
    description: text(description),
    ...((value ?? facts.usual) !== undefined && {default: value ?? facts.usual}),
    ...limitsOf(facts, options),
  }
}

function describeFlag(flag: CachedFlag, facts: ValueFacts, siblings: readonly CachedFlag[], text: Text): SurfaceFlag {
  const {char, default: value, description, name, required, summary} = flag
  const option = flag.type === 'option' ? flag : undefined
  return {
    name,
    ...(char && {char}),
    type: option ? typeOf(facts, option.options) : 'boolean',
    ...(option?.helpValue && {value_name: [option.helpValue].flat().join(' ')}),
    required: Boolean(required) || facts.mandatory === true,
    multiple: Boolean(option?.multiple),
    summary: text(summary ?? description),
    ...(summary && description && {description: text(description)}),
    ...(value !== false && (value ?? facts.usual) !== undefined && {default: value ?? facts.usual}),
    ...limitsOf(facts, option?.options),
    ...(flag.type === 'boolean' && flag.allowNo && {negatable: true as const}),
    ...companionsOf(flag, siblings),
  }
}

/** Which flags go with a flag, and which do not. */
function companionsOf(flag: CachedFlag, siblings: readonly CachedFlag[]) {
  const {atLeastOne, dependsOn, exactlyOne, name, relationships} = flag
  // One of the two is enough to declare it.
  const excluding = siblings.filter((sibling) => sibling.exclusive?.includes(name)).map((sibling) => sibling.name)
  const exclusive = [...new Set([...(flag.exclusive ?? []), ...excluding])]
  return {
    ...(exclusive.length > 0 && {exclusive}),
    ...(dependsOn?.length && {depends_on: dependsOn}),
    ...(exactlyOne?.length && {exactly_one_of: exactlyOne}),
    ...(atLeastOne?.length && {at_least_one_of: atLeastOne}),
    ...(relationships?.length && {relationships}),
  }
}

function typeOf({valueType}: ValueFacts, options: readonly string[] | undefined): ValueType {
  return valueType ?? (options ? 'choice' : 'string')
}

/** A plugin may declare anything under these names. */
const limitsOf = (
  {idOf, max, min, readsStdin, requiredUnless, values}: ValueFacts,
  options: readonly string[] | undefined,
) => ({
  ...(typeof idOf === 'string' && {id_of: idOf}),
  ...(readsStdin === true && {stdin: true as const}),
  ...(Array.isArray(requiredUnless) && {required_unless: requiredUnless}),
  ...(typeof min === 'number' && {min}),
  ...(typeof max === 'number' && max !== Number.MAX_SAFE_INTEGER && {max}),
  ...((options ?? values) && {values: options ?? values}),
})

function usageOf({flags, id, usage}: Command.Loadable, args: readonly SurfaceArgument[], bin: string): string {
  if (usage)
    return [usage]
      .flat()
      .map((line) => `${bin} ${line.replace(id, wordsOf(id))}`)
      .join('\n')
  const words = args.map(({multiple, name, required}) => {
    const word = multiple ? `${name.toUpperCase().replace(/S$/, '')}...` : name.toUpperCase()
    return required ? word : `[${word}]`
  })
  const hasFlags = Object.values(flags ?? {}).some(({hidden}) => !hidden)
  return [bin, wordsOf(id), ...words, ...(hasFlags ? ['[FLAGS]'] : [])].join(' ')
}
