import {codeOfTitle, ERRORS} from './codes.js'

/** Recognises an error of another copy of this package, which a plugin may bring along. */
const BRAND: unique symbol = Symbol.for('omi.error') as never

/** What an error knows beyond its title; the keys of the JSON form, present only where known. */
export interface ErrorFacts {
  /** The server that got the credential, where it is not the one that the credential belongs to. */
  api_base?: string
  /** Rows of a file that were created, that the server had already, and that an earlier run had created, of so many. */
  created?: number
  /** The server that the credential belongs to, where it went to another one. */
  credential_api_base?: string
  /** Where the credential came from. */
  credential_source?: 'OMI_API_KEY' | 'profile'
  existing?: number
  /** What Omi Desktop says to do about it. */
  hint?: string
  /** The ids of the rows that are done, in the order of the rows. */
  ids?: string[]
  items?: number
  /** How many requests an hour that policy allows. */
  limit?: number
  /** Of a list that broke off: the `--offset` with which another run goes on. */
  next_offset?: number
  /** `unknown` of a creation whose answer was lost: the thing may exist. `done` where only the answer could not be shown. */
  outcome?: 'done' | 'unknown'
  /** The result on stdout was begun and broke off after `items` items. */
  partial?: true
  /** The rate limit policy that ran out, such as `dev:memories`. */
  policy?: string
  /** Why Omi Desktop refused, as a name: `screenshot_pending`. */
  reason?: string
  request_id?: string
  /** The words of the command that goes on where this one stopped. */
  resume_argv?: string[]
  retry_after_seconds?: number
  /** The scope that the key lacks, such as `memories:write`. */
  scope?: string
  /** The server's own text, or the beginning of a long one. */
  server_detail?: string
  skipped?: number
  /** The answer's HTTP status. */
  status?: number
  total?: number
}

export interface ErrorOptions {
  cause?: unknown
  /** One or more lines that say what happened and what to do next; `null` when the title says it all. */
  detail?: null | string
  /** What scripts tell the error by, in snake_case; made of the title where it is not given. */
  errorCode?: string
  facts?: ErrorFacts
}

/** Whether an exit code is one for errors: 126 and more are the shell's and the system's, but for an interrupted run's. */
export const isErrorExit = (code: unknown): code is number =>
  Number.isInteger(code) && (((code as number) >= 1 && (code as number) <= 125) || code === 130 || code === 143)

/** The line for an error that came with another. */
export const unfitExit = (code: unknown) => `It was to end with exit code ${String(code)}, which is none of 1 to 125.`

/** An error with a title for people and an exit code for scripts. */
export class OmiError extends Error {
  readonly [BRAND] = true
  readonly detail: null | string
  /** `code` in JSON. Errors of Node.js have a `code` of their own, which is the system's. */
  readonly errorCode: string
  readonly exitCode: number
  readonly facts: ErrorFacts
  /** oclif's own convention; it lets the error pass through hooks and through other copies of oclif. */
  readonly oclif: {exit: number}
  readonly title: string

  /** An exit code that is none for an error becomes 1, and the detail says so. */
  constructor(title: string, exitCode: number, options: ErrorOptions = {}) {
    super(title, {cause: options.cause})
    this.title = title
    this.errorCode = options.errorCode ?? codeOfTitle(title)
    const isFit = isErrorExit(exitCode)
    this.exitCode = isFit ? exitCode : 1
    this.oclif = {exit: this.exitCode}
    const detail = [options.detail, isFit ? undefined : unfitExit(exitCode)].filter(Boolean).join('\n')
    this.detail = detail || null
    this.facts = options.facts ?? {}
  }

  /** The same error with more facts. */
  with(facts: ErrorFacts): this {
    Object.assign(this.facts, facts)
    return this
  }
}

/** Wrong usage, a value or request that was refused, trouble with the configuration: exit 1. */
export class UsageError extends OmiError {
  constructor(title: string, options?: ErrorOptions) {
    super(title, 1, options)
  }
}

/** No credential, a bad one, or one that may not do this: exit 2. */
export class CredentialError extends OmiError {
  constructor(title: string, options?: ErrorOptions) {
    super(title, 2, options)
  }
}

/** The server failed, cannot be reached, or does not answer as the API does: exit 3. */
export class ServiceError extends OmiError {
  constructor(title: string, options?: ErrorOptions) {
    super(title, 3, options)
  }
}

/** A rate limit that outlasted the retries: exit 4. */
export class RateLimitError extends OmiError {
  constructor(title: string, options?: ErrorOptions) {
    super(title, 4, options)
  }
}

/** There is no such thing: exit 5. */
export class NotFoundError extends OmiError {
  constructor(title: string, options?: ErrorOptions) {
    super(title, 5, options)
  }
}

/** Ctrl-C or SIGTERM: exit 128 + the signal's number. */
export class InterruptedError extends OmiError {
  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(ERRORS.interrupted.title, signal === 'SIGINT' ? 130 : 143)
  }
}

/** Whether `error` is an OmiError, of this copy of the package or another. */
export function isOmiError(error: unknown): error is OmiError {
  return typeof error === 'object' && error !== null && BRAND in error
}

/**
 * Whether the server itself has refused with one of these statuses. What stands in an answer of something in between, as
 * a firewall or a page of a hotel's network, is a ServiceError that has the status too, and no verdict.
 */
export const isRefusal = (error: unknown, ...statuses: number[]): error is OmiError =>
  isOmiError(error) && error.exitCode !== 3 && statuses.includes(error.facts.status ?? 0)

/** The key under which an error of another kind keeps its facts, for the error that explains it; the same in every copy. */
const FACTS = Symbol.for('omi.error-facts')

/** Adds to what is known about an error, whoever threw it. */
export function withFacts(error: unknown, facts: ErrorFacts): unknown {
  if (isOmiError(error)) return error.with(facts)
  return error instanceof Error ? Object.assign(error, {[FACTS]: facts}) : error
}

/** The same error with a line more. */
export const withLine = (error: OmiError, line: string): OmiError =>
  Object.assign(error, {detail: error.detail === null ? line : `${error.detail}\n${line}`})

/** What `withFacts` added to an error that is not an OmiError. */
export const addedFacts = (error: unknown) => (error as undefined | {[FACTS]?: ErrorFacts})?.[FACTS]

/** The JSON form of an error: the last line of stderr in JSON mode, and the failures inside a result. */
export type ErrorDocument = ErrorFacts & {code: string; detail: null | string; error: string; exit_code: number}

export const errorDocument = ({detail, errorCode, exitCode, facts, title}: OmiError): ErrorDocument => ({
  error: title,
  // One that is thrown by an older copy of this package has none.
  code: (errorCode as string | undefined) ?? codeOfTitle(title),
  detail,
  exit_code: exitCode,
  ...facts,
})
