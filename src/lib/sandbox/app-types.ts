import {type HttpBindings} from '@hono/node-server'

import {type FaultRules, type LineFault} from './faults.js'
import {type RateLimiter} from './rate-limits.js'
import {type Sessions} from './sign-in/sessions.js'
import {type Store} from './store.js'
import {type Webhooks} from './webhooks.js'

/** A request as it came in. */
export interface SandboxRequest {
  /** Parsed where it is JSON, else the text; null without one. */
  body: unknown
  /** By lower-case name, the credential included. */
  headers: Record<string, string>
  method: string
  /** Percent-encoded, without the query. */
  path: string
  /** Without the question mark. */
  query: string
  /** null until answered, and for good when the connection was dropped. */
  status: null | number
}

export interface AppOptions {
  faults: FaultRules
  /** Whether a day can be made to pass in the account. */
  history: boolean
  /** Whether to answer as an older server. */
  legacy: boolean
  /** The token for the stand-in of Omi Desktop; undefined for none. */
  localToken: string | undefined
  log: (line: string) => void
  /** The most places of a page, beside what the contract says; undefined for none. */
  pageCap: number | undefined
  /** Undefined when there are no limits. */
  rateLimiter: Pick<RateLimiter, 'take'> | undefined
  /** Receives every request as it comes in, newest last. */
  requests: SandboxRequest[]
  sessions: Sessions
  stopping: AbortSignal
  store: Store
  webhooks: Webhooks
}

export interface AppEnv {
  Bindings: HttpBindings
  Variables: {
    body: string
    /** What is to be wrong with the lines of a chat's answer. */
    lineFault: LineFault | undefined
    path: string
    /** What went out when the connection was used directly: the status, null for nothing. */
    sent: null | number | undefined
    /** Waits as long as the answer is to take; false when the server closes meanwhile. Waits once, however often it is called. */
    work: () => Promise<boolean>
  }
}
