import {invalidValue} from '../errors/index.js'
import {hideCredentials} from '../text/hide-credentials.js'
import {type StoredConfig} from './config-file.js'

const NEW_PROFILE_NAME = /^[\w.@-]{1,64}$/

/** Throws a UsageError for a name that a new profile may not have; a profile that exists may have any. */
export function checkNewProfileName(name: string, config: StoredConfig): void {
  if (config.profiles.has(name)) return
  // Names are shown everywhere and stand in the file in the clear.
  if (hideCredentials(name) !== name) {
    throw invalidValue('profile KEY', 'That looks like a developer key. To sign in with it: omi auth login --api-key')
  }

  if (NEW_PROFILE_NAME.test(name)) return
  throw invalidValue(`profile ${name}`, 'Expected up to 64 letters, digits and . _ @ -')
}
