/* eslint-disable unicorn/prefer-add-event-listener -- what the SDK asks of a transport */
import {type JSONRPCMessage, type Transport} from '@modelcontextprotocol/server'
import {type Readable} from 'node:stream'

import {isObject} from '../json/is-object.js'
import {wholeJson} from './answer.js'
import {WITHOUT_HANDSHAKE} from './opening.js'
import {plainErrors} from './plain-errors.js'

/** The longest line that is taken, in bytes: what would be longer is left out, so that nobody can fill the memory. */
const LONGEST_LINE = 64 * 2 ** 20

const NEWLINE = 10

/** What the protocol calls what cannot be read, and a request that is none. */
const PARSE_ERROR = {code: -32_700, message: 'Parse error'}
const INVALID_REQUEST = {code: -32_600, message: 'Invalid request'}

/** The revision from which on an error may have no id, and the only one in which messages come in lists. */
const ERRORS_WITHOUT_ID = '2025-11-25'
const BATCHES = '2025-03-26'

/** Where the messages of the protocol come in and go out: one a line. What is no message is told and left out. */
export class Wire implements Transport {
  onclose?: () => void
  onmessage?: (message: JSONRPCMessage) => void
  private readonly early: JSONRPCMessage[] = []
  private readonly ending = new AbortController()
  private length = 0
  private parts: Buffer[] = []
  /** The one that is spoken, once that is known. */
  private revision = ''

  /** `write` resolves once a text is on its way; `tell` gets a line for whoever reads the log of the client. */
  constructor(
    private readonly stdin: Readable,
    private readonly write: (text: string) => Promise<void>,
    private readonly tell: (line: string) => void,
  ) {
    for (const event of ['end', 'close', 'error']) stdin.once(event, () => this.end())
  }

  /** Aborted once nothing more comes in. */
  get ended(): AbortSignal {
    return this.ending.signal
  }

  async close(): Promise<void> {
    this.end()
  }

  /** From here on nothing is taken in. */
  end(): void {
    if (this.ended.aborted) return
    this.ending.abort()
    this.stdin.removeAllListeners('data').pause()
    this.onclose?.()
  }

  /** Resolves to the first message once it is there; undefined where there is none. It comes to `onmessage` all the same. */
  async first(): Promise<JSONRPCMessage | undefined> {
    return new Promise((resolve) => {
      this.onmessage = (message) => {
        this.early.push(message)
        resolve(message)
      }

      this.stdin.on('data', (chunk: Buffer) => this.take(chunk))
      this.ended.addEventListener('abort', () => resolve(this.early[0]))
    })
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if ('result' in message) this.noteRevision(message.result)
    if (!this.ended.aborted) await this.write(`${wholeJson(plainErrors(message))}\n`)
  }

  /** What came before anybody listened comes now. */
  async start(): Promise<void> {
    for (const message of this.early.splice(0)) this.onmessage?.(message)
  }

  private keep(part: Buffer): void {
    this.length += part.length
    if (this.length <= LONGEST_LINE) this.parts.push(part)
    else this.parts = []
  }

  /** Only the revision without a handshake says of each result what it is. */
  private noteRevision({protocolVersion, resultType}: Record<string, unknown>): void {
    if (resultType !== undefined) this.revision = WITHOUT_HANDSHAKE
    else if (typeof protocolVersion === 'string') this.revision = protocolVersion
  }

  private read(bytes: Buffer): void {
    let message: unknown
    try {
      // A mark of the order of bytes at the beginning goes.
      const line = UTF_8.decode(bytes)
      if (line.trim() === '') return
      message = JSON.parse(line)
    } catch {
      this.tell('A line came in that is not JSON in UTF-8. It is left out.')
      this.refuse(PARSE_ERROR)
      return
    }

    if (Array.isArray(message) && message.length > 0 && this.revision === BATCHES) {
      for (const each of message) this.receive(each)
    } else {
      this.receive(message)
    }
  }

  private receive(message: unknown): void {
    if (isMessage(message)) {
      this.onmessage?.(message)
      return
    }

    this.tell('A line came in that is no message of JSON-RPC 2.0. It is left out.')
    // Nobody answers an answer.
    if (isObject(message) && !('method' in message) && ('result' in message || 'error' in message)) return
    const id = isObject(message) && 'method' in message ? message.id : undefined
    this.refuse(INVALID_REQUEST, isId(id) ? id : undefined)
  }

  /** Answers what is no request: where its id is not known, only a client that knows of errors without one. */
  private refuse(error: {code: number; message: string}, id?: number | string): void {
    if (id === undefined && this.revision < ERRORS_WITHOUT_ID) return
    this.send({error, ...(id !== undefined && {id}), jsonrpc: '2.0'}).catch(() => {})
  }

  private take(chunk: Buffer): void {
    let from = 0
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      this.keep(chunk.subarray(from, at))
      from = at + 1
      const isTooLong = this.length > LONGEST_LINE
      const line = Buffer.concat(this.parts)
      this.parts = []
      this.length = 0
      if (isTooLong) this.tell(`A line came in that is longer than ${LONGEST_LINE / 2 ** 20} MB. It is left out.`)
      else this.read(line)
    }

    this.keep(chunk.subarray(from))
  }
}

const UTF_8 = new TextDecoder('utf8', {fatal: true})

const isId = (id: unknown): id is number | string => typeof id === 'string' || Number.isSafeInteger(id)

/** Whether it has the form of one; what it says is looked at by the SDK. */
const isMessage = (value: unknown): value is JSONRPCMessage =>
  isObject(value) &&
  (value.id === undefined || isId(value.id)) &&
  value.jsonrpc === '2.0' &&
  (value.params === undefined || isObject(value.params)) &&
  (!('method' in value) || typeof value.method === 'string')
