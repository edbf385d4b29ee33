/**
 * Every error a user can meet: its title, its detail and its exit code. This file is the only table of them.
 * Exit codes: 1 wrong usage or a refused request, 2 credential, 3 server or network, 4 rate limit, 5 not found,
 * 130 and 143 interrupted. Titles and hints are those of the product's troubleshooting page, word for word.
 */

import {adviceFor, reasonFor} from './files/system-error.js'

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
  readonly exitCode: number
  readonly facts: ErrorFacts
  /** oclif's own convention; it lets the error pass through hooks and through other copies of oclif. */
  readonly oclif: {exit: number}
  readonly title: string

  /** An exit code that is none for an error becomes 1, and the detail says so. */
  constructor(title: string, exitCode: number, options: ErrorOptions = {}) {
    super(title, {cause: options.cause})
    this.title = title
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
    super('Interrupted', signal === 'SIGINT' ? 130 : 143)
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

/** What `withFacts` added to an error that is not an OmiError. */
export const addedFacts = (error: unknown) => (error as undefined | {[FACTS]?: ErrorFacts})?.[FACTS]

/** A value that cannot be used. `what` names it as the user typed it (`--limit 500`), `why` says what would do. */
export const invalidValue = (what: string, why: string) => new UsageError(`Invalid value: ${what}`, {detail: why})

export const missingArgument = (what: string, detail?: string) =>
  new UsageError(`Missing argument: ${what}`, {detail: detail ?? null})

export const invalidId = (detail: string) => new UsageError('Invalid ID', {detail})

/** `cause` is the system's error, for a file that cannot be read. */
export const invalidConfiguration = (detail: string, cause?: unknown) =>
  new UsageError('Invalid configuration', {cause, detail})

export const currentFolderGone = () =>
  new UsageError('The current folder is gone', {
    detail: 'A path that does not begin with / begins there. Change to another folder, or give the whole path.',
  })

export const cannotWriteConfiguration = (detail: string, cause?: unknown) =>
  new UsageError('Cannot write configuration', {cause, detail})

export const noSuchProfile = (name: string) =>
  new UsageError(`No such profile: '${name}'`, {detail: 'See them all with omi config profile list.'})

/** `keyBeside` is the profile that `--profile` named while a variable held a key. */
export const notAuthenticated = (keyBeside?: string) =>
  new CredentialError('Not authenticated', {
    detail:
      'Run `omi auth login` and paste your dev API key. (See `omi auth login --help`.)' +
      (keyBeside === undefined ? '' : `\nOMI_API_KEY is set, and not used with --profile ${keyBeside}.`),
  })

/** `reason` replaces the general hint when it is known what is wrong with the key. It never contains the key. */
export const notADeveloperKey = (reason?: string) =>
  new UsageError("That doesn't look like an Omi developer key", {
    detail:
      reason ??
      "Expected a token starting with 'omi_dev_'. Generate one in the Omi web app under Developer → API Keys.",
  })

export const browserSignInRequired = () =>
  new CredentialError('Browser sign-in required', {detail: 'Run omi auth login --browser.'})

export const authenticationFailed = (facts?: ErrorFacts) =>
  new CredentialError('Authentication failed', {
    detail: 'Token rejected. Run omi auth login to re-authenticate.',
    facts,
  })

/** A 401 to an ID token that is the profile's own credential. */
export const developerKeyWanted = (facts: ErrorFacts) =>
  new CredentialError('Authentication failed', {
    detail:
      'This server does not take the token of a browser sign-in: it wants a developer key.\n' +
      'Generate one in the Omi web app under Developer → API Keys, then run omi auth login --api-key.',
    facts,
  })

export const oauthTimedOut = () =>
  new CredentialError('OAuth flow timed out', {
    detail: 'No callback received within 5 minutes. Try again, or use `omi auth login --api-key` instead.',
  })

export const oauthStateMismatch = () =>
  new CredentialError('OAuth state mismatch', {
    detail: 'The browser callback did not match the original session token. Possible CSRF — aborting.',
  })

/** `reason` is the provider's own text. */
export const oauthProviderError = (reason: string) =>
  new CredentialError('OAuth provider returned an error', {detail: `${SIGN_IN_AGAIN}\n${reason}`})

export const oauthCodeMissing = () =>
  new CredentialError('OAuth callback missing authorization code', {detail: SIGN_IN_AGAIN})

export const tokenExchangeFailed = (facts: ErrorFacts & {status: number}) =>
  new CredentialError(`Token exchange failed (${facts.status})`, {detail: withServerText(SIGN_IN_AGAIN, facts), facts})

export const customTokenMissing = () =>
  new CredentialError('Server did not return a Firebase custom token', {
    detail: 'This server cannot sign anyone in with a browser now. Try again later, or use `omi auth login --api-key`.',
  })

export const firebaseSignInFailed = (facts: ErrorFacts & {status: number}) =>
  new CredentialError(`Firebase sign-in failed (${facts.status})`, {
    detail: withServerText(SIGN_IN_AGAIN, facts),
    facts,
  })

export const firebaseRefreshFailed = (facts: ErrorFacts & {status: number}) =>
  new CredentialError(`Firebase refresh failed (${facts.status})`, {
    detail: 'Re-run `omi auth login --browser` to get fresh credentials.',
    facts,
  })

/** The same error, for a renewal of a session whose answer was lost. */
export const refreshLost = (error: OmiError) =>
  Object.assign(error, {
    detail:
      `${error.detail ?? ''}\nThe session may have been renewed all the same, and this machine does not know it. Try again; ` +
      'if the refresh fails then, run `omi auth login --browser`.',
  }).with({outcome: 'unknown'})

const SIGN_IN_AGAIN = 'Run `omi auth login --browser` again, or use `omi auth login --api-key` instead.'

const withServerText = (hint: string, {server_detail: text}: ErrorFacts) => (text ? `${hint}\n${text}` : hint)

export const nothingToRefresh = (profile: string) =>
  new UsageError('Nothing to refresh', {
    detail: `Profile '${profile}' has no browser session. Run omi auth login --browser.`,
  })

/** `code` is the system's: nothing can wait for the browser on this machine. */
export const cannotListen = (code: string) =>
  new UsageError('Cannot wait for the browser', {
    detail: `No port of 127.0.0.1 can be listened on (${code}). Use \`omi auth login --api-key\` instead.`,
  })

export const insufficientPermissions = (facts: ErrorFacts) =>
  new CredentialError('Insufficient permissions', {
    detail:
      'Your API key does not have the required scope for this operation.' +
      (facts.scope ? `\nRequired scope: ${facts.scope}` : ''),
    facts,
  })

export const serverError = (facts: ErrorFacts & {status: number}) =>
  new ServiceError(`Server error (${facts.status})`, {
    detail: 'The Omi API returned an error. Try again, then check status.omi.me.',
    facts,
  })

export const connectionFailed = (detail: string, options: Omit<ErrorOptions, 'detail'> = {}) =>
  new ServiceError('Connection failed', {...options, detail})

export const unexpectedResponse = (detail: string, facts?: ErrorFacts) =>
  new ServiceError('Unexpected response', {detail, facts})

export const rateLimited = (facts: ErrorFacts) => {
  const {limit, policy} = facts
  const named = policy ? `: ${policy}${limit === undefined ? '' : ` (${limit}/hr)`}` : ''
  const wait = facts.retry_after_seconds === undefined ? '' : `Retry in ${facts.retry_after_seconds}s. `
  return new RateLimitError(`Rate limited${named}`, {
    detail: `${wait}Slow down and retry shortly.`,
    facts,
  })
}

/** `noun` as a title begins: `Memory`. */
export const notFound = (noun: string, id: string, facts?: ErrorFacts) =>
  new NotFoundError(`${noun} not found: ${id}`, {facts})

/** A progress file of `create --file` that cannot be trusted. `detail` names it and says how to start anew. */
export const damagedProgress = (detail: string) => new UsageError('Progress file is damaged', {detail})

export const cannotWriteProgress = (detail: string, cause?: unknown) =>
  new UsageError('Cannot write progress file', {cause, detail})

/** Another process is creating things from the same file. */
export const alreadyRunning = (detail: string) => new UsageError('Already running', {detail})

/** `code` is the system's. What is `done` is not to be tried again. */
export const cannotWriteOutput = (code: string, done = false) =>
  new UsageError(`Cannot write to stdout (${code})`, {
    detail: [`What was written is not the whole result: ${reasonFor(code)}.`, done ? undefined : adviceFor(code)]
      .filter(Boolean)
      .join(' '),
  })

/** A file or a disk that the system refuses, where no more is known than what the system says; `path` if it names one. */
export const cannotUseFile = (code: string, path: string | undefined, options: Omit<ErrorOptions, 'detail'>) =>
  new UsageError(`Cannot use a file (${code})`, {
    ...options,
    detail: [
      `${path === undefined ? 'The system says' : `${path}`}: ${reasonFor(code)}.`,
      adviceFor(code) ?? 'Check who may read and write there.',
    ].join(' '),
  })

/** `flags` are those that would each be a change. */
export const noFieldsToUpdate = (flags: object) =>
  new UsageError('No fields to update', {
    detail: `Give at least one of ${Object.keys(flags)
      .map((flag) => `--${flag}`)
      .join(', ')}.`,
  })

/** The server kept the fields `kept` that were to be cleared; the fields `changed` it did change. */
export const notCleared = (kept: string[], changed: string[]) =>
  new UsageError(`Not cleared: ${kept.join(', ')}`, {
    detail:
      'This server is an older one, which cannot clear a field. ' +
      (changed.length > 0 ? `Changed was ${changed.join(', ')}.` : 'Nothing was changed.'),
  })

export const confirmationNeeded = (question: string, flag: string) =>
  new UsageError('Confirmation needed', {
    detail: `${question} Nobody can be asked here; ${flag} goes ahead. Nothing was changed.`,
  })

export const noHomeFolder = () =>
  new UsageError('No home folder', {detail: 'The variable HOME has to name the folder in which omi may keep ~/.omi.'})

export const declined = () => new UsageError('Cancelled', {detail: 'Nothing was changed.'})

/**
 * `type` is oclif's: `link` for one in a folder of the user's; `place` is the file and line there, where they are known.
 * `message` is what it said; its first line is shown.
 */
export const pluginFailed = (
  {name, place, type}: {name: string; place?: string; type: string},
  message: string,
  cause?: unknown,
) =>
  new UsageError(`Plugin ${name} failed: ${message.split('\n', 1)[0]}`, {
    cause,
    facts: addedFacts(cause),
    detail:
      (type === 'link' ? `Mend it in ${place ?? 'its folder'}, ` : 'Bring it up to date with omi plugins update, ') +
      `or remove it with omi plugins uninstall ${name}.`,
  })

export const pluginNeverLoads = () =>
  new UsageError('A plugin never finishes loading', {
    detail: 'omi plugins lists them; remove the one at fault with omi plugins uninstall NAME.',
  })

/** `wanted` is a range of versions, such as `>=22`. */
export const pluginNeedsNode = (plugin: string, wanted: string) =>
  new UsageError(`Plugin ${plugin} needs another Node.js`, {
    detail: `It asks for Node.js ${wanted}; this is ${process.versions.node}.`,
  })

/** A package that is something else. `name` is that of the package, or what the user typed; `detail` says why. */
export const notAPlugin = (name: string, detail = 'Its package.json has no "oclif" section, so it was not added.') =>
  new UsageError(`Not a plugin: ${name}`, {detail})

/** `reason` is what npm said. */
export const pluginNotInstalled = (name: string, reason: string) =>
  new UsageError(`Plugin was not installed: ${name}`, {detail: reason})

/** A new one, from the template. `detail` says why, and what helps. */
export const pluginNotCreated = (detail: string, cause?: unknown) =>
  new UsageError('Plugin was not created', {cause, detail})

/** `detail` names the file, and says what helps. */
export const cannotChangePlugins = (detail: string, cause?: unknown) =>
  new UsageError('Cannot change plugins', {cause, detail})

/** `path` is what the user typed. */
export const pluginNotLinked = (path: string, reason: string) =>
  new UsageError(`Plugin was not linked: ${path}`, {detail: reason})

/** `reason` is what npm said. */
export const pluginsNotUpdated = (reason: string) => new UsageError('Plugins were not updated', {detail: reason})

/** `reason` names the file and the system's reason. */
export const pluginListUnreadable = (reason: string) => new UsageError('Plugins cannot be read', {detail: reason})

/** `reason` names the file. */
export const pluginListDamaged = (reason: string) =>
  new UsageError('List of plugins is damaged', {
    detail: `${reason}\nStart without plugins with omi plugins reset --hard.`,
  })

/** No such plugin is installed, or none is to be had; `detail` says which. */
export const pluginNotFound = (name: string, detail: string) => new NotFoundError(`Plugin not found: ${name}`, {detail})

/** The JSON form of an error: the last line of stderr in JSON mode, and the failures inside a result. */
export type ErrorDocument = ErrorFacts & {detail: null | string; error: string; exit_code: number}

export const errorDocument = ({detail, exitCode, facts, title}: OmiError): ErrorDocument => ({
  error: title,
  detail,
  exit_code: exitCode,
  ...facts,
})
