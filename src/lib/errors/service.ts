import {errorOf} from './error-of.js'
import {type ErrorFacts, type ErrorOptions} from './omi-error.js'

export const serverError = (facts: ErrorFacts & {status: number}) =>
  errorOf('server_error', {
    about: [facts.status],
    detail: 'The Omi API returned an error. Try again, then check status.omi.me.',
    facts,
  })

export const connectionFailed = (detail: string, options: Omit<ErrorOptions, 'detail'> = {}) =>
  errorOf('connection_failed', {...options, detail})

/** For who cannot wait as long as the CLI does. */
export const noAnswerInTime = () =>
  errorOf('no_answer_in_time', {detail: 'The Omi API took longer than can be waited for here. Try again later.'})

export const unexpectedResponse = (detail: string, facts?: ErrorFacts) =>
  errorOf('unexpected_response', {detail, facts})

export const rateLimited = (facts: ErrorFacts) => {
  const {limit, policy} = facts
  const title = policy ? undefined : 'Rate limited'
  const about = [`${policy}${limit === undefined ? '' : ` (${limit}/hr)`}`]
  const wait = facts.retry_after_seconds === undefined ? '' : `Retry in ${facts.retry_after_seconds}s. `
  return errorOf('rate_limited', {about, title, detail: `${wait}Slow down and retry shortly.`, facts})
}

/** `noun` as a title begins: `Memory`. */
export const notFound = (noun: string, id: string, facts?: ErrorFacts) =>
  errorOf('not_found', {about: [noun, id], facts})
