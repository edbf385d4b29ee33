import {createAdaptorServer} from '@hono/node-server'
import {Hono} from 'hono'
import {randomBytes} from 'node:crypto'
import {once} from 'node:events'
import {type Server} from 'node:http'
import {type AddressInfo} from 'node:net'

import {listenHere} from '../http/listen.js'
import {LARGEST_HEADER} from '../http/loopback.js'
import {type Clock, systemClock} from '../io/clock.js'
import {type SandboxRequest} from './app-types.js'
import {createApp} from './app.js'
import {COLLECTIONS} from './collections.js'
import {FaultRules, parseFault} from './faults.js'
import {ALL_SCOPES, ensureKey, READ_SCOPES} from './keys.js'
import {RateLimiter} from './rate-limits.js'
import {addSampleData} from './sample/account.js'
import {addSampleHistory} from './sample/history.js'
import {OWNER} from './sign-in/people.js'
import {Sessions} from './sign-in/sessions.js'
import {Store} from './store.js'
import {parseWebhook, Webhooks} from './webhooks.js'

const HOST = '127.0.0.1'

export interface SandboxOptions {
  /** What waits between the tries of webhooks; this machine's by default. */
  clock?: Clock
  /** Where the data and the keys are kept between runs. */
  dataFile?: string
  /** Stands in for Omi Desktop's local API too. */
  desktop?: boolean
  /** Fault rules as they are typed; see {@link parseFault}. */
  faults?: string[]
  /** Fills an empty account; in place of sample data. */
  fill?: (store: Store) => void
  /** Fills an empty account with sample data that have a history: `POST /sandbox/next-day` has a day pass in it. */
  history?: boolean
  /** Behaves as an older server: what the contract calls newer is missing. */
  legacy?: boolean
  /** Locks that many of the newest memories, conversations and action items, as when a plan has lapsed. */
  locked?: number
  /** Gets one line per request, without any credential. */
  log?: (line: string) => void
  now?: () => Date
  /** The most places of a page of the lists that have an offset; nothing tells of it. */
  pageCap?: number
  /** 0 or undefined: a free one. */
  port?: number
  /** The server's own limits, or what counts in their place; on where it is not given. */
  rateLimits?: boolean | Pick<RateLimiter, 'take'>
  /** Fills an empty account with sample data. */
  seedData?: boolean
  /** How long ID tokens are valid, in seconds; an hour, as Firebase has it, where it is not given. */
  tokenLifetime?: number
  /** Apps that are told of what happens, `EVENT=URL` each. */
  webhooks?: string[]
}

export interface Sandbox {
  /** Without a slash at the end: `http://127.0.0.1:8080`. */
  readonly apiBase: string
  /** A key with all scopes. */
  readonly apiKey: string
  /** Where Firebase's Auth endpoints are, as `FIREBASE_AUTH_EMULATOR_HOST` takes it: `127.0.0.1:8080`. */
  readonly authEmulatorHost: string
  /** Stops accepting, ends the open connections and saves. Throws `Invalid value` for a data file that cannot be written. */
  close(): Promise<void>
  /** Resolves once each webhook that is to be sent was tried. */
  delivered(): Promise<void>
  /** A fresh ID token of the account's owner: the credential of what manages keys. */
  readonly idToken: string
  /** The token for the stand-in of Omi Desktop, which is at `apiBase` too; undefined where there is none. */
  readonly localToken?: string
  /** A key with the scopes that read. */
  readonly readOnlyKey: string
  /** The last 1000 requests, newest last. */
  readonly requests: SandboxRequest[]
}

/** What fills the account that is begun with. */
function sampleFor({history, seedData}: SandboxOptions): ((store: Store) => void) | undefined {
  if (history) return addSampleHistory
  return seedData ? addSampleData : undefined
}

/**
 * Starts an Omi API on the loopback interface; resolves once it accepts connections.
 * Throws `Invalid value` for a fault rule, port or data file that cannot be used, and `Port N is already in use`.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const {dataFile, history = false, legacy = false, port = 0, rateLimits = true, tokenLifetime = 3600} = options
  const {log = () => {}, now = () => new Date()} = options
  const {fill = sampleFor(options), locked = 0, pageCap} = options
  const {clock = systemClock, desktop = false, webhooks: targets = []} = options
  const webhookRules = targets.map((target) => parseWebhook(target))
  const localToken = newLocalToken(desktop)
  const faults = new FaultRules((options.faults ?? []).map((rule) => parseFault(rule)))
  const store = await Store.open(COLLECTIONS, {file: dataFile, now})
  const apiKey = ensureKey(store, 'Sandbox', ALL_SCOPES).secret
  const readOnlyKey = ensureKey(store, 'Sandbox (read-only)', READ_SCOPES).secret
  if (store.isEmpty) fill?.(store)
  store.lockNewest(locked)

  const requests: SandboxRequest[] = []
  const stopping = new AbortController()
  const sessions = new Sessions(store, tokenLifetime)
  const rateLimiter = rateLimits === true ? new RateLimiter(now) : rateLimits || undefined
  const webhooks = new Webhooks(webhookRules, {clock, log, signal: stopping.signal, store})
  const app = createApp({
    faults,
    history,
    legacy,
    localToken,
    log,
    pageCap,
    rateLimiter,
    requests,
    sessions,
    stopping: stopping.signal,
    store,
    webhooks,
  })
  // Without HTTP/2 options this is always a plain node server. The process' own Request and Response stay as they are.
  const server = createAdaptorServer({
    fetch(request, bindings) {
      const {port: own} = server.address() as AddressInfo
      return isNameOfThis(request.headers.get('host'), own) ? app.fetch(request, bindings) : misdirected.fetch(request)
    },
    overrideGlobalObjects: false,
    serverOptions: {maxHeaderSize: LARGEST_HEADER},
  }) as Server
  // Whether the data file can be written shows before anything listens.
  const apiBase = await store
    .flush()
    .then(() => listenHere(server, port, 'leave it out'))
    .catch(async (error: unknown) => {
      await store.close()
      throw error
    })

  webhooks.begin()
  const stop = async () => {
    stopping.abort()
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
    store.touch()
    await store.flush().finally(() => store.close())
  }

  let stopped: Promise<void> | undefined
  return {
    apiBase,
    apiKey,
    authEmulatorHost: new URL(apiBase).host,
    close() {
      stopped ??= stop()
      return stopped
    },
    delivered: () => webhooks.tried(),
    get idToken() {
      return sessions.idToken(OWNER)
    },
    localToken,
    readOnlyKey,
    requests,
  }
}

/**
 * Whether a request names the server that it has reached. A web page whose own name was made to mean this machine (DNS rebinding)
 * may read what it asks for, and gives itself away here.
 */
function isNameOfThis(host: null | string, port: number): boolean {
  const [, name, given = '80'] = host?.toLowerCase().match(/^(127\.0\.0\.1|localhost|\[::1])(?::(\d+))?$/) ?? []
  return name !== undefined && Number(given) === port
}

/** What answers a request that was meant for another name. Its body is not read, so the connection serves no other. */
const misdirected = new Hono().all('*', (c) =>
  c.json({detail: `This sandbox is reached as ${HOST} or localhost, with its port, only.`}, 400, {connection: 'close'}),
)

const newLocalToken = (desktop: boolean) => (desktop ? `omi_local_${randomBytes(16).toString('hex')}` : undefined)
