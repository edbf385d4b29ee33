import {type IncomingHttpHeaders} from 'node:http'

import {hourlyLimit} from '../contract/rate-policies.js'
import {
  authenticationFailed,
  connectionFailed,
  CredentialError,
  type ErrorFacts,
  insufficientPermissions,
  NotFoundError,
  type OmiError,
  rateLimited,
  serverError,
  unexpectedResponse,
  UsageError,
} from '../errors.js'
import {type JsonItem, JsonText, splitItems} from '../json/json-text.js'
import {withSource} from '../json/source.js'
import {type ApiRequest} from './request.js'
import {retryAfterSeconds} from './retry.js'

/** An answer as it came, whatever its status. */
export interface Answer {
  readonly body: string
  readonly headers: IncomingHttpHeaders
  readonly host: string
  readonly status: number
}

/** The document of a good answer, which keeps its text (see json/source.ts); throws the error that a bad one means. */
export function documentOf(answer: Answer, request: ApiRequest): unknown {
  return withSource(checkedDocument(answer, request), answer.body)
}

/** The text of the document of a good answer, `null` where there is none; throws the error that a bad one means. */
export function textOfDocument(answer: Answer, request: ApiRequest): JsonText {
  const document = checkedDocument(answer, request)
  return new JsonText(document === null ? 'null' : answer.body)
}

/** The items of a good answer that is a list, unparsed; throws the error that a bad one means. */
export function itemsOf(answer: Answer, request: ApiRequest): JsonItem[] {
  const items = answer.status < 300 ? splitItems(answer.body) : undefined
  if (items) return items
  checkedDocument(answer, {...request, expect: 'array'})
  throw unexpected(answer, 'something that is not JSON')
}

function checkedDocument(answer: Answer, request: ApiRequest): unknown {
  if (answer.status >= 400) throw refusal(answer, request)
  if (answer.status >= 300) {
    const target = header(answer, 'location')
    throw unexpectedResponse(
      `${answer.host} answered with a redirect${target ? ` to ${target}` : ''}. Redirects are not followed; check the API base.`,
      factsOf(answer),
    )
  }

  if (answer.body.trim() === '') {
    // A 204 says that it is done, which is all there is to say about a deletion.
    const nothingDue = request.expect === 'anything' || (request.method === 'DELETE' && answer.status === 204)
    if (nothingDue) return null
    throw unexpected(answer, 'an empty body')
  }

  const document = parseJson(answer)
  const kind = Array.isArray(document) ? 'array' : document === null ? 'null' : typeof document
  if (request.expect !== 'anything' && kind !== request.expect) throw unexpected(answer, `${article(kind)} ${kind}`)
  if (request.expect === 'array' && !isListOfRecords(document)) {
    throw unexpected(answer, 'an array of something else than objects')
  }

  const list = request.listIn !== undefined && isRecord(document) ? document[request.listIn] : undefined
  if (list !== undefined && list !== null && !isListOfRecords(list)) {
    throw unexpected(answer, `something else than a list of objects in '${request.listIn}'`)
  }

  return document
}

function refusal(answer: Answer, request: ApiRequest): OmiError {
  const {status} = answer
  const detail = detailOf(answer)
  const text = textOf(detail)
  const facts = factsOf(answer, text)
  if (status >= 500) return serverError({...facts, status})
  const known = REFUSALS[status]
  if (known) return known({answer, detail, facts, request, text})
  return new UsageError(`Request refused (${status})`, {detail: text ?? null, facts})
}

interface Refusal {
  readonly answer: Answer
  /** `detail` of the body. */
  readonly detail: unknown
  readonly facts: ErrorFacts
  readonly request: ApiRequest
  /** What the server says, in words. */
  readonly text: string | undefined
}

const invalidRequest = ({facts, text}: Refusal) => new UsageError('Invalid request', {detail: text ?? null, facts})

/** What the statuses that the product knows mean. */
const REFUSALS: Partial<Record<number, (refusal: Refusal) => OmiError>> = {
  400: invalidRequest,
  401: ({facts}) => authenticationFailed(facts),
  402: ({facts, text}) => new CredentialError('Paid plan required', {detail: text ?? null, facts}),
  403({detail, facts, text}) {
    if (isRecord(detail) && typeof detail.code === 'string') {
      return new CredentialError('Not available for this account', {detail: text ?? detail.code, facts})
    }

    const scope = text?.match(/\b[a-z_]+:(?:read|write)\b/)?.[0]
    return insufficientPermissions({...facts, ...(scope && {scope})})
  },
  404({facts, request, text}) {
    const error = request.notFound?.() ?? new NotFoundError('Not found', {detail: text ?? null})
    return error.with(facts)
  },
  407: ({answer, facts}) => connectionFailed(`Could not reach ${answer.host} (the proxy answered 407).`, {facts}),
  422: invalidRequest,
  429: ({answer, facts, request, text}) => rateLimited({...facts, ...rateLimitFacts(answer, request, text)}),
}

function rateLimitFacts(answer: Answer, request: ApiRequest, text: string | undefined): ErrorFacts {
  const figure = Number(header(answer, 'x-ratelimit-limit'))
  const told = Number.isInteger(figure) && figure > 0 ? figure : undefined
  const policy = text?.match(/\bdev:\w+/)?.[0] ?? policyOf(request, told)
  // The header speaks of the endpoint's own policy; where there is none, it is the overall limit per minute.
  const limit = (request.policies?.length ? told : undefined) ?? hourlyLimit(policy)
  const wait = retryAfterSeconds(answer.headers)
  return {
    ...(policy && {policy}),
    ...(policy && limit !== undefined && {limit}),
    ...(wait !== undefined && {retry_after_seconds: wait}),
  }
}

/** The endpoint's policy. Of several, the one whose figure the answer names: the first, which counts the most requests. */
function policyOf({policies = []}: ApiRequest, told: number | undefined): string | undefined {
  return policies.length > 1 ? policies.find((policy) => hourlyLimit(policy) === told) : policies[0]
}

function factsOf(answer: Answer, text?: string): ErrorFacts {
  const requestId = header(answer, 'x-request-id')
  return {status: answer.status, ...(text && {server_detail: text}), ...(requestId && {request_id: requestId})}
}

function unexpected(answer: Answer, what: string): OmiError {
  return unexpectedResponse(
    `${answer.host} answered with ${what}, which is not what the Omi API answers here. Check the API base (omi config show).`,
    factsOf(answer),
  )
}

function parseJson(answer: Answer): unknown {
  try {
    return JSON.parse(answer.body)
  } catch {
    const type = header(answer, 'content-type')?.split(';')[0]
    throw unexpected(answer, type && !type.includes('json') ? type : 'something that is not JSON')
  }
}

/** What an error answer says in the API's form or in Firebase's; undefined for an answer that is neither's. */
function detailOf(answer: Answer): unknown {
  try {
    const document: unknown = JSON.parse(answer.body)
    if (!isRecord(document)) return undefined
    return isRecord(document.error) ? document.error.message : document.detail
  } catch {
    return undefined
  }
}

function textOf(detail: unknown): string | undefined {
  if (typeof detail === 'string') return detail
  if (isRecord(detail)) return typeof detail.message === 'string' ? detail.message : JSON.stringify(detail)
  return fieldLines(detail)
}

/** A line per field of a 422 in FastAPI's form: `body.content: String should have at most 500 characters`. */
function fieldLines(detail: unknown): string | undefined {
  if (!Array.isArray(detail)) return undefined
  const lines = detail.filter(isRecord).map((problem) => {
    const place = Array.isArray(problem.loc) ? `${problem.loc.join('.')}: ` : ''
    return place + (typeof problem.msg === 'string' ? problem.msg : JSON.stringify(problem))
  })
  return lines.length > 0 ? lines.join('\n') : undefined
}

function header(answer: Answer, name: string): string | undefined {
  const value = answer.headers[name]
  return Array.isArray(value) ? value[0] : value
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isListOfRecords = (value: unknown) => Array.isArray(value) && value.every(isRecord)

const article = (kind: string) => (/^[aeiou]/.test(kind) ? 'an' : 'a')
