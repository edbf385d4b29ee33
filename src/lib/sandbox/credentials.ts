import {ApiError} from './api-error.js'
import {type Operation} from './contract.js'
import {hasScope, useKey} from './keys.js'
import {type Sessions} from './sign-in/sessions.js'
import {type Store} from './store.js'
import {type StoredKey} from './stored.js'

/** Who sent a request. */
export interface Caller {
  /** What the rate limits count by: the key's id, or the user's for an ID token. */
  id: string
  /** Undefined for an ID token. */
  key: StoredKey | undefined
}

/**
 * The sender of a request with this `Authorization` header, by the kind of credential that the operation takes.
 * Throws ApiError 401 for none, a wrong one or the other kind, and 403 for a key without the operation's scope.
 */
export function authenticate(
  {scope, security}: Operation,
  header: string | undefined,
  {sessions, store}: {sessions: Sessions; store: Store},
): Caller {
  if (security === 'firebaseIdToken') return {id: userOf(header, sessions), key: undefined}
  const key = keyOf(header, store)
  if (scope !== undefined && !hasScope(key, scope)) {
    throw new ApiError(403, `Insufficient permissions. Required scope: ${scope}`)
  }

  return {id: key.id, key}
}

function keyOf(header: string | undefined, store: Store): StoredKey {
  if (!header?.startsWith('Bearer ')) {
    throw new ApiError(401, "Missing or invalid Authorization header. Must be 'Bearer API_KEY'")
  }

  const key = useKey(store, header.slice('Bearer '.length))
  if (!key) throw new ApiError(401, 'Invalid API Key')
  return key
}

function userOf(header: string | undefined, sessions: Sessions): string {
  if (!header) throw new ApiError(401, 'Authorization header not found')
  const [scheme, token = ''] = header.split(' ')
  const user = scheme === 'Bearer' ? sessions.userOf(token) : undefined
  if (user === undefined) throw new ApiError(401, 'Invalid authorization token')
  return user
}
