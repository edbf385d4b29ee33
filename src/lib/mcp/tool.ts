/**
 * What a verb says of the tool that it is to models, as `static override readonly mcpTool`; docs/plugins.md has it for authors
 * of plugins. Types, ranges, values, defaults and what has to be given follow from the verb's arguments and flags.
 */
export interface McpTool {
  /** What the answer has of the verb's document, where it is not all: cards of conversations, or one with its transcript. */
  readonly answer?: 'cards' | 'transcript'
  /** Written for a model: what it does, and when to use it. */
  readonly description: string
  /** The arguments, by name: what is to be said of each, or more than that. What is not named here cannot be given. */
  readonly input?: Readonly<Record<string, McpInput | string>>
  /** In small letters, with `_`: `memory_list`. */
  readonly name: string
  /** For people, in a few words. */
  readonly title: string
  /** Tools that are offered together; a plugin's are all in `plugins`. */
  readonly toolset?: string
}

/** An argument of a tool. */
export interface McpInput {
  readonly description: string
  /** The most that may be given, where it is less than the verb takes: a number, or so many of them. */
  readonly max?: number
  /** The flag that stands for `false`, where the verb has one of its own. */
  readonly not?: string
  /** The verb's argument or flag; by default the name with `-` in place of `_`. */
  readonly of?: string
  /** One text, where the verb takes several words. */
  readonly single?: true
}

/** Where the value of a tool's argument goes. */
export interface Place {
  /** Several values are one word, with commas. */
  readonly commas?: true
  readonly kind: 'arg' | 'flag'
  readonly name: string
  /** The flag that stands for `false`. */
  readonly not?: string
  /** A `-` would be read from stdin. */
  readonly readsStdin?: true
}

/** The schema of a tool's argument, as much of JSON Schema as there is need for. */
export interface InputSchema {
  readonly default?: boolean | number | string
  readonly description: string
  readonly enum?: readonly string[]
  readonly items?: {readonly enum?: readonly string[]; readonly type: 'string'}
  readonly maximum?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly minItems?: number
  readonly type: 'array' | 'boolean' | 'integer' | 'number' | 'string'
}

/** What clients are told of what a call does. */
interface Annotations {
  readonly destructiveHint: boolean
  readonly idempotentHint: boolean
  readonly openWorldHint: boolean
  readonly readOnlyHint: boolean
}

/** A tool, ready to be listed and called: an entry of mcp-tools.json. */
export interface Tool {
  readonly annotations: Annotations
  readonly answer?: McpTool['answer']
  /** The words of its verb. */
  readonly command: string
  readonly description: string
  readonly inputSchema: {
    readonly additionalProperties: false
    readonly properties: Readonly<Record<string, InputSchema>>
    readonly required?: readonly string[]
    readonly type: 'object'
  }
  readonly name: string
  /** Whether it asks for confirmation where several are named. */
  readonly needsConfirmation?: true
  readonly places: Readonly<Record<string, Place>>
  readonly title: string
  readonly toolset: string
}
