import {randomBytes, randomUUID} from 'node:crypto'

import type {Handlers, Schema} from './operation.js'
import type {Store} from './store.js'

import {scopeValues} from '../api/schema.js'

type Scope = Schema<'Scope'>

/** A key's metadata and the key itself. */
export interface StoredKey extends Schema<'DevApiKey'> {
  secret: string
}

export const READ_SCOPES: readonly Scope[] = scopeValues.filter((scope) => scope.endsWith(':read'))
export const ALL_SCOPES: readonly Scope[] = scopeValues

/** The key of this name, made with these scopes when there is none yet. */
export function ensureKey(store: Store, name: string, scopes: readonly Scope[]): StoredKey {
  const existing = [...store.keys].find((key) => key.name === name)
  if (existing) return existing
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
  store.keys.add(key)
  return key
}

/** The key that `secret` is, its use noted; undefined when there is none. */
export function useKey(store: Store, secret: string): StoredKey | undefined {
  const key = [...store.keys].find((candidate) => candidate.secret === secret)
  // Not worth a save: it is written along with the next change.
  if (key) key.last_used_at = store.stamp()
  return key
}

/** Whether the key may do what `scope` stands for. A key without scopes is an old one and may read. */
export function hasScope(key: StoredKey, scope: string): boolean {
  const scopes: readonly string[] = key.scopes ?? READ_SCOPES
  return scopes.includes(scope)
}

export const keyHandlers = {
  getCurrentKey({key: {secret: _secret, ...metadata}}) {
    return metadata
  },
} satisfies Handlers
