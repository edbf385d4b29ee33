import {got, type RequestError, type Response, type RetryFunction} from 'got'
import {type ClientRequest} from 'node:http'
import {type Duplex} from 'node:stream'
import {setTimeout as sleep} from 'node:timers/promises'

import {hideCredentials, rememberSecret} from '../auth/hide-credentials.js'
import {
  connectionFailed,
  developerKeyWanted,
  InterruptedError,
  isOmiError,
  type OmiError,
  unexpectedResponse,
} from '../errors.js'
import {type JsonItem, type JsonText} from '../json/json-text.js'
import {type Answer, documentOf, itemsOf, textOfDocument} from './answer.js'
import {type HttpObserver, type HttpOutcome} from './observer.js'
import {proxyAgent} from './proxy.js'
import {type ApiRequest} from './request.js'
import {
  backoff,
  countRetryAfter,
  MAX_RETRY_AFTER,
  RETRIED_ERROR_CODES,
  RETRIED_STATUS_CODES,
  TURNED_AWAY_STATUS_CODES,
  UNSENT_ERROR_CODES,
} from './retry.js'
import {ServerClock} from './server-clock.js'

/** What the client tells while it works. */
export interface HttpListener {
  /** A line for `--verbose`. */
  debug(line: string): void
  /** A wait before the next attempt, in seconds. */
  waiting(seconds: number, reason: string): void
}

export interface HttpClientOptions {
  readonly apiBase: string
  /** Whether the profile's own credential is an ID token, which not every server takes. */
  readonly idTokenIsCredential?: boolean
  readonly listener: HttpListener
  readonly maxAttempts: number
  readonly observer?: HttpObserver
  /** Whether a proxy variable is set. */
  readonly proxied: boolean
  /**
   * The credential to send. Asked at every request, so that a missing one is an error only when it is needed; and once
   * more with the one that the server has `rejected`, for another to try, or the same where there is no other. Without
   * it requests carry no credential.
   */
  readonly secret?: (kind: ApiRequest['credential'], rejected?: string) => Promise<string>
  /** Ends the running request and its waits. */
  readonly signal: AbortSignal
  /** How long to wait for a reply, in milliseconds, in place of the endpoints' own times. */
  readonly timeout?: number
  /** Whether a server's certificate may be anybody's. Node.js warns of it by itself. */
  readonly unchecked?: boolean
  readonly userAgent: string
}

type Timings = RequestError['timings']

const CONNECT_TIMEOUT = 10_000
const REPLY_TIMEOUT = 30_000
const SLOW_REPLY_TIMEOUT = 120_000

/** Sends requests to the API, repeats what may be repeated, and turns bad answers into the errors of lib/errors. */
export class HttpClient {
  /** The server's clock, as far as its answers have told it. */
  readonly clock = new ServerClock()

  constructor(private readonly options: HttpClientOptions) {}

  /** Attempts per request. */
  get maxAttempts(): number {
    return this.options.maxAttempts
  }

  /** Waits before attempt number `attempt` of `attempts`, and tells so. Throws the reason when the run is interrupted. */
  async pauseBefore(attempt: number, attempts: number, reason: number | string | undefined): Promise<void> {
    const {signal} = this.options
    const delay = backoff(attempt - 1)
    this.announceRetry(attempt, attempts, delay, reason)
    await sleep(delay, undefined, {signal}).catch(() => signal.throwIfAborted())
  }

  /**
   * One call of the API. Returns the document of its answer (null when there is none), in the kind that
   * `request.expect` names. Throws an OmiError for everything else.
   */
  send(request: ApiRequest): Promise<unknown> {
    return this.ask(request, documentOf)
  }

  /** The same for a list of objects: its items as the texts they came in, not parsed. For long lists. */
  sendForItems(request: ApiRequest): Promise<JsonItem[]> {
    return this.ask(request, itemsOf)
  }

  /** The same for a document that is passed on as it came; the text `null` when there is none. */
  sendForText(request: ApiRequest): Promise<JsonText> {
    return this.ask(request, textOfDocument)
  }

  private announceRetry(attempt: number, attempts: number, delay: number, reason: number | string | undefined): void {
    const {listener} = this.options
    const seconds = delay / 1000
    listener.debug(`retry ${attempt} of ${attempts} in ${seconds.toFixed(1)}s`)
    listener.waiting(seconds, String(reason))
  }

  /** What `read` makes of the answer; once more with another credential where the first one is rejected. */
  private async ask<Result>(request: ApiRequest, read: ReadAnswer<Result>): Promise<Result> {
    const secret = await this.options.secret?.(request.credential)
    try {
      return await this.askWith(request, read, secret)
    } catch (error) {
      if (!isRejection(error)) throw error
      const another = await this.options.secret?.(request.credentialIfRejected ?? request.credential, secret)
      if (another === secret) throw this.explainRejection(error, request)
      return this.askWith(request, read, another).catch((error_: unknown) => {
        throw this.explainRejection(error_, request)
      })
    }
  }

  private async askWith<Result>(request: ApiRequest, read: ReadAnswer<Result>, secret?: string): Promise<Result> {
    const url = this.urlOf(request)
    for (const each of [secret, ...(request.secrets ?? [])]) rememberSecret(each)
    try {
      const response = await this.fetch(request, url, secret)
      // The first attempt got through and only its answer was lost.
      const isGone = request.method === 'DELETE' && response.statusCode === 404 && response.retryCount > 0
      const {body, headers, statusCode: status} = isGone ? {...response, body: GONE, statusCode: 200} : response
      return read({body, headers, host: url.host, status}, request)
    } catch (error) {
      const known = withoutSecrets(this.explain(error, url))
      if (isOmiError(known) && known.facts.server_detail) {
        this.options.listener.debug(`server: ${known.facts.server_detail}`)
      }

      throw known
    }
  }

  /** What a request that got no answer means to a user. */
  private explain(error: unknown, url: URL): unknown {
    if (this.options.signal.aborted) return this.options.signal.reason ?? new InterruptedError('SIGINT')
    const {code} = error as RequestError
    if (typeof code !== 'string') return error
    if (/^(?:HPE|Z)_/.test(code))
      return unexpectedResponse(`${url.host} did not answer in proper HTTP (${code}). Check the API base.`)
    const trouble = `Could not reach ${url.host} (${code}).`
    return connectionFailed(isTlsTrouble(code) ? `${trouble}\n${TLS_HINT}` : trouble, {cause: error})
  }

  private explainRejection(error: unknown, request: ApiRequest): unknown {
    const wantsKey = this.options.idTokenIsCredential && request.credential === undefined && isRejection(error)
    return wantsKey ? developerKeyWanted(error.facts) : error
  }

  private async fetch(request: ApiRequest, url: URL, secret?: string): Promise<Response<string>> {
    const {listener, observer, proxied, signal, timeout, unchecked, userAgent} = this.options
    const attempts = request.maxAttempts ?? this.options.maxAttempts
    const agent = proxied ? await proxyAgent(url) : undefined
    const reply = timeout ?? (request.slow ? SLOW_REPLY_TIMEOUT : REPLY_TIMEOUT)
    const facts = {method: request.method, path: url.pathname, query: Object.fromEntries(url.searchParams)}
    const tell = async (
      attempt: number,
      outcome: Pick<HttpOutcome, 'code' | 'requestId' | 'status'>,
      timings?: Timings,
    ) => {
      const seconds = (timings?.phases.total ?? 0) / 1000
      listener.debug(`${facts.method} ${facts.path} → ${outcome.status ?? outcome.code} (${seconds.toFixed(2)}s)`)
      await observer?.afterAttempt({...facts, ...outcome, attempt, seconds})
    }

    // got runs its beforeRetry hooks only after the wait, so what a user should read before it is told from here.
    const calculateDelay: RetryFunction = async ({attemptCount, error, retryAfter}) => {
      // An answer that came in full was told by afterResponse.
      if (error.name !== 'HTTPError') await tell(attemptCount, {code: error.code}, error.timings)
      const delay = backoff(attemptCount, retryAfter)
      this.announceRetry(
        attemptCount + 1,
        attempts,
        delay,
        error.name === 'HTTPError' ? error.response?.statusCode : error.code,
      )
      return delay
    }

    const pending = got(url, {
      ...(agent && {agent: url.protocol === 'https:' ? {https: agent as never} : {http: agent}}),
      ...(request.body !== undefined && {json: request.body}),
      ...(request.form !== undefined && {form: request.form}),
      ...(request.rawBody !== undefined && {body: request.rawBody}),
      followRedirect: false,
      // got would have it checked in any case.
      ...(unchecked && {https: {rejectUnauthorized: false}}),
      headers: {
        accept: 'application/json',
        ...(secret !== undefined && {authorization: `Bearer ${secret}`}),
        ...(request.rawBody !== undefined && {'content-type': 'application/json'}),
        'user-agent': userAgent,
      },
      hooks: {
        afterResponse: [
          async (response) => {
            const {headers, retryCount, statusCode: status, timings} = response
            this.clock.observe(headers.date)
            countRetryAfter(headers)
            await tell(retryCount + 1, {requestId: headers['x-request-id']?.toString(), status}, timings)
            return response
          },
        ],
        ...(observer && {
          beforeRequest: [
            async (options, {retryCount}) => {
              Object.assign(options.headers, await observer.beforeAttempt({...facts, attempt: retryCount + 1}))
            },
          ],
        }),
      },
      method: request.method,
      responseType: 'text',
      retry: {
        calculateDelay,
        enforceRetryRules: true,
        errorCodes: (request.onlyIfRefused ? UNSENT_ERROR_CODES : RETRIED_ERROR_CODES) as never,
        limit: attempts - 1,
        maxRetryAfter: MAX_RETRY_AFTER,
        methods: [request.method],
        statusCodes: request.onlyIfRefused ? TURNED_AWAY_STATUS_CODES : RETRIED_STATUS_CODES,
      },
      signal,
      throwHttpErrors: false,
      timeout: {connect: CONNECT_TIMEOUT, lookup: CONNECT_TIMEOUT, request: reply, secureConnect: CONNECT_TIMEOUT},
    })
    // got would wait for ever for a server that switches to another protocol unasked.
    pending.on('request', (sent) => sent.once('upgrade', (_response, socket) => refuseUpgrade(sent, socket)))
    try {
      return await pending
    } catch (error) {
      const {code, request: sent, timings} = error as RequestError
      if (!signal.aborted) await tell((sent?.retryCount ?? 0) + 1, {code}, timings)
      throw error
    }
  }

  private urlOf(request: ApiRequest): URL {
    const url = new URL(this.options.apiBase + request.path)
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value))
    }

    return url
  }
}

/** What an answer means to who asked; throws the error that a bad one means. */
type ReadAnswer<Result> = (answer: Answer, request: ApiRequest) => Result

/** The answer to a deletion that has happened already. */
const GONE = '{"success":true}'

function refuseUpgrade(request: ClientRequest, socket: Duplex): void {
  socket.destroy()
  request.emit('error', Object.assign(new Error('Unexpected upgrade'), {code: 'HPE_PAUSED_UPGRADE'}))
}

const TLS_HINT =
  'No secure connection came about. If its certificate is not trusted here, as behind a company proxy, name the ' +
  'certificate file in NODE_EXTRA_CA_CERTS.'

const isTlsTrouble = (code: string) => /CERT|TLS|SSL|^EPROTO$|SELF_SIGNED|UNABLE_TO_/.test(code)

const isRejection = (error: unknown): error is OmiError => isOmiError(error) && error.facts.status === 401

/** A server may quote the credential it was sent; an error never does. */
function withoutSecrets(error: unknown): unknown {
  if (!isOmiError(error)) return error
  return Object.assign(error, {
    detail: error.detail && hideCredentials(error.detail),
    facts: {
      ...error.facts,
      ...(error.facts.server_detail && {server_detail: hideCredentials(error.facts.server_detail)}),
    },
  })
}
