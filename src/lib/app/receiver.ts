import {createHash} from 'node:crypto'
import {once} from 'node:events'
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'

import {listenHere} from '../http/listen.js'
import {SAMPLE_RATE} from './events.js'

/** What came to a stand-in of an app. */
export interface Received {
  /** As JSON where it is that, else the text; of sound its length and its level. */
  readonly body: unknown
  readonly bytes: number
  readonly content_type: string
  readonly idempotency_key: null | string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Of the body's bytes. */
  readonly sha256: string
}

export interface ReceiverOptions {
  readonly port: number
  /** JSON that each delivery is answered with. */
  readonly reply: string
  readonly signal: AbortSignal
  readonly status: number
}

/** The most that a delivery may have, in bytes. */
const LARGEST_BODY = 10 * 1024 * 1024

/** Takes deliveries on 127.0.0.1, and gives each to who asks for the next one. */
export class Receiver {
  private readonly arrivals = new EventTarget()
  private readonly came: Received[] = []
  private readonly server: Server

  private constructor(private readonly options: ReceiverOptions) {
    this.server = createServer((request, response) => {
      this.take(request, response).catch(() => response.destroy())
    })
  }

  /** Throws "Port … is already in use", and "Invalid value" for a port that cannot be listened on. */
  static async listen(options: ReceiverOptions): Promise<{receiver: Receiver; url: string}> {
    const receiver = new Receiver(options)
    return {receiver, url: await listenHere(receiver.server, options.port, 'give 0')}
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close')
    this.server.close()
    // Whoever is still waiting for an answer gets it.
    this.server.closeIdleConnections()
    const timer = setTimeout(() => this.server.closeAllConnections(), LAST_ANSWER)
    await closed
    clearTimeout(timer)
  }

  /**
   * Rejects with the reason of the signal.
   * @yields so many deliveries, as they come
   */
  async *deliveries(count: number): AsyncGenerator<Received, void> {
    const {signal} = this.options
    for (let given = 0; given < count; given += 1) {
      while (this.came.length === 0) await once(this.arrivals, 'arrival', {signal}).catch(() => signal.throwIfAborted())
      yield this.came.shift()!
    }
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') {
      answer(response, 405, {allow: 'POST'}, '{"detail":"Omi sends its events with POST."}')
      return
    }

    const body = await bodyOf(request)
    if (body === undefined) {
      answer(response, 413, {connection: 'close'}, '{"detail":"The body is too large."}')
      return
    }

    const {reply, status} = this.options
    answer(response, status, {}, reply)
    this.came.push(received(request, body))
    this.arrivals.dispatchEvent(new Event('arrival'))
  }
}

/** How long a connection may go on once nothing more is taken, in milliseconds. */
const LAST_ANSWER = 500

function answer(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  // A status without a body may have none.
  const isEmpty = status === 204 || status === 205 || status === 304
  response.writeHead(status, isEmpty ? headers : {'content-type': 'application/json', ...headers})
  response.end(isEmpty ? '' : body)
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length
    if (bytes > LARGEST_BODY) return undefined
    pieces.push(piece)
  }

  return Buffer.concat(pieces)
}

function received({headers, url = '/'}: IncomingMessage, body: Buffer): Received {
  const [path = '/'] = url.split('?', 1)
  const query = new URLSearchParams(url.slice(path.length))
  const contentType = headers['content-type'] ?? ''
  const key = headers['idempotency-key']
  return {
    path,
    query: Object.fromEntries(query),
    content_type: contentType,
    idempotency_key: Array.isArray(key) ? (key[0] ?? null) : (key ?? null),
    bytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
    body: contentType.includes('octet-stream')
      ? soundInWords(body, Number(query.get('sample_rate')) || SAMPLE_RATE)
      : read(body.toString()),
  }
}

function read(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** How long it is, and how loud: the root of the mean square of its samples, in decibels below the loudest there is. */
function soundInWords(bytes: Buffer, rate: number): string {
  const samples = Math.floor(bytes.length / 2)
  let squares = 0
  for (let at = 0; at < samples; at += 1) squares += (bytes.readInt16LE(at * 2) / 32_768) ** 2
  const level =
    samples === 0 || squares === 0 ? 'silence' : `level ${(10 * Math.log10(squares / samples)).toFixed(1)} dB`
  return `${(samples / rate).toFixed(2)} s of sound at ${rate} Hz, ${level}`
}
