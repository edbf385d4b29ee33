import {type View} from '../output/view.js'
import {DEFAULT_API_BASE} from './api-base.js'
import {type StoredConfig} from './config-file.js'
import {maskCredential} from './developer-key.js'

/** A profile as it may be shown. */
export interface ProfileRow {
  readonly active: boolean
  readonly api_base: string
  readonly auth_method: null | string
  /** Masked; `(none)` without one. */
  readonly credential: string
  readonly name: string
}

/** `activeName` is the profile that this run uses. */
export function profileRows(config: StoredConfig, activeName: string): ProfileRow[] {
  return [...config.profiles].map(([name, profile]) => {
    const secret = profile.api_key || profile.id_token
    return {
      name,
      active: name === activeName,
      auth_method: profile.auth_method ?? null,
      api_base: profile.api_base || DEFAULT_API_BASE,
      credential: secret ? maskCredential(secret) : '(none)',
    }
  })
}

export const profileView: View<ProfileRow> = {
  columns: [
    {name: 'name', value: ({name}) => name},
    {name: 'active', value: ({active}) => active},
    {name: 'auth_method', value: (row) => row.auth_method},
    {name: 'api_base', value: (row) => row.api_base},
    {name: 'credential', value: ({credential}) => credential},
  ],
  empty: 'No profiles yet. Sign in to make the first: omi auth login',
}
