import {type RequestError} from 'got'
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
import {type Answer} from './answer.js'
import {documentOf, itemsOf, textOfDocument} from './document.js'
import {announceRetry, exchange, type ExchangeOptions} from './exchange.js'
import {type ApiRequest} from './request.js'
import {backoff} from './retry.js'
import {ServerClock} from './server-clock.js'

export interface HttpClientOptions extends ExchangeOptions {
  readonly apiBase: string
  /** Whether the profile's own credential is an ID token, which not every server takes. */
  readonly idTokenIsCredential?: boolean
  /**
   * The credential to send. Asked at every request, so that a missing one is an error only when it is needed; and once
   * more with the one that the server has `rejected`, for another to try, or the same where there is no other. Without
   * it requests carry no credential.
   */
  readonly secret?: (kind: ApiRequest['credential'], rejected?: string) => Promise<string>
}

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
    const {listener, signal} = this.options
    const delay = backoff(attempt - 1)
    announceRetry(listener, {attempt, attempts, delay, reason})
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
      const response = await exchange({request, secret, url}, this.clock, this.options)
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
