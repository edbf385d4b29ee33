import {got, type RequestError, type Response} from 'got'
import {type IncomingHttpHeaders} from 'node:http'

import {errorOf, isOmiError, type OmiError, unexpectedResponse} from '../errors/index.js'
import {monotonicNow} from '../text/monotonic.js'
import {type Answer, AnswerBody, unexpected} from './answer.js'
import {documentOf} from './document.js'
import {
  attemptFacts,
  CONNECT_TIMEOUTS,
  type ExchangeOptions,
  headersFor,
  payloadOf,
  type Question,
  replyTimeout,
  tellAttempt,
  wayTo,
} from './exchange.js'
import {type ApiRequest} from './request.js'
import {type ServerClock} from './server-clock.js'

/** An answer whose body is still to come. */
interface OpenAnswer {
  readonly chunks: AsyncIterable<Buffer>
  readonly headers: IncomingHttpHeaders
  readonly status: number
}

/** The most that a line may have, and all of them, in bytes: what never comes to an end shall not take all the memory. */
const MEGABYTE = 2 ** 20
const LONGEST_LINE = MEGABYTE
const LONGEST = 16 * MEGABYTE

/** How long all lines may take, in times that a reply may. */
const REPLIES = 10

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const COLON = 0x3a

/**
 * Asks once, and never again. Resolves when the head of the answer is there; throws got's RequestErrors, and OmiErrors for what a
 * proxy means. The signal of `options` ends the request, and the body that is still to come.
 */
export async function open(
  {delivery, request, secret, url}: Question,
  headers: Readonly<Record<string, string>>,
  clock: ServerClock,
  options: ExchangeOptions,
): Promise<OpenAnswer> {
  const {proxy, way} = await wayTo(url, options)
  const attempt = {...attemptFacts(request, url), attempt: 1}
  const more = await options.observer?.beforeAttempt(attempt)
  const began = monotonicNow()
  const stream = got.stream(url, {
    ...way,
    ...payloadOf(request),
    headers: {...headersFor({request, secret}, options), ...headers, ...more},
    method: request.method,
    retry: {limit: 0},
    signal: options.signal,
    timeout: {...CONNECT_TIMEOUTS, response: replyTimeout(request, options)},
  })
  stream.once('request', () => delivery.began())
  const tell = (outcome: {code?: string; requestId?: string; status?: number}) =>
    tellAttempt({...attempt, ...outcome, seconds: (monotonicNow() - began) / 1000}, options)
  try {
    const {headers: answered, statusCode: status} = await new Promise<Response>((resolve, reject) => {
      stream.once('response', resolve)
      // It stays: an error between the head and the first reading would have no other listener.
      stream.on('error', reject)
    })
    delivery.answered(status)
    clock.observe(answered.date, monotonicNow() - began)
    await tell({requestId: answered['x-request-id']?.toString(), status})
    return {chunks: stream as AsyncIterable<Buffer>, headers: answered, status}
  } catch (error) {
    delivery.failed(error)
    if (!options.signal.aborted) await tell({code: (error as RequestError).code})
    throw proxy?.explain(error as RequestError) ?? error
  }
}

/**
 * The lines of a good answer, of which `head` is there. Throws the error that a bad one means, "Unexpected response" for what is
 * no event stream or never comes to an end, and "Answer broke off" where the connection breaks, or nothing but signs of life
 * comes within `patience` milliseconds.
 * @yields as `eventLines` does
 */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  head: Omit<Answer, 'body'>,
  request: ApiRequest,
  patience: number,
): AsyncGenerator<Buffer, void> {
  const watch = new Watch(patience)
  const watched = watch.over(chunks)
  if (head.status >= 300 || isDocument(head)) {
    const answer = {...head, body: new AnswerBody(await beginningOf(watched))}
    if (head.status >= 300) documentOf(answer, request)
    throw unexpected(answer, `${head.headers['content-type']} in place of an event stream`)
  }

  try {
    yield* eventLines(watched, head.host, watch)
  } catch (error) {
    throw isOmiError(error) ? error : brokeOff(`The connection broke (${(error as RequestError).code}).`)
  }
}

/** Whether a whole document is answered in place of lines. */
const isDocument = ({headers}: Omit<Answer, 'body'>) => /html|json/.test(headers['content-type'] ?? '')

/** What comes of a body: all of it, unless it is longer than a line may be, or breaks off. */
async function beginningOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const kept: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of chunks) {
      kept.push(chunk)
      length += chunk.length
      if (length > LONGEST_LINE) break
    }
  } catch {
    // Its status says the most.
  }

  return Buffer.concat(kept)
}

/**
 * The lines of an event stream (https://html.spec.whatwg.org/multipage/server-sent-events.html) without their ends, the empty
 * ones and the comments, which are signs of life.
 * @yields each line as soon as it is complete; a last one without an end once the body is whole, as HTTP tells
 */
async function* eventLines(chunks: AsyncIterable<Buffer>, host: string, watch: Watch): AsyncGenerator<Buffer, void> {
  let rest: Buffer[] = []
  let restLength = 0
  let length = 0
  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      const line = withoutReturn(Buffer.concat([...rest, chunk.subarray(from, end)]))
      from = end + 1
      rest = []
      restLength = 0
      if (!says(line)) continue
      watch.sawLine()
      yield line
    }

    rest.push(chunk.subarray(from))
    restLength += chunk.length - from
    if (restLength > LONGEST_LINE) throw tooLong(host, 'a line of ', LONGEST_LINE)
    length += chunk.length
    if (length > LONGEST) throw tooLong(host, '', LONGEST)
  }

  const last = Buffer.concat(rest)
  if (says(last)) yield last
}

/** Whether a line is neither empty nor a comment. */
const says = (line: Buffer) => line.length > 0 && line[0] !== COLON

/** Looks that lines come in time. What their reader takes for itself does not count. */
class Watch {
  private left: number
  private leftInAll: number

  constructor(private readonly patience: number) {
    this.left = patience
    this.leftInAll = REPLIES * patience
  }

  /**
   * The same chunks. Throws "Answer broke off" when they are late; who reads then has to end the request.
   * @yields each of `chunks`
   */
  async *over(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
    const iterator = chunks[Symbol.asyncIterator]()
    for (;;) {
      const next = await this.inTime(iterator.next())
      if (next.done) return
      yield next.value
    }
  }

  sawLine(): void {
    this.left = this.patience
  }

  private async inTime<Value>(coming: Promise<Value>): Promise<Value> {
    const began = monotonicNow()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.lateness()), Math.max(0, Math.min(this.left, this.leftInAll)))
    })
    try {
      return await Promise.race([coming, late])
    } finally {
      clearTimeout(timer)
      const took = monotonicNow() - began
      this.left -= took
      this.leftInAll -= took
    }
  }

  private lateness(): OmiError {
    return this.left < this.leftInAll
      ? brokeOff(`Nothing but signs of life came within ${this.patience / 1000}s.`)
      : brokeOff(`It did not come to its end within ${(REPLIES * this.patience) / 1000}s.`)
  }
}

const brokeOff = (detail: string) => errorOf('answer_broke_off', {detail})

const withoutReturn = (line: Buffer) => (line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line)

const tooLong = (host: string, what: string, most: number) =>
  unexpectedResponse(`${host} answered with ${what}more than ${most / MEGABYTE} MB.`)
