import {shortHash} from '../text/short-hash.js'
import {type Settings} from './settings.js'

/**
 * What the files of one account are named by: a hash of API base and profile name; a key in the environment is an account of its own.
 * Signed in or not, it is the same.
 */
export function accountKey({apiBase, credential, profileName}: Settings): string {
  const own = credential?.source === 'OMI_API_KEY'
  const account = [apiBase, own ? 'OMI_API_KEY' : 'profile', own ? credential.secret : profileName]
  return shortHash(JSON.stringify(account)).slice(0, 32)
}
