import {wordsOf} from '../oclif/command-words.js'
import {type Row, type Section} from './layout.js'

/** What a help page needs to know of a command: oclif's cached form of it, from a manifest of ours or of a plugin. */
export interface DescribedCommand {
  readonly aliases?: readonly string[]
  readonly args?: Readonly<Record<string, DescribedArgument>>
  readonly description?: string
  readonly examples?: Example | readonly Example[]
  readonly flags?: Readonly<Record<string, DescribedFlag>>
  readonly id: string
  readonly strict?: boolean
  readonly summary?: string
  readonly usage?: readonly string[] | string
}

type Example = string | {readonly command: string; readonly description: string}

interface DescribedArgument {
  readonly default?: unknown
  readonly description?: string
  readonly hidden?: boolean
  readonly multiple?: boolean
  readonly name: string
  readonly options?: readonly string[]
  readonly required?: boolean
}

interface DescribedFlag {
  readonly allowNo?: boolean
  readonly char?: string
  readonly default?: unknown
  readonly description?: string
  readonly env?: string
  readonly helpGroup?: string
  readonly helpLabel?: string
  readonly helpValue?: string | string[]
  readonly hidden?: boolean
  readonly multiple?: boolean
  readonly name: string
  readonly options?: readonly string[]
  readonly required?: boolean
  readonly summary?: string
  readonly type?: string
}

/** Fills in the placeholders of a plugin's texts, such as `<%= config.bin %>`. */
export type Render = (text: string) => string

/** The most columns that the values of a flag take up in its label. */
const LONGEST_VALUES = 32

/** One line on a command, without a full stop at its end. */
export const summaryOf = ({description, summary}: DescribedCommand, render: Render): string =>
  (render(summary ?? description ?? '').split('\n')[0] ?? '').replace(/\.$/, '')

/** The sections of a command's page before the global flags. */
export function commandSections(command: DescribedCommand, render: Render): Section[] {
  const args = Object.values(command.args ?? {}).filter(({hidden}) => !hidden)
  const flags = shownFlags(command)
  return [
    {title: 'USAGE', lines: usageLines(command, args, flags, render)},
    {title: 'DESCRIPTION', text: descriptionOf(command, render)},
    {title: 'ARGUMENTS', rows: args.map((arg) => [argLabel(arg, command), argText(arg, render)])},
    ...flagSections(flags, render),
    {title: 'ALIASES', lines: (command.aliases ?? []).map((alias) => `$ omi ${wordsOf(alias)}`)},
  ]
}

/** The examples, each command line behind a `$`. */
export function exampleLines({examples = []}: DescribedCommand, render: Render): string[] {
  const blocks = [examples].flat().map((example) =>
    (typeof example === 'string' ? example : `${example.description}\n${example.command}`)
      .split('\n')
      .map((line) => render(line).trim())
      .filter(Boolean)
      .map((line, _, {length}) => (length === 1 || isCommandLine(line) ? `$ ${line.replace(/^\$ /, '')}` : line)),
  )
  const apart = blocks.some(({length}) => length > 1)
  return blocks.flatMap((lines, index) => (apart && index > 0 ? ['', ...lines] : lines))
}

const isCommandLine = (line: string) => line.startsWith('$ ') || /(^|\| )omi /.test(line)

/** Without the help flags of oclif, which every command has anyway, and its JSON flag, which ours takes the place of. */
const shownFlags = ({flags = {}}: DescribedCommand) =>
  Object.entries(flags)
    .map(([name, flag]) => ({...flag, name}))
    .filter(({helpGroup, hidden, name}) => !hidden && name !== 'help' && !(name === 'json' && helpGroup === 'GLOBAL'))

function usageLines(
  {id, strict, usage}: DescribedCommand,
  args: DescribedArgument[],
  flags: DescribedFlag[],
  render: Render,
): string[] {
  const words = wordsOf(id)
  if (usage !== undefined) {
    return [usage].flat().map((line) => {
      const rendered = render(line).replace(/^omi /, '')
      return `$ omi ${rendered.startsWith(words) ? rendered : `${words} ${rendered}`}`
    })
  }

  const required = flags.filter(({required}) => required).map(flagLabel)
  const parts = [words, ...args.map((arg) => argLabel(arg, {strict})), ...required]
  return [`$ omi ${parts.join(' ')}${flags.length > required.length ? ' [FLAGS]' : ''}`]
}

function descriptionOf({description = '', summary}: DescribedCommand, render: Render): string {
  const text = render(description).trim()
  return summary === undefined ? text.split('\n').slice(1).join('\n').trim() : text
}

function argLabel({multiple, name, required}: DescribedArgument, {strict}: {readonly strict?: boolean}): string {
  const label = name.toUpperCase()
  const several = multiple ? `${label.replace(/S$/, '')}...` : strict === false ? `${label}...` : label
  return required ? several : `[${several}]`
}

const argText = ({default: value, description = '', options}: DescribedArgument, render: Render): string =>
  sentence(render(description), options && `one of: ${options.join(', ')}`, defaultText(value))

function flagSections(flags: DescribedFlag[], render: Render): Section[] {
  const groups = new Map<string, DescribedFlag[]>([['', []]])
  for (const flag of flags) {
    const group = flag.helpGroup ?? ''
    groups.set(group, [...(groups.get(group) ?? []), flag])
  }

  return [...groups].map(([group, members]) => ({
    title: group ? `${group.toUpperCase()} FLAGS` : 'FLAGS',
    rows: members.map((flag): Row => [flagLabel(flag), flagText(flag, render)]),
  }))
}

/** `--tag TAG...`, `--yes, -y`, `--[no-]discarded`; values that are few and short stand in place of their name. */
function flagLabel(flag: DescribedFlag): string {
  const {allowNo, char, helpLabel, multiple, name} = flag
  const words = helpLabel ?? `--${allowNo ? '[no-]' : ''}${name}${char ? `, -${char}` : ''}`
  if (flag.type === 'boolean') return words
  const value = valuesInLabel(flag) ?? ([flag.helpValue].flat().join(' ') || name.toUpperCase())
  return `${words} ${value}${multiple && !value.endsWith('...') ? '...' : ''}`
}

function valuesInLabel({helpValue, options}: DescribedFlag): string | undefined {
  const values = helpValue === undefined ? options?.join('|') : undefined
  return values !== undefined && values.length <= LONGEST_VALUES ? values : undefined
}

/** What a flag is for, which values it takes, and its default. */
function flagText(flag: DescribedFlag, render: Render): string {
  const summary = render(flag.summary ?? flag.description ?? '').trim()
  const more = flag.summary === undefined ? '' : render(flag.description ?? '').trim()
  const {env, options = [], required} = flag
  const listed = valuesInLabel(flag) !== undefined || summary.includes(options.join(', '))
  return sentence(
    more ? `${summary.replace(/\.$/, '')}. ${more}` : summary,
    listed ? undefined : `one of: ${options.join(', ')}`,
    required && '(required)',
    defaultText(flag.default),
    env && `[variable: ${env}]`,
  )
}

const defaultText = (value: unknown) =>
  ['number', 'string'].includes(typeof value) && value !== '' ? `[default: ${value}]` : undefined

function sentence(text: string, values: string | undefined, ...notes: Array<false | string | undefined>): string {
  const whole = values ? (text ? `${text.replace(/\.$/, '')}; ${values}` : values) : text
  return [whole, ...notes].filter(Boolean).join(' ')
}
