import {parseArgs} from 'node:util'

import {errorOf, invalidValue, missingArgument, type OmiError} from '../errors/index.js'
import {type GlobalFlags} from '../io/run-context.js'
import {nearest} from '../text/nearest.js'
import {shellLine} from '../text/shell-words.js'

interface GlobalFlag {
  readonly char?: string
  readonly description: string
  /** What its value is, where it is more than a text. */
  readonly type?: 'profile'
  /** What stands for its value in help; a flag without one takes none. */
  readonly value?: string
}

/** The one list of them: parsing, help and the check for misplaced ones all read it. */
export const GLOBAL_FLAGS: Readonly<Record<string, GlobalFlag>> = {
  json: {description: 'One JSON document on stdout and nothing else there'},
  jq: {
    description: 'The document through this filter of jq 1.8: one result a line, texts as they are',
    value: 'FILTER',
  },
  fields: {description: 'Only these fields of the document, in this order: the JSON keys', value: 'a,b'},
  profile: {
    char: 'p',
    description: 'Use this profile of the config file, for this run',
    type: 'profile',
    value: 'NAME',
  },
  'api-base': {description: 'Talk to another server, for this run', value: 'URL'},
  timezone: {
    description: 'The time zone of times and of dates without an offset: an IANA name such as Europe/Berlin',
    value: 'ZONE',
  },
  verbose: {char: 'v', description: 'A line per HTTP attempt on stderr'},
  'no-color': {description: 'No colour (NO_COLOR does the same)'},
  'no-pager': {description: 'Long output on a terminal is not paged (an empty OMI_PAGER does the same)'},
  wide: {description: 'Tables with all of their columns, however wide the terminal is'},
  version: {description: 'Show the version (before any topic only)'},
  help: {char: 'h', description: 'Show help, on every topic and verb too'},
}

/** The global flag most like `typed`, as it is written: `--json`. */
export const nearestGlobalFlag = (typed: string): string | undefined =>
  nearest(
    typed,
    Object.keys(GLOBAL_FLAGS).map((name) => `--${name}`),
  )

/** What stands before the topic, what follows, and the first thing wrong with the former. */
export interface ParsedCommandLine {
  readonly globals: GlobalFlags
  readonly problem?: OmiError
  /** The topic and everything behind it. */
  readonly rest: string[]
}

/** Reads the flags before the topic. Never throws: an error report needs to know about `--json` too. */
export function parseGlobalFlags(argv: string[]): ParsedCommandLine {
  const {tokens} = parseArgs({
    allowPositionals: true,
    args: argv,
    options: Object.fromEntries(
      Object.entries(GLOBAL_FLAGS).map(([name, {char, value}]) => [
        name,
        {type: value ? ('string' as const) : ('boolean' as const), ...(char && {short: char})},
      ]),
    ),
    strict: false,
    tokens: true,
  })
  const given = new Map<string, string | true>()
  let problem: OmiError | undefined
  let rest: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') {
      rest = argv.slice(token.index)
      break
    }

    if (token.kind === 'option-terminator') {
      rest = argv.slice(token.index + 1)
      break
    }

    const inline = Boolean(token.inlineValue)
    const value = inline ? withoutEqualsSign(token.rawName, token.value) : token.value
    problem ??=
      token.rawName === '-='
        ? surplusValue(argv[token.index] ?? '')
        : problemWith(token.name, token.rawName, value, inline)
    given.set(token.name, value ?? true)
  }

  const text = (name: string) => {
    const value = given.get(name)
    return typeof value === 'string' ? value : undefined
  }

  if (given.has('jq') && given.has('fields'))
    problem ??= invalidValue('--fields', 'It does not go together with --jq: the filter says which fields.')

  return {
    globals: {
      apiBase: text('api-base'),
      color: !given.has('no-color'),
      ...(text('fields') !== undefined && {fields: fieldsIn(text('fields') ?? '')}),
      help: given.has('help'),
      ...(text('jq') !== undefined && {jq: text('jq')}),
      json: given.has('json') || given.has('jq'),
      pager: !given.has('no-pager'),
      profile: text('profile'),
      timezone: text('timezone'),
      verbose: given.has('verbose'),
      version: given.has('version'),
      wide: given.has('wide'),
    },
    problem,
    rest,
  }
}

/** Each once, as a member of an object is. */
const fieldsIn = (text: string): string[] => [...new Set(text.split(',').map((field) => field.trim()))]

/** The flags of a run as words of a command line, for a command that a user shall run next. */
export const globalWords = ({
  apiBase,
  color,
  fields,
  jq,
  json,
  pager = true,
  profile,
  timezone,
  verbose,
  wide,
}: GlobalFlags): string[] => [
  ...(jq === undefined ? (json ? ['--json'] : []) : [`--jq=${jq}`]),
  ...(fields ? ['--fields', fields.join(',')] : []),
  ...(profile === undefined ? [] : ['--profile', profile]),
  ...(apiBase === undefined ? [] : ['--api-base', apiBase]),
  ...(timezone === undefined ? [] : ['--timezone', timezone]),
  ...(verbose ? ['--verbose'] : []),
  ...(color ? [] : ['--no-color']),
  ...(pager ? [] : ['--no-pager']),
  ...(wide ? ['--wide'] : []),
]

/** `-v=1`, in which the parser of Node.js takes the equals sign for one more flag of a letter. */
const surplusValue = (word: string) => invalidValue(word, `${word.split('=', 1)[0]} takes no value.`)

/** `-p=work` means work, as `--profile=work` does. */
const withoutEqualsSign = (typed: string, value: string | undefined) =>
  typed.startsWith('--') ? value : value?.replace(/^=/, '')

function problemWith(name: string, typed: string, value: string | undefined, inline: boolean): OmiError | undefined {
  const flag = Object.hasOwn(GLOBAL_FLAGS, name) ? GLOBAL_FLAGS[name] : undefined
  if (!flag) {
    const near = nearestGlobalFlag(typed)
    return errorOf('no_such_option', {
      about: [typed],
      detail: near
        ? `Did you mean ${near}?`
        : "Only global flags stand before the command; a command's own flags go behind it. See omi --help.",
    })
  }

  if (!flag.value) return inline ? invalidValue(`${typed}=${value}`, `${typed} takes no value.`) : undefined
  // `--profile --json`: a value that looks like a flag is more likely a value left out.
  if (value === undefined || value === '' || (!inline && value.startsWith('-'))) {
    const inOneWord = typed.startsWith('--') ? `${typed}=` : typed
    const hint = /^-[^-]/.test(value ?? '')
      ? ` One that begins with a dash: ${shellLine([`${inOneWord}${value}`])}`
      : ''
    return missingArgument(`${typed} ${flag.value}`, `${typed} expects a value: omi ${typed} ${flag.value} …${hint}`)
  }

  return undefined
}
