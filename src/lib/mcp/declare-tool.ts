import {type Command} from '@oclif/core/command'

import {type ValueFacts} from '../flags/value-facts.js'
import {wordsOf} from '../oclif/command-words.js'
import {effectsOf, type VerbFacts} from '../surface/verb-facts.js'
import {type InputSchema, type McpInput, type McpTool, type Place, type Tool} from './tool.js'

/** What a model may use for a name, in every client. */
const NAME = /^[a-z][\d_a-z]{0,63}$/

/** The arguments that the server itself takes of a tool, whose verb has none for them, by its `answer`. */
const OF_ANSWERS: Readonly<Record<string, Readonly<Record<string, Omit<InputSchema, 'description'>>>>> = {
  transcript: {
    from_segment: {default: 0, minimum: 0, type: 'integer'},
    max_chars: {default: 20_000, maximum: 30_000, minimum: 1, type: 'integer'},
  },
}

/**
 * The tool that a verb declares itself to be; undefined where it does not. Throws an Error for a declaration that does not fit the
 * verb.
 */
export async function declaredTool(command: Command.Loadable, toolset?: string): Promise<Tool | undefined> {
  const loaded = (await command.load()) as Command.Class & VerbFacts & {mcpTool?: McpTool}
  const {mcpTool: declared} = loaded
  if (!declared) return undefined
  const {answer, description, input = {}, name, title} = declared
  const words = wordsOf(command.id)
  if (!NAME.test(name)) throw new Error(`${words}: '${name}' cannot be the name of a tool`)
  const inputs = Object.entries(input).map(([argument, said]) => {
    const told = typeof said === 'string' ? {description: said} : said
    const own = OF_ANSWERS[answer ?? '']?.[argument]
    return own
      ? {name: argument, required: false, schema: {...own, description: told.description}}
      : {name: argument, ...inputOf(argument, told, loaded, words)}
  })
  const {destructive, idempotent, read_only: readOnly} = effectsOf(command as VerbFacts, loaded)
  const required = inputs.filter((each) => each.required).map((each) => each.name)
  return {
    name,
    title,
    description,
    toolset: toolset ?? declared.toolset ?? name,
    command: words,
    annotations: {
      readOnlyHint: readOnly,
      destructiveHint: destructive,
      idempotentHint: idempotent,
      openWorldHint: false,
    },
    ...(answer && {answer}),
    ...(loaded.flags?.yes && {needsConfirmation: true as const}),
    inputSchema: {
      type: 'object',
      properties: Object.fromEntries(inputs.map((each) => [each.name, each.schema])),
      ...(required.length > 0 && {required}),
      additionalProperties: false,
    },
    places: Object.fromEntries(inputs.flatMap((each) => ('place' in each ? [[each.name, each.place]] : []))),
  }
}

interface Input {
  readonly place: Place
  readonly required: boolean
  readonly schema: InputSchema
}

function inputOf(argument: string, told: McpInput, {args = {}, flags = {}}: Command.Class, words: string): Input {
  const name = told.of ?? argument.replaceAll('_', '-')
  const arg = args[name] as ((typeof args)[string] & ValueFacts) | undefined
  const flag = flags[name] as ((typeof flags)[string] & ValueFacts) | undefined
  const value = arg ?? flag
  if (!value) throw new Error(`${words} has neither an argument nor a flag '${name}'`)
  const isFlag = !arg
  const {mandatory, readsStdin, required, requiredUnless} = value
  return {
    required: required === true || mandatory === true || requiredUnless !== undefined,
    place: {
      kind: isFlag ? 'flag' : 'arg',
      name,
      ...(value.valueType === 'choices' && {commas: true as const}),
      ...(told.not && {not: told.not}),
      ...(flag?.type === 'boolean' && flag.allowNo && {not: `no-${name}`}),
      ...(readsStdin && {readsStdin}),
    },
    schema: schemaOf(value, told, flag?.type === 'boolean'),
  }
}

type Value = ValueFacts & {
  readonly default?: unknown
  readonly multiple?: boolean
  readonly options?: readonly string[]
}

function schemaOf(value: object, {description, max: most, single}: McpInput, isBoolean: boolean): InputSchema {
  const {
    default: usual,
    max,
    min,
    multiple,
    options,
    required,
    values,
    valueType,
  } = value as Value & {
    required?: boolean
  }
  if (isBoolean) return {type: 'boolean', description}
  const choices = options ?? values
  const choice = choices && {enum: choices}
  if ((multiple && !single) || valueType === 'choices') {
    const atLeast = required ? {minItems: 1} : {}
    return {type: 'array', items: {type: 'string', ...choice}, ...atLeast, ...(most && {maxItems: most}), description}
  }

  const ceiling = Math.min(most ?? Infinity, max ?? Infinity)
  return {
    type: valueType === 'integer' || valueType === 'number' ? valueType : 'string',
    ...choice,
    ...(min !== undefined && {minimum: min}),
    ...(ceiling < Number.MAX_SAFE_INTEGER && {maximum: ceiling}),
    ...(typeof usual === 'number' || typeof usual === 'string' ? {default: usual} : {}),
    description,
  }
}
