import {type IncomingHttpHeaders} from 'node:http'

import {type ErrorFacts, type OmiError, unexpectedResponse} from '../errors.js'

/** An answer as it came, whatever its status. */
export interface Answer {
  readonly body: string
  readonly headers: IncomingHttpHeaders
  readonly host: string
  readonly status: number
}

/** What an answer tells about itself, whatever it says; `text` is what it says. */
export function factsOf(answer: Answer, text?: string): ErrorFacts {
  const requestId = header(answer, 'x-request-id')
  return {status: answer.status, ...(text && {server_detail: text}), ...(requestId && {request_id: requestId})}
}

/** An answer that is not what the API answers: `what` says what it is. */
export function unexpected(answer: Answer, what: string): OmiError {
  return unexpectedResponse(
    `${answer.host} answered with ${what}, which is not what the Omi API answers here. Check the API base (omi config show).`,
    factsOf(answer),
  )
}

export function header(answer: Answer, name: string): string | undefined {
  const value = answer.headers[name]
  return Array.isArray(value) ? value[0] : value
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
