import {OmiApi} from './api/omi-api.js'
import {loosePermissions} from './config/permissions.js'
import {requireSecret, requireSession, type Settings} from './config/settings.js'
import {isLoopback} from './http/loopback.js'
import {type Output} from './output/output.js'
import {USER_AGENT} from './package-info.js'

/** The wait, in seconds, from which on a user at a terminal is told about it. */
const LONG_WAIT = 2

/** The API as these settings reach it. What a user should know about the connection is said once, on stderr. */
export async function connect(
  settings: Settings,
  output: Output,
  signal: AbortSignal,
  limits: {maxAttempts?: number} = {},
): Promise<OmiApi> {
  const {HttpClient} = await import('./http/http-client.js')
  const {apiBase, credential, environment} = settings
  for (const warning of warningsAbout(settings, output.interactive)) output.warn(warning)
  return new OmiApi(
    new HttpClient({
      apiBase,
      listener: {
        debug: (line) => output.debug(line),
        waiting(seconds, reason) {
          if (output.interactive && seconds > LONG_WAIT) {
            output.warn(`Waiting ${Math.ceil(seconds)}s before the next attempt (${reason}).`)
          }
        },
      },
      maxAttempts: limits.maxAttempts ?? environment.maxAttempts,
      proxied: environment.proxied,
      secret: async (kind) => (kind === 'session' ? requireSession(settings) : requireSecret(credential)),
      signal,
      timeout: environment.timeout,
      userAgent: USER_AGENT,
    }),
  )
}

function* warningsAbout(settings: Settings, interactive: boolean): Generator<string> {
  const {apiBase, credential, profileApiBase, profileName} = settings
  const {host, hostname, protocol} = new URL(apiBase)
  if (credential && protocol === 'http:' && !isLoopback(hostname)) {
    yield `${host} is reached over plain http: the credential travels in the clear.`
  }

  if (!interactive || credential?.source !== 'profile') return
  if (host !== new URL(profileApiBase).host) {
    yield `The credential of profile '${profileName}' belongs to ${new URL(profileApiBase).host} and now goes to ${host}.`
  }

  const loose = loosePermissions(settings)
  if (loose) yield loose
}
