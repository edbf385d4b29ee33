import {type Environment} from '../config/environment.js'
import {type StoredProfile} from '../config/stored-config.js'
import {invalidConfiguration, invalidValue} from '../errors/index.js'
import {isLoopback} from '../http/loopback.js'

/** The web API key that names the service's Firebase project. It is public: every client of the service ships it. */
const WEB_API_KEY = 'AIzaSyA88gHcmiAxjN_aE23tHRWXOgFfapyO6dk'

/** Where a session lives. */
export interface FirebaseProject {
  readonly apiKey: string
  /** `HOST:PORT` on this machine; undefined for Firebase itself. */
  readonly emulatorHost?: string
}

/** The project that a sign-in takes place in. Throws a UsageError for an emulator that is not on this machine. */
export const projectToSignIn = (environment: Environment): FirebaseProject => ({
  apiKey: apiKeyOf(environment),
  emulatorHost: hostOfVariable(environment),
})

/**
 * The project of a profile's session: the emulator that it signed in through, and Firebase itself for all others, so
 * that a variable diverts nobody's refresh token. Only a profile of a server on this machine follows the variable.
 * `apiBase` is the profile's own. Throws a UsageError for an emulator that is not on this machine.
 */
export function projectOf(profile: StoredProfile, apiBase: string, environment: Environment): FirebaseProject {
  const apiKey = apiKeyOf(environment)
  const {firebase_auth_emulator_host: remembered} = profile
  if (remembered) {
    if (isOnThisMachine(remembered)) return {apiKey, emulatorHost: remembered}
    throw invalidConfiguration(
      `firebase_auth_emulator_host = ${remembered} is not on this machine. ${EXPECTED}\nSign in again, or remove it.`,
    )
  }

  return isLoopback(new URL(apiBase).hostname) ? {apiKey, emulatorHost: hostOfVariable(environment)} : {apiKey}
}

const EXPECTED = 'Expected HOST:PORT on this machine, such as 127.0.0.1:9099.'

const apiKeyOf = ({firebaseApiKey}: Environment) => firebaseApiKey ?? WEB_API_KEY

function hostOfVariable({firebaseEmulatorHost: host}: Environment): string | undefined {
  if (host === undefined || isOnThisMachine(host)) return host
  throw invalidValue(`FIREBASE_AUTH_EMULATOR_HOST=${host}`, EXPECTED)
}

function isOnThisMachine(host: string): boolean {
  if (!/^[\w.:[\]-]+$/.test(host) || !URL.canParse(`http://${host}`)) return false
  return isLoopback(new URL(`http://${host}`).hostname)
}
