import {createHash} from 'node:crypto'

import {type Settings} from './settings.js'

/**
 * What the files of one account are named by: a hash of API base and profile name; a key in the environment is an account of its own.
 * Signed in or not, it is the same.
 */
export function accountKey({apiBase, credential, profileName}: Settings): string {
  const own = credential?.source === 'OMI_API_KEY'
  return createHash('sha256')
    .update(JSON.stringify([apiBase, own ? 'OMI_API_KEY' : 'profile', own ? credential.secret : profileName]))
    .digest('hex')
    .slice(0, 32)
}
