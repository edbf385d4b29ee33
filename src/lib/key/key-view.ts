import {type DevApiKey, type DevApiKeyCreated, scopeValues} from '../contract/schema.js'
import {localTime} from '../output/local-time.js'
import {timeInWords} from '../output/time-words.js'
import {type Cell, type Column, type View} from '../output/view.js'

const id: Column<DevApiKey> = {id: 'key', name: 'id', value: (key) => key.id}
const name: Column<DevApiKey> = {flexible: true, name: 'name', value: (key) => key.name}
const scopes: Column<DevApiKey> = {
  name: 'scopes',
  show: (key) => key.scopes ?? 'read-only',
  value: (key) => key.scopes,
}
const createdAt: Column<DevApiKey> = {
  name: 'created_at',
  show: ({created_at: time}) => localTime(time),
  value: ({created_at: time}) => time,
}

export const keyView: View<DevApiKey> = {
  columns: [
    id,
    name,
    {name: 'key_prefix', value: (key) => key.key_prefix},
    scopes,
    createdAt,
    {name: 'last_used_at', value: ({last_used_at: time}) => time},
  ],
  empty: 'No keys yet. Add the first: omi key create laptop --scope memories:read',
  table: ({now}) => ({
    columns: [
      id,
      {header: 'KEY', name: 'key_prefix', rank: 3, value: (key) => key.key_prefix},
      {header: 'LAST USED', name: 'last_used_at', rank: 2, value: ({last_used_at: time}) => timeInWords(time, now)},
      {header: 'CREATED', name: 'created_at', rank: 4, value: ({created_at: time}) => timeInWords(time, now)},
      {...scopes, rank: 1, show: scopesInShort},
      name,
    ],
  }),
}

/** With the secret, which is shown this once. */
export const createdKeyView: View<DevApiKeyCreated> = {
  columns: [id, name, {name: 'key', value: ({key}) => key}, scopes, createdAt],
}

/** Most keys may do everything, or read everything, and the list of that is wider than a terminal. */
function scopesInShort({scopes}: DevApiKey): Cell {
  if (!scopes) return 'read-only'
  const missing = scopeValues.filter((scope) => !scopes.includes(scope))
  if (missing.length === 0) return 'all'
  return scopes.every((scope) => scope.endsWith(':read')) && missing.every((scope) => scope.endsWith(':write'))
    ? 'read-only'
    : scopes
}
