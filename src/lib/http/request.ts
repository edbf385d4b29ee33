import {type NotFoundError, type OmiError} from '../errors/index.js'
import {type Answer} from './answer.js'

export type Method = 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT'

type QueryValue = boolean | number | string | undefined

/** One call of the API, as lib/api describes it. */
export interface ApiRequest {
  /** Sent as JSON; what is undefined in it is absent. */
  readonly body?: unknown
  /** Which credential it takes; the profile's own where this is left out. */
  readonly credential?: 'session'
  /** Which one to try when the server rejects that: a developer key, however good, is rejected where the contract wants an ID token. */
  readonly credentialIfRejected?: 'session'
  /** What a good answer is; anything else is an "Unexpected response". Only `anything` may be empty. */
  readonly expect: 'anything' | 'array' | 'object'
  /** In place of `body`: sent as a form. */
  readonly form?: Readonly<Record<string, string>>
  /** The field of a good answer's object that holds a list of objects; without it the list is empty. */
  readonly listIn?: string
  /** Attempts, where this call wants fewer than the usual. */
  readonly maxAttempts?: number
  /** Of `anything`: the answer may be a list, and as long as one. */
  readonly mayBeList?: boolean
  readonly method: Method
  /** The error for a 404; without it the title is `Not found`. */
  readonly notFound?: () => NotFoundError
  /** Repeat it after an answer that says that it failed, and not where an answer was lost. */
  readonly onlyIfAnswered?: boolean
  /** Repeat it only when the server surely did nothing: for what would happen twice (see create-once.ts). */
  readonly onlyIfRefused?: boolean
  /** From the root of the API base, with its segments already encoded. */
  readonly path: string
  /** The rate limit policies that it counts against, such as `dev:memories`. */
  readonly policies?: readonly string[]
  readonly query?: Readonly<Record<string, QueryValue>>
  /** In place of `body`: JSON that is sent as it is. */
  readonly rawBody?: string
  /** It asks and changes nothing, though it is no GET. */
  readonly readOnly?: boolean
  /** The error for an answer of 400 or more, of a server whose errors are not the API's. */
  readonly refusal?: (answer: Answer) => OmiError
  /** What of the request no error and no debug line may quote, beside the credential. */
  readonly secrets?: readonly string[]
  /** A model works behind the endpoint: wait longer for the reply. */
  readonly slow?: boolean
  /**
   * For a deletion: the body of its answer where the server says 404 to a repeat, and an earlier attempt may have done it.
   * Without it a 404 is always one.
   */
  readonly whenGone?: string
}
