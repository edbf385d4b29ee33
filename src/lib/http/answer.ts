import {type IncomingHttpHeaders} from 'node:http'

import {type ErrorFacts, type OmiError, unexpectedResponse} from '../errors/index.js'

/** What came in an answer, which becomes a text only where somebody asks. */
export class AnswerBody {
  private decoded?: string

  /** Bytes are UTF-8, as RFC 8259 (8.1) has it, whatever the answer says; a byte order mark in front does not count. */
  constructor(private readonly content: Buffer | string) {}

  get bytes(): Buffer {
    const {content} = this
    if (typeof content === 'string') return Buffer.from(content)
    return BOM.equals(content.subarray(0, BOM.length)) ? content.subarray(BOM.length) : content
  }

  get text(): string {
    this.decoded ??= this.bytes.toString('utf8')
    return this.decoded
  }
}

const BOM = Buffer.from('\uFEFF')

/** An answer as it came, whatever its status. */
export interface Answer {
  readonly body: AnswerBody
  /** Whether errors of this server have a form of their own, and not the API's. */
  readonly foreign?: boolean
  readonly headers: IncomingHttpHeaders
  readonly host: string
  readonly status: number
}

/** What an answer tells about itself, whatever it says; `text` is what it says. */
export function factsOf(answer: Answer, text?: string): ErrorFacts {
  const requestId = header(answer, 'x-request-id')
  return {status: answer.status, ...(text && {server_detail: text}), ...(requestId && {request_id: requestId})}
}

/** An answer that is not what the API answers: `what` says what it is, `text` is the beginning of what it says. */
export function unexpected(answer: Answer, what: string, text?: string): OmiError {
  const trouble = `${answer.host} answered with ${what}, which is not what the Omi API answers here.`
  return unexpectedResponse(
    `${trouble} Check the API base (omi config show).${text ? `\n${text.replaceAll(/\s+/g, ' ')}` : ''}`,
    factsOf(answer, text),
  )
}

/** What kind of text the body is, as far as the server says: `text/html`. */
export function kindOf(answer: Answer): string {
  const type = header(answer, 'content-type')?.split(';')[0]?.trim()
  return type && !type.includes('json') ? type : 'something that is not JSON'
}

export function header(answer: Answer, name: string): string | undefined {
  const value = answer.headers[name]
  return Array.isArray(value) ? value[0] : value
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
