import {type DevApiKey, type DevApiKeyCreated} from '../contract/schema.js'
import {localTime} from '../output/local-time.js'
import {type Column, type View} from '../output/view.js'

const id: Column<DevApiKey> = {id: 'key', name: 'id', value: (key) => key.id}
const name: Column<DevApiKey> = {flexible: true, name: 'name', value: (key) => key.name}
const scopes: Column<DevApiKey> = {
  name: 'scopes',
  rank: 3,
  show: (key) => key.scopes ?? 'read-only',
  value: (key) => key.scopes,
}
const createdAt: Column<DevApiKey> = {
  header: 'CREATED',
  name: 'created_at',
  rank: 4,
  show: ({created_at: time}) => localTime(time),
  value: ({created_at: time}) => time,
  wide: true,
}

export const keyView: View<DevApiKey> = {
  columns: [
    id,
    name,
    {header: 'KEY', name: 'key_prefix', rank: 1, value: (key) => key.key_prefix},
    scopes,
    createdAt,
    {
      header: 'LAST USED',
      name: 'last_used_at',
      rank: 2,
      show: ({last_used_at: time}) => localTime(time),
      value: ({last_used_at: time}) => time,
      wide: true,
    },
  ],
  empty: 'No keys yet. Add the first: omi key create laptop --scope memories:read',
}

/** With the secret, which is shown this once. */
export const createdKeyView: View<DevApiKeyCreated> = {
  columns: [id, name, {name: 'key', value: ({key}) => key}, scopes, createdAt],
}
