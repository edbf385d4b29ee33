import {type NotFoundError} from '../errors.js'

export type Method = 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT'

export type QueryValue = boolean | number | string | undefined

/** One call of the API, as lib/api describes it. */
export interface ApiRequest {
  /** Sent as JSON; what is undefined in it is absent. */
  readonly body?: unknown
  /** Which credential it takes; the profile's own where this is left out. */
  readonly credential?: 'session'
  /** What a good answer is; anything else is an "Unexpected response". Only `anything` may be empty. */
  readonly expect: 'anything' | 'array' | 'object'
  /** Attempts, where this call wants fewer than the usual. */
  readonly maxAttempts?: number
  readonly method: Method
  /** The error for a 404; without it the title is `Not found`. */
  readonly notFound?: () => NotFoundError
  /** Repeat it only when the server surely did nothing: for what would happen twice (see create-once.ts). */
  readonly onlyIfRefused?: boolean
  /** From the root of the API base, with its segments already encoded. */
  readonly path: string
  /** The endpoint's rate limit policy, such as `dev:memories` (`x-rate-limit` of the contract). */
  readonly policy?: string
  readonly query?: Readonly<Record<string, QueryValue>>
  /** A model works behind the endpoint: wait longer for the reply. */
  readonly slow?: boolean
}
