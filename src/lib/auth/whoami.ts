import {type OmiApi} from '../api/omi-api.js'
import {type Settings} from '../config/settings.js'
import {isOmiError, isRefusal, ServiceError} from '../errors/index.js'
import {type View} from '../output/view.js'
import {type AuthStatus, authStatus, authStatusView} from './status.js'

/** The status, and what the server says about the credential. */
export interface Identity extends AuthStatus {
  readonly key_name: null | string
  /** null when the credential may not ask for memories. */
  readonly owns_memories: null | true
  readonly scopes: null | readonly string[]
}

/**
 * Asks what the credential is, and, on servers that cannot tell, whether it opens the user's memories. Throws what
 * the last question throws, and "Authentication failed" when the server rejects the credential.
 */
export async function whoami(settings: Settings, api: OmiApi): Promise<Identity> {
  const status = authStatus(settings)
  const key = await currentKey(api)
  if (!key) return {...status, scopes: null, key_name: null, owns_memories: await ownsMemories(api)}
  // Keys without a list of scopes are read-only ones.
  const readsMemories = !key.scopes || key.scopes.includes('memories:read')
  return {...status, scopes: key.scopes ?? null, key_name: key.name, owns_memories: readsMemories ? true : null}
}

export const identityView: View<Identity> = {
  columns: [
    ...authStatusView.columns,
    {name: 'scopes', value: ({scopes}) => scopes},
    {name: 'key_name', value: (identity) => identity.key_name},
    {name: 'owns_memories', value: (identity) => identity.owns_memories},
  ],
}

async function currentKey(api: OmiApi) {
  try {
    const key = await api.keys.current()
    return typeof key.id === 'string' && typeof key.name === 'string' ? key : undefined
  } catch (error) {
    if (isRefusal(error, 401) || !isOmiError(error)) throw error
    // Without an answer and without trouble on the way, the question was never asked: no credential, or interrupted.
    if (error.facts.status === undefined && !(error instanceof ServiceError)) throw error
  }
}

async function ownsMemories(api: OmiApi): Promise<null | true> {
  try {
    await api.memories.probe()
    return true
  } catch (error) {
    if (isRefusal(error, 403)) return null
    throw error
  }
}
