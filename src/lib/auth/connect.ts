import {OmiApi} from '../api/omi-api.js'
import {loosePermissions} from '../config/permissions.js'
import {requireSecret, type Settings} from '../config/settings.js'
import {type ErrorFacts, type OmiError} from '../errors/index.js'
import {type HttpListener} from '../http/exchange.js'
import {type HttpClient} from '../http/http-client.js'
import {isLoopback} from '../http/loopback.js'
import {type HttpObserver} from '../http/observer.js'
import {type Patience} from '../io/patience.js'
import {type Output} from '../output/output.js'
import {USER_AGENT} from '../product/package-info.js'
import {type FirebaseProject} from './firebase-project.js'
import {type Firebase} from './firebase.js'
import {type Session} from './session.js'

/** The wait, in seconds, from which on a user at a terminal is told about it. */
const LONG_WAIT = 2

export interface ConnectOptions {
  /** The session's ID token, of a profile that the config file does not know (any more, or yet). */
  readonly idToken?: string
  /** Attempts per request, in place of the usual number. */
  readonly maxAttempts?: number
  /** Watches the requests to the API. */
  readonly observer?: HttpObserver
  /** What limits the waits between attempts. */
  readonly patience?: Patience
}

/** The API as these settings reach it. What a user should know about the connection is said once, on stderr. */
export async function connect(
  settings: Settings,
  output: Output,
  signal: AbortSignal,
  options: ConnectOptions = {},
): Promise<OmiApi> {
  const {apiBase, credential} = settings
  const {idToken: givenToken} = options
  if (givenToken === undefined) for (const warning of warningsAbout(settings, output.interactive)) output.warn(warning)
  const isOauth = credential?.method === 'oauth'
  const clientFor = await httpClients(settings, output, signal, options)
  let session: Promise<Session> | undefined
  const secret = async (kind: 'session' | undefined, rejected?: string) => {
    if (kind !== 'session' && !isOauth) return requireSecret(settings)
    if (givenToken !== undefined) return givenToken
    const isFirst = session === undefined
    session ??= openSession(settings, output, signal)
    const idToken = await (await session).idToken(rejected)
    // Of the profile's own credential it was said before.
    if (isFirst && credential?.source !== 'profile' && isElsewhere(settings)) output.warn(astray(settings))
    return idToken
  }

  return new OmiApi(clientFor(apiBase, {idTokenIsCredential: isOauth, secret}))
}

/** The profile's browser session; whether there is one shows only when it is used. */
export async function openSession(settings: Settings, output: Output, signal: AbortSignal): Promise<Session> {
  if (settings.configProblem) throw settings.configProblem
  const {Session} = await import('./session.js')
  const firebaseOf = await firebaseConnection(settings, output, signal)
  const {clock} = output.io
  return new Session(settings, firebaseOf, {now: () => clock.now(), signal, warn: (text) => output.warn(text)})
}

/** Firebase, for a project. */
export async function firebaseConnection(
  settings: Settings,
  output: Output,
  signal: AbortSignal,
  options: ConnectOptions = {},
): Promise<(project: FirebaseProject) => Firebase> {
  const {Firebase} = await import('./firebase.js')
  const clientFor = await httpClients(settings, output, signal, options)
  const {clock} = output.io
  return (project) =>
    new Firebase(
      project,
      (base) => clientFor(base, {foreign: true}),
      () => clock.now(),
    )
}

/** What a user should know before a credential goes over this connection; undefined when all is well. */
export function clearTextWarning(apiBase: string): string | undefined {
  const {host, hostname, protocol} = new URL(apiBase)
  return protocol === 'http:' && !isLoopback(hostname)
    ? `${host} is reached over plain http: the credential travels in the clear.`
    : undefined
}

type HttpClientOptions = ConstructorParameters<typeof HttpClient>[0]

/** Makes HTTP clients for the hosts that a run talks to, by default without a credential. */
export async function httpClients(
  {environment}: Settings,
  output: Output,
  signal: AbortSignal,
  {maxAttempts = environment.maxAttempts, observer, patience}: ConnectOptions = {},
): Promise<
  (base: string, server?: Pick<HttpClientOptions, 'foreign' | 'idTokenIsCredential' | 'secret'>) => HttpClient
> {
  const [{HttpClient}, asking] = await Promise.all([import('../http/http-client.js'), showingWaits(output)])
  const options = {
    clock: output.io.clock,
    listener: {
      asking,
      debug: (line: string) => output.debug(line),
      looking(seconds: number) {
        const time = `${Math.ceil(seconds)}s`
        if (output.interactive)
          output.warn(`No answer within ${time}. Looking for ${time} more whether it was created.`)
      },
      waiting(seconds: number, reason: string) {
        if (output.interactive && seconds > LONG_WAIT) {
          output.warn(`Waiting ${Math.ceil(seconds)}s before the next attempt (${reason}).`)
        }
      },
    },
    maxAttempts,
    observer,
    patience,
    proxies: environment.proxies,
    signal,
    timeout: environment.timeout,
    unchecked: environment.unchecked,
    userAgent: USER_AGENT,
  }
  return (apiBase, server) => new HttpClient({...options, ...server, apiBase})
}

/** Shows requests that take their time; undefined where nobody watches. */
async function showingWaits(output: Output): Promise<HttpListener['asking']> {
  const waiting = await output.waiting()
  if (!waiting) return
  const {requestInWords} = await import('../http/request-in-words.js')
  return (request, host) => waiting.begin(requestInWords(request, host)).end
}

function* warningsAbout(settings: Settings, interactive: boolean): Generator<string> {
  const {apiBase, credential} = settings
  const inTheClear = credential && clearTextWarning(apiBase)
  if (inTheClear) yield inTheClear

  if (credential?.source !== 'profile') return
  if (isElsewhere(settings)) yield astray(settings)
  const loose = interactive ? loosePermissions(settings) : undefined
  if (loose) yield loose
}

/** Whether the requests go to another host than the profile's. */
const isElsewhere = ({apiBase, profileApiBase}: Settings) => new URL(apiBase).host !== new URL(profileApiBase).host

/** What a user should know before the profile's credential goes there. */
function astray({apiBase, profileApiBase, profileName}: Settings): string {
  const [from, to] = [profileApiBase, apiBase].map((base) => new URL(base).host)
  return `The credential of profile '${profileName}' belongs to ${from} and now goes to ${to}.`
}

/** What is to be known of the credential when a run over this connection has failed with `error`. */
export function credentialFacts(settings: Settings, {exitCode}: OmiError): ErrorFacts {
  const {apiBase, credential, profileApiBase} = settings
  return {
    ...(credential?.source === 'profile' &&
      isElsewhere(settings) && {credential_api_base: profileApiBase, api_base: apiBase}),
    ...(credential && exitCode === 2 && {credential_source: credential.source}),
  }
}
