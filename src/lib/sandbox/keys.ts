import {randomBytes, randomUUID} from 'node:crypto'

import {scopeValues} from '../contract/schema.js'
import {ApiError} from './api-error.js'
import {type Schema} from './contract.js'
import {requireText} from './documents.js'
import {type Handlers} from './operation.js'
import {type Store} from './store.js'
import {type StoredKey} from './stored.js'

type Scope = Schema<'Scope'>

export const READ_SCOPES: readonly Scope[] = scopeValues.filter((scope) => scope.endsWith(':read'))
export const ALL_SCOPES: readonly Scope[] = scopeValues

function addKey(store: Store, name: string, scopes: readonly Scope[]): StoredKey {
  const digits = randomBytes(16).toString('hex')
  const key: StoredKey = {
    id: randomUUID(),
    name,
    key_prefix: `omi_dev_${digits.slice(0, 4)}...${digits.slice(-4)}`,
    scopes: [...scopes],
    created_at: store.stamp(),
    last_used_at: null,
    secret: `omi_dev_${digits}`,
  }
  store.of('keys').add(key)
  return key
}

/** The first key of this name with exactly these scopes, made when there is none yet. */
export function ensureKey(store: Store, name: string, scopes: readonly Scope[]): StoredKey {
  const wanted = [...scopes].sort().join(' ')
  const existing = [...store.of('keys')].findLast(
    (key) => key.name === name && key.scopes?.toSorted().join(' ') === wanted,
  )
  return existing ?? addKey(store, name, scopes)
}

/** The key that `secret` is, its use noted; undefined when there is none. */
export function useKey(store: Store, secret: string): StoredKey | undefined {
  const key = [...store.of('keys')].find((candidate) => candidate.secret === secret)
  // Not worth a save: it is written along with the next change.
  if (key) key.last_used_at = store.stamp()
  return key
}

/** Whether the key may do what `scope` stands for. A key without scopes is an old one and may read. */
export function hasScope(key: StoredKey, scope: string): boolean {
  const scopes: readonly string[] = key.scopes ?? READ_SCOPES
  return scopes.includes(scope)
}

const metadataOf = ({secret: _secret, ...metadata}: StoredKey): Schema<'DevApiKey'> => metadata

export const keyHandlers = {
  getCurrentKey({key}) {
    return metadataOf(key!)
  },

  listKeys({store}) {
    return [...store.of('keys')].map(metadataOf)
  },

  createKey({body, store}) {
    const name = requireText(body.name, 'Key name')
    const scopes = body.scopes ?? READ_SCOPES
    if (scopes.some((scope) => !ALL_SCOPES.includes(scope))) {
      throw new ApiError(400, `Invalid scopes. Available: ${ALL_SCOPES.join(', ')}`)
    }

    const {secret, ...metadata} = addKey(store, name, scopes)
    return {...metadata, key: secret}
  },

  revokeKey({path, store}) {
    store.of('keys').remove(path.key_id)
  },
} satisfies Handlers
