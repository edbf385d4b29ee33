import {type RequestError} from 'got'

import {
  connectionFailed,
  developerKeyWanted,
  InterruptedError,
  isOmiError,
  isRefusal,
  noAnswerInTime,
  type OmiError,
  unexpectedResponse,
} from '../errors/index.js'
import {type JsonItem, type JsonText} from '../json/json-text.js'
import {hideCredentials, rememberSecret} from '../text/hide-credentials.js'
import {type Answer, AnswerBody} from './answer.js'
import {Delivery, rememberDelivery} from './delivery.js'
import {documentOf, itemsOf, textOfDocument} from './document.js'
import {announceRetry, exchange, type ExchangeOptions, type Question, replyTimeout} from './exchange.js'
import {type ApiRequest} from './request.js'
import {backoff} from './retry.js'
import {ServerClock} from './server-clock.js'

export interface HttpClientOptions extends ExchangeOptions {
  readonly apiBase: string
  /** Whether errors of this server have a form of their own, and not the API's. */
  readonly foreign?: boolean
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
  readonly clock: ServerClock
  /** Whether a request that may change something was carried out, or may have been. */
  hasChanged = false
  /** Whether an answer has told of a rate limit, kept to or not. */
  tellsLimits = false

  constructor(private readonly options: HttpClientOptions) {
    this.clock = new ServerClock(options.clock)
  }

  /** Attempts per request. */
  get maxAttempts(): number {
    return this.options.maxAttempts
  }

  /** Waits before attempt number `attempt` of `attempts`, and tells so. Throws the reason when the run is interrupted. */
  async pauseBefore(attempt: number, attempts: number, reason: number | string | undefined): Promise<void> {
    const delay = backoff(attempt - 1)
    announceRetry(this.options.listener, {attempt, attempts, delay, reason})
    await this.pause(delay)
  }

  /**
   * Waits so many milliseconds before it is asked again whether something is there, and tells so where there is a `reason`.
   * Throws the reason when the run is interrupted.
   */
  async pauseBeforeLook(milliseconds: number, reason?: string): Promise<void> {
    const {listener} = this.options
    const seconds = milliseconds / 1000
    listener.debug(`not there yet, asking again in ${seconds.toFixed(1)}s`)
    if (reason !== undefined) listener.waiting(seconds, reason)
    await this.pause(milliseconds)
  }

  /** How long a reply to `request` is waited for, in milliseconds. */
  replyTimeout(request: Pick<ApiRequest, 'slow'>): number {
    return replyTimeout(request, this.options)
  }

  /**
   * One call of the API. Returns the document of its answer (null when there is none), in the kind that
   * `request.expect` names; what stands in it is what the contract says, and not looked at here. Throws an OmiError for
   * everything else.
   */
  send<Document = unknown>(request: ApiRequest): Promise<Document> {
    return this.ask(request, documentOf<Document>)
  }

  /** The same for a list of objects: its items as the texts they came in, not parsed. For long lists. */
  sendForItems(request: ApiRequest): Promise<JsonItem[]> {
    return this.ask(request, itemsOf)
  }

  /**
   * The lines of a good answer that is an event stream. Asked for once, whatever becomes of it: not even another credential is
   * tried. Throws as `send` does, and as `readLines` of stream.ts.
   * @yields each line, without its end
   */
  async *sendForLines(request: ApiRequest, headers: Readonly<Record<string, string>>): AsyncGenerator<Buffer, void> {
    const {open, readLines} = await import('./stream.js')
    const delivery = new Delivery()
    const url = this.urlOf(request)
    const ended = new AbortController()
    try {
      const secret = await this.options.secret?.(request.credential)
      rememberSecret(secret)
      const options = {...this.options, signal: AbortSignal.any([this.options.signal, ended.signal])}
      const {chunks, ...head} = await open({delivery, request, secret, url}, headers, this.clock, options)
      yield* readLines(chunks, {...head, host: url.host}, request, this.replyTimeout(request))
    } catch (error) {
      throw rememberDelivery(withoutSecrets(this.explain(error, url)), delivery)
    } finally {
      ended.abort()
      if (delivery.mayBeDone) this.hasChanged = true
    }
  }

  /** The same for a document that is passed on as it came; the text `null` when there is none. */
  sendForText(request: ApiRequest): Promise<JsonText> {
    return this.ask(request, textOfDocument)
  }

  /** Tells that it is now looked, for so many milliseconds, whether what was to be created is there. */
  tellLooking(milliseconds: number): void {
    this.options.listener.looking?.(milliseconds / 1000)
  }

  /** The same client, whose requests `signal` ends too, with its reason. */
  until(signal: AbortSignal): HttpClient {
    return new HttpClient({...this.options, signal: AbortSignal.any([this.options.signal, signal])})
  }

  /** What `read` makes of the answer; an error remembers what is known about whether the request was carried out. */
  private async ask<Result>(request: ApiRequest, read: ReadAnswer<Result>): Promise<Result> {
    const delivery = new Delivery()
    try {
      return await this.askAsAllowed(request, read, delivery)
    } catch (error) {
      throw rememberDelivery(error, delivery)
    } finally {
      if (request.method !== 'GET' && !request.readOnly && delivery.mayBeDone) this.hasChanged = true
    }
  }

  /** Asks once more with another credential where the first one is rejected. */
  private async askAsAllowed<Result>(
    request: ApiRequest,
    read: ReadAnswer<Result>,
    delivery: Delivery,
  ): Promise<Result> {
    const secret = await this.options.secret?.(request.credential)
    try {
      return await this.askWith({delivery, request, secret}, read)
    } catch (error) {
      if (!isRejection(error)) throw error
      const another = await this.options.secret?.(request.credentialIfRejected ?? request.credential, secret)
      if (another === secret) throw this.explainRejection(error, request)
      return this.askWith({delivery, request, secret: another}, read).catch((error_: unknown) => {
        throw this.explainRejection(error_, request)
      })
    }
  }

  private async askWith<Result>(question: Omit<Question, 'url'>, read: ReadAnswer<Result>): Promise<Result> {
    const {delivery, request, secret} = question
    const url = this.urlOf(request)
    for (const each of [secret, ...(request.secrets ?? [])]) rememberSecret(each)
    const answered = this.options.listener.asking?.(request, url.host)
    try {
      const {body, headers, statusCode: status} = await exchange({...question, url}, this.clock, this.options)
      this.tellsLimits ||= headers['x-ratelimit-limit'] !== undefined || status === 429
      const {foreign} = this.options
      const answer = {body: new AnswerBody(body), foreign, headers, host: url.host, status}
      return delivery.mayBeDone ? readRepeated(answer, request, read) : read(answer, request)
    } catch (error) {
      const known = withoutSecrets(this.explain(error, url))
      if (isOmiError(known) && known.facts.server_detail) {
        this.options.listener.debug(`server: ${known.facts.server_detail}`)
      }

      throw known
    } finally {
      answered?.()
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

  private async pause(milliseconds: number): Promise<void> {
    const {clock, patience, signal} = this.options
    if (patience && !patience.allows(milliseconds)) throw noAnswerInTime()
    await clock.sleep(milliseconds, signal)
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

/** What is gone was deleted by the attempt of which no answer came. */
function readRepeated<Result>(answer: Answer, request: ApiRequest, read: ReadAnswer<Result>): Result {
  try {
    return read(answer, request)
  } catch (error) {
    if (request.whenGone === undefined || !isGone(error)) throw error
    return read({...answer, body: new AnswerBody(request.whenGone), status: 200}, request)
  }
}

const isGone = (error: unknown) => isRefusal(error, 404)

const TLS_HINT =
  'No secure connection came about. If its certificate is not trusted here, as behind a company proxy, name the ' +
  'certificate file in NODE_EXTRA_CA_CERTS.'

const isTlsTrouble = (code: string) => /CERT|TLS|SSL|^EPROTO$|SELF_SIGNED|UNABLE_TO_/.test(code)

const isRejection = (error: unknown): error is OmiError => isRefusal(error, 401)

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
