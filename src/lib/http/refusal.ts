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
  UsageError,
} from '../errors.js'
import {type Answer, factsOf, header, isRecord} from './answer.js'
import {type ApiRequest} from './request.js'
import {retryAfterSeconds} from './retry.js'

/** The error that an answer with a status of 400 or more means. */
export function refusal(answer: Answer, request: ApiRequest): OmiError {
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
