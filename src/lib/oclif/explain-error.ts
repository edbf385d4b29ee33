import {stripVTControlCharacters} from 'node:util'

import {
  addedFacts,
  cannotUseFile,
  currentFolderGone,
  errorOf,
  InterruptedError,
  invalidValue,
  isErrorExit,
  isOmiError,
  missingArgument,
  OmiError,
  unfitExit,
} from '../errors/index.js'
import {fileTrouble} from '../errors/system-error.js'
import {GLOBAL_FLAGS, nearestGlobalFlag} from '../flags/global-flags.js'
import {nearest} from '../text/nearest.js'
import {otherNameOf, remarkOn} from './other-flags.js'

/**
 * What an error of a run means to a user, whoever threw it: this product, a plugin with its own copy of it, oclif's
 * parser or a bug. Errors of oclif come from any of its copies, so they are told apart by their shape. Where a command
 * chose its exit code there is nothing to say.
 */
export function explain(error: unknown): OmiError | {readonly chosenExit: number} {
  if (isOmiError(error)) return isErrorExit(error.exitCode) ? error : withFitExit(error)
  if (!(error instanceof Error)) return errorOf('unexpected_error', {title: 'Unexpected error', detail: String(error)})
  const thrown = error as ForeignError
  if (thrown.code === 'EEXIT') return explainExit(thrown)

  if (thrown.syscall === 'uv_cwd') return currentFolderGone()
  if (isPromptExit(thrown)) return new InterruptedError('SIGINT')
  const usage = thrown.parse || isRefusedValue(thrown) ? explainUsage(thrown) : undefined
  if (usage) return usage
  const [title = '', ...detail] = thrown.message.split('\n')
  const facts = addedFacts(error)
  if (thrown.oclif)
    return (
      explainUsage(thrown) ?? new OmiError(title, thrown.oclif.exit ?? 1, {detail: detail.join('\n') || null, facts})
    )
  const trouble = fileTrouble(error)
  if (trouble) return cannotUseFile(trouble.code, trouble.path, {cause: error, facts})
  return errorOf('unexpected_error', {
    about: [title],
    cause: error,
    facts,
    detail: 'This is a fault of omi or of one of its plugins. Run it again with -v to see where.',
  })
}

/** The exit code that a command chose. */
function explainExit({ofChild, oclif}: ForeignError): OmiError | {readonly chosenExit: number} {
  const code = oclif?.exit ?? 0
  return code === 0 || ofChild || isErrorExit(code) ? {chosenExit: code} : unfitExitOf(code)
}

/** An error of another copy of this package, with an exit code of errors. */
const withFitExit = ({detail, errorCode, exitCode, facts, title}: OmiError) =>
  new OmiError(title, exitCode, {detail, errorCode, facts})

/** What is told of a run that ends without an error, with an exit code that is none. */
export const unfitExitOf = (code: unknown) => errorOf('unusable_exit_code', {detail: unfitExit(code)})

/** Whether oclif's parser refused a flag's value with an error that bears no mark of oclif. */
export const isRefusedValue = ({message}: Error): boolean => PARSING.test(message)

const PARSING = /^Parsing (--?[\w-]+) \n\t(.*)$/s

/** Whether a question was left with Ctrl-C. */
export const isPromptExit = ({name}: Error): boolean => name === 'ExitPromptError' || name === 'AbortPromptError'

interface ForeignError extends Error {
  args?: unknown
  code?: string
  flags?: unknown
  oclif?: {exit?: number}
  /** Of a command that ends as another program did: any code is right. */
  ofChild?: boolean
  parse?: {input?: {flags?: Record<string, {char?: string}>}}
  /** Of the system's errors. */
  syscall?: string
}

/** Errors of oclif's parser: unknown flags, missing, surplus and refused values. */
function explainUsage(error: ForeignError): OmiError | undefined {
  if (isStrings(error.flags)) return unknownFlag(error.flags[0] ?? '', Object.keys(error.parse?.input?.flags ?? {}))
  if (isStrings(error.args)) return errorOf('unexpected_argument', {about: [error.args[0] ?? ''], detail: QUOTES_HINT})
  if (Array.isArray(error.args)) {
    const [first] = error.args as Array<{description?: string; name: string}>
    return missingArgument(first?.name.toUpperCase() ?? '', first?.description)
  }

  return explainMessage(error.message.replace(/\nSee more help with --help$/, ''), Boolean(error.parse))
}

/** The errors of the parser that say what they mean in nothing but their message. */
function explainMessage(message: string, fromParser: boolean): OmiError | undefined {
  const option = message.match(/^Expected (?:--?([\w-]+)=)?([\s\S]*) to be one of: (.*)$/)
  if (option) return unknownChoice(option[1], option[2] ?? '', option[3]?.split(', ') ?? [])
  const ofFlag = message.match(/^Flag (--?[\w-]+) (.*)$/s)
  if (ofFlag) {
    const [, flag = '', trouble = ''] = ofFlag
    return trouble.startsWith('expects') ? missingArgument(`a value for ${flag}`) : invalidValue(flag, `It ${trouble}.`)
  }

  const parsing = message.match(PARSING)
  if (parsing) return invalidValue(parsing[1] ?? '', parsing[2] ?? '')
  return fromParser ? unfitFlags(stripVTControlCharacters(message).replace(/^.*\s*/, '')) : undefined
}

/** Flags that are refused for the sake of others. The first reason is enough: two flags often give the same one twice. */
function unfitFlags(reasons: string): OmiError {
  const missing = reasons.match(/^Missing required flag (\S+)/)
  if (missing) return missingArgument(`--${missing[1]}`)
  const [pattern, words] = REASONS.find(([pattern]) => pattern.test(reasons)) ?? [/^.*/, '$&']
  const detail = reasons.match(pattern)?.[0].replace(pattern, words)
  return errorOf('invalid_value', {about: ['flags that do not go together'], detail: detail ?? null})
}

/** oclif's reasons, in which the value of a flag may be, and what is said in their place. */
const REASONS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^(--[^\s=]+)(?:=[^]*?)? cannot also be provided when using (--\S+)/, '$1 and $2 exclude each other.'],
  [/^All of the following must be provided when using (--[^\s:]+): (.*)/, '$1 needs $2.'],
  [/^One of the following must be provided when using (--[^\s:]+): (.*)/, '$1 needs one of: $2.'],
  [/^(Exactly|At least) one of the following must be provided: (.*)/, '$1 one of these is needed: $2.'],
]

function unknownChoice(flag: string | undefined, value: string, choices: string[]): OmiError {
  const near = nearest(value, choices)
  const hint = near ? `Did you mean ${near}? ` : ''
  return invalidValue(flag ? `--${flag} ${value}` : value, `${hint}Expected one of: ${choices.join(', ')}.`)
}

function unknownFlag(typed: string, known: string[]): OmiError {
  const name = typed.split('=', 1)[0] ?? typed
  const own = known.map((flag) => `--${flag}`)
  const global = Object.keys(GLOBAL_FLAGS).map((flag) => `--${flag}`)
  const near = otherNameOf(name, own) ?? (otherNameOf(name, global) ? undefined : nearest(name, own))
  const nearGlobal = otherNameOf(name, global) ?? nearestGlobalFlag(name)
  return errorOf('no_such_option', {about: [name], detail: remarkOn(name) ?? flagHint(typed, near, nearGlobal)})
}

function flagHint(typed: string, near: string | undefined, nearGlobal: string | undefined): string {
  if (/\s/.test(typed)) return 'For a value that begins with a dash, put -- before it: omi … -- VALUE'
  if (near) return `Did you mean ${near}?`
  if (nearGlobal) return `Did you mean ${nearGlobal}? It goes before the command.`
  return 'See the flags of a command with --help behind it.'
}

const QUOTES_HINT = 'Put quotes around a text with blanks in it.'

const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'string')
