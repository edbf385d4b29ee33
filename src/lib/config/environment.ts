import {homedir, userInfo} from 'node:os'
import {join} from 'node:path'

import {invalidValue, noHomeFolder} from '../errors/index.js'
import {type ProxyVariables, proxyVariables} from '../http/proxy-variables.js'
import {systemClock} from '../io/clock.js'
import {type Io} from '../io/io.js'
import {processStart} from '../io/moment.js'
import {decimalNumber} from '../text/decimal.js'
import {holdsCredential, withoutCredentials} from '../text/hide-credentials.js'

/** The process, as a run sees it that has it to itself. */
export const processIo = (): Io => ({
  began: processStart(),
  clock: systemClock,
  env: process.env,
  ownsProcess: true,
  stderr: process.stderr,
  // Node.js opens it when it is first looked at, and few runs read it.
  get stdin() {
    return process.stdin
  },
  stdout: process.stdout,
})

/** The variables of this process: what its children get, unless they are told otherwise. */
export const processVariables = (): NodeJS.ProcessEnv => process.env

/** The process itself, for what keeps code of plugins away from it, and what stages a run in it. */
export const hostProcess = (): NodeJS.Process => process

/** The time zone that dates and Intl keep in this process, as its variable says. */
export const zoneOfProcess = (): string | undefined => process.env.TZ

/** Has dates and Intl keep another time zone from now on; undefined: that of the system. */
export function setZoneOfProcess(zone: string | undefined): void {
  // Node.js looks at it anew even where it stays the same.
  if (zone === process.env.TZ) return
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
}

/** What the environment says, read once; an empty variable counts as unset. */
export interface Environment {
  readonly apiBase?: string
  readonly apiKey?: string
  /** The commands that open URLs, as $BROWSER names them. */
  readonly browser?: string
  readonly configPath?: string
  /** The web API key that names the Firebase project. */
  readonly firebaseApiKey?: string
  /** Where Firebase's Auth emulator listens, `HOST:PORT`, as it was given. */
  readonly firebaseEmulatorHost?: string
  /** The user's home folder. */
  readonly home: string
  /** Where Omi Desktop serves its local API, as it was given, and the token for it. */
  readonly localApiUrl?: string
  readonly localToken?: string
  /** Attempts per request. */
  readonly maxAttempts: number
  readonly profile?: string
  /** What the usual variables say about proxies; undefined where they name none. */
  readonly proxies?: ProxyVariables
  /** The engine of the mirror that is wanted, in place of the one that fits this Node.js. */
  readonly sqlite?: 'wasm'
  /** How long to wait for a reply, in milliseconds; undefined: the endpoint's own time. */
  readonly timeout?: number
  /** Whether Node.js was told not to check the certificates of servers. */
  readonly unchecked: boolean
}

/** Takes numbers from variables; throws a UsageError that names the variable, and "No home folder". */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  if (variables.HOME === NOWHERE && !variables.OMI_API_KEY && !variables.OMI_CONFIG) throw noHomeFolder()
  const timeout = numberFrom(
    variables,
    'OMI_TIMEOUT',
    'a number of seconds above 0, up to 86400',
    (n) => n > 0 && n <= 86_400,
  )
  const attempts = numberFrom(
    variables,
    'OMI_MAX_ATTEMPTS',
    'a whole number from 1 to 20',
    (n) => Number.isInteger(n) && n >= 1 && n <= 20,
  )
  return {
    apiBase: variables.OMI_API_BASE || undefined,
    apiKey: variables.OMI_API_KEY || undefined,
    browser: variables.BROWSER || undefined,
    configPath: variables.OMI_CONFIG || undefined,
    firebaseApiKey: variables.OMI_FIREBASE_API_KEY || undefined,
    firebaseEmulatorHost: variables.FIREBASE_AUTH_EMULATOR_HOST || undefined,
    home: homeFolder(variables),
    localApiUrl: variables.OMI_LOCAL_API_URL || undefined,
    localToken: variables.OMI_LOCAL_TOKEN || undefined,
    maxAttempts: attempts ?? 4,
    profile: variables.OMI_PROFILE || undefined,
    proxies: proxyVariables(variables),
    ...(variables.OMI_SQLITE === 'wasm' && {sqlite: 'wasm'}),
    timeout: timeout === undefined ? undefined : timeout * 1000,
    unchecked: variables.NODE_TLS_REJECT_UNAUTHORIZED === '0',
  }
}

/**
 * The credentials that this run was given: what may be one in its arguments, whether it is a good key or another product's,
 * and in the environment.
 */
export function givenSecrets(argv: readonly string[], variables: NodeJS.ProcessEnv): string[] {
  const typed = argv.flatMap((word, index) => {
    const flag = SECRET_FLAGS.find((name) => word.startsWith(`${name}=`))
    if (flag) return [word.slice(flag.length + 1)]
    return SECRET_FLAGS.includes(argv[index - 1] ?? '') && !word.startsWith('-') ? [word] : []
  })
  // `Bearer …` is given in its words too.
  return [...typed, variables.OMI_API_KEY ?? '', variables.OMI_LOCAL_TOKEN ?? ''].flatMap((text) => [
    text,
    ...text.split(/\s+/),
  ])
}

/** The flags whose values are credentials. */
const SECRET_FLAGS = ['--api-key', '--token']

/** Whether libraries or Node.js are asked to print what they do. */
export const wantsDebugOutput = ({DEBUG, NODE_DEBUG}: NodeJS.ProcessEnv): boolean => Boolean(DEBUG || NODE_DEBUG)

/** Switches colour off for a run, and for libraries that it has to itself. */
export function disableColor(variables: NodeJS.ProcessEnv): void {
  variables.NO_COLOR = '1'
  delete variables.FORCE_COLOR
}

/** The home folder of who has none: a place where nothing is and nothing can be made. */
const NOWHERE = '/dev/null/home'

/**
 * Tells oclif to keep its data, cache and configuration (and so plugins) in `~/.omi`. A user without a home folder gets one
 * that is empty and stays so: help needs none, nor does a run with a key of its own.
 */
export function prepareFolders(variables: NodeJS.ProcessEnv): void {
  try {
    homeFolder(variables)
  } catch {
    // oclif asks the system too, and would end with its error.
    variables.HOME = NOWHERE
  }

  try {
    // Without SHELL, oclif asks the system for it, and would end with the system's error.
    if (variables.SHELL === undefined) userInfo()
  } catch {
    variables.SHELL = '/bin/sh'
  }

  const own = omiFolder(homeFolder(variables))
  variables.OMI_CONFIG_DIR = own
  variables.OMI_DATA_DIR = join(own, 'data')
  variables.OMI_CACHE_DIR = join(own, 'cache')
}

/**
 * Tells the npm that installs plugins to keep what it keeps in `~/.omi` too, to say what went wrong and nothing else, and
 * not to wait for minutes for a registry that is down. What the user has set stays. Throws a UsageError for a registry
 * that is no URL.
 */
export function prepareNpm(): void {
  const registry = npmRegistry()
  if (registry && !/^https?:/.test(URL.canParse(registry) ? new URL(registry).protocol : '')) {
    // A URL may have a password in it, so it is not repeated.
    throw invalidValue('OMI_NPM_REGISTRY', 'Expected an http or https URL.')
  }

  const defaults = {
    npm_config_cache: npmCacheFolder(process.env.OMI_CACHE_DIR ?? ''),
    npm_config_fetch_retries: '1',
    npm_config_fetch_retry_mintimeout: '1000',
    npm_config_fetch_timeout: '30000',
    npm_config_logs_max: '0',
    ...(registry && {npm_config_registry: registry}),
  }
  for (const [name, value] of Object.entries(defaults)) process.env[name] ??= value
}

/** The registry that the user named for plugins; undefined where it is npm's own choice. */
export const npmRegistry = (): string | undefined => process.env.OMI_NPM_REGISTRY || undefined

/** Where that npm keeps its cache; `cacheFolder` is oclif's. */
export const npmCacheFolder = (cacheFolder: string) => join(cacheFolder, 'npm')

/** The folder where everything the CLI keeps lives. */
export const omiFolder = (home: string) => join(home, '.omi')

/** The variables for a child process: this process's own, with those of `changes` set or (undefined) unset. */
export function childEnvironment(changes: Record<string, string | undefined>): NodeJS.ProcessEnv {
  return {...process.env, ...changes}
}

/**
 * This process's variables without any that holds a credential, for a child that has no business with it: npm and the
 * install scripts it runs, a browser, a pager.
 */
export const strangersEnvironment = (variables: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv =>
  withoutCredentials(variables)

/** The same for children that `run` starts with the environment of this process; what is taken out comes back when it has settled. */
export async function withStrangersEnvironment<Value>(run: () => Promise<Value>): Promise<Value> {
  const held = Object.entries(process.env).filter(([name, value = '']) => holdsCredential(name, value))
  for (const [name] of held) delete process.env[name]
  try {
    return await run()
  } finally {
    Object.assign(process.env, Object.fromEntries(held))
  }
}

function homeFolder(variables: NodeJS.ProcessEnv): string {
  try {
    // An empty HOME would make os.homedir() answer '', and the configuration would land in the current folder.
    // Node.js reads that of the process, which is not always the run's.
    return variables.HOME || (variables.HOME === '' ? userInfo().homedir : homedir())
  } catch {
    // A user that the system has no entry for, as containers may have.
    throw noHomeFolder()
  }
}

function numberFrom(
  variables: NodeJS.ProcessEnv,
  name: string,
  expected: string,
  accepts: (value: number) => boolean,
): number | undefined {
  const text = variables[name]
  if (!text) return undefined
  const value = decimalNumber(text)
  if (value !== undefined && accepts(value)) return value
  throw invalidValue(`${name}=${text}`, `Expected ${expected}.`)
}
