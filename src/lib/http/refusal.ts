import {hourlyLimit} from '../contract/rate-policies.js'
import {
  authenticationFailed,
  connectionFailed,
  type ErrorFacts,
  errorOf,
  insufficientPermissions,
  type OmiError,
  rateLimited,
  serverError,
} from '../errors/index.js'
import {hideCredentials} from '../text/hide-credentials.js'
import {type Answer, factsOf, header, isRecord, kindOf, unexpected} from './answer.js'
import {type ApiRequest} from './request.js'
import {retryAfterSeconds} from './retry.js'
import {elementsOf, inWords, memberOf, type Said, saidIn} from './said.js'

/** The statuses that would be a verdict about the credential or the thing asked for, if the API has said so. */
const VERDICTS = new Set([401, 403, 404])

/** The most of a server's text that is passed on, in UTF-16 units. */
const LONGEST_TEXT = 500

/**
 * The error that an answer with a status of 400 or more means. What something between here and the API has answered, as
 * a firewall does, is no verdict of the API.
 */
export function refusal(answer: Answer, request: ApiRequest): OmiError {
  const {status} = answer
  const document = saidIn(answer.body)
  const detail = document && detailOf(document)
  const text = beginning(detail ? textOf(detail) : answer.body.text)
  const facts = factsOf(answer, text)
  if (status >= 500) return serverError({...facts, status})
  if (VERDICTS.has(status) && !answer.foreign && !(document && isOfTheApi(document))) {
    const what =
      answer.body.text.trim() === '' ? 'an empty body' : document === undefined ? kindOf(answer) : 'other JSON'
    return unexpected(answer, `${status} and ${what}`, text)
  }

  const known = REFUSALS[status]
  if (known) return known({answer, detail, facts, request, text})
  return errorOf('request_refused', {about: [status], detail: text ?? null, facts})
}

interface Refusal {
  readonly answer: Answer
  /** `detail` of the body. */
  readonly detail: Said | undefined
  readonly facts: ErrorFacts
  readonly request: ApiRequest
  /** What the server says, in words. */
  readonly text: string | undefined
}

const invalidRequest = ({facts, text}: Refusal) => errorOf('invalid_request', {detail: text ?? null, facts})

/** What the statuses that the product knows mean. */
const REFUSALS: Partial<Record<number, (refusal: Refusal) => OmiError>> = {
  400: invalidRequest,
  401: ({facts}) => authenticationFailed(facts),
  402: ({facts, text}) => errorOf('paid_plan_required', {detail: text ?? null, facts}),
  403({detail, facts, request, text}) {
    const reason = unavailable(detail)
    if (reason !== undefined) {
      return errorOf('not_available', {detail: beginning(reason) ?? text ?? null, facts})
    }

    // With the session of a browser sign-in there is no key, and no scope of one.
    if (request.credential === 'session') {
      return errorOf('missing_scope', {detail: text ?? 'The signed-in user may not do this.', facts})
    }

    const scope = text?.match(/\b[a-z_]+:(?:read|write)\b/)?.[0]
    return insufficientPermissions({...facts, ...(scope && {scope})})
  },
  404({facts, request, text}) {
    const error = request.notFound?.() ?? errorOf('not_found', {title: 'Not found', detail: text ?? null})
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

/** Why the account has not got it: empty where the server does not say, undefined for another kind of refusal. */
function unavailable(detail: Said | undefined): string | undefined {
  const {value} = detail ?? {}
  if (!isRecord(value) || !('code' in value || value.enabled === false)) return undefined
  const reasons = [value.reason, value.message, value.code]
  return (reasons.find((reason) => typeof reason === 'string' && reason !== '') as string | undefined) ?? ''
}

/** Whether an error has the form of the API's: an object with a `detail`, or that says what is not enabled. */
const isOfTheApi = (document: Said) =>
  isRecord(document.value) && (memberOf(document, 'detail') !== undefined || document.value.enabled === false)

/** What an error document says: in the API's form, in Firebase's, or in one of those that others use. */
function detailOf(document: Said): Said {
  if (!isRecord(document.value) || document.value.enabled === false) return document
  const detail = memberOf(document, 'detail')
  if (detail) return detail
  const error = memberOf(document, 'error')
  if (error && isRecord(error.value)) return memberOf(error, 'message') ?? error
  return memberOf(document, 'message') ?? memberOf(document, 'error_description') ?? error ?? document
}

/** In words; a line for each of several problems. */
function textOf(detail: Said): string | undefined {
  if (detail.value === null) return undefined
  if (Array.isArray(detail.value))
    return elementsOf(detail)
      .map((problem) => problemLine(problem))
      .join('\n')
  const message = memberOf(detail, 'message')
  return inWords(typeof message?.value === 'string' ? message : detail)
}

/** One of a 422 in FastAPI's form: `body.content: String should have at most 500 characters`. */
function problemLine(problem: Said): string {
  if (!isRecord(problem.value)) return inWords(problem)
  const loc = memberOf(problem, 'loc')
  const place = Array.isArray(loc?.value) ? `${elementsOf(loc).map(inWords).join('.')}: ` : ''
  const message = memberOf(problem, 'msg')
  return place + inWords(typeof message?.value === 'string' ? message : problem)
}

/** The beginning of a text that may be of any length, without a credential that was quoted; undefined when it is empty. */
export function beginning(text: string | undefined): string | undefined {
  const whole = hideCredentials(text ?? '')
  if (whole.length <= LONGEST_TEXT) return whole || undefined
  return `${whole.slice(0, LONGEST_TEXT - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
