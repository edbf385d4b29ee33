import {connectionFailed, errorOf, type OmiError} from '../errors/index.js'
import {type View} from '../output/view.js'
import {type Attempt, type Delivery, shownUrl} from './delivery.js'
import {type EventName, SHORTEST_MESSAGE} from './events.js'
import {isDelivered, nextStep} from './rules.js'

/** What became of a delivery. */
export interface Sent {
  readonly elapsed_ms: number
  readonly event: EventName
  /** What Omi would do with it; null where that is nothing. */
  readonly note: null | string
  readonly ok: boolean
  /** The beginning of the app's answer. */
  readonly response: string
  /** null where there was no answer. */
  readonly status_code: null | number
  readonly url: string
}

/** How much of an answer is shown, in UTF-16 units. */
const SHOWN = 2000

export function sentDocument({event, url}: Delivery, attempt: Attempt): Sent {
  const ok = isDelivered(attempt)
  return {
    event,
    url: shownUrl(url),
    status_code: attempt.status ?? null,
    elapsed_ms: attempt.elapsedMs,
    ok,
    response: attempt.response.slice(0, SHOWN),
    note: ok ? (event === 'realtime_transcript' ? aboutMessage(attempt) : null) : nextStep(attempt),
  }
}

export const sentView: View<Sent> = {
  columns: [
    {name: 'event', value: ({event}) => event},
    {name: 'url', value: ({url}) => url},
    {name: 'status_code', value: (sent) => sent.status_code},
    {name: 'elapsed_ms', value: (sent) => sent.elapsed_ms},
    {name: 'ok', value: ({ok}) => ok},
    {name: 'response', value: ({response}) => response},
    {name: 'note', value: ({note}) => note},
  ],
}

/** What Omi makes of an answer to a transcript, in words; null for one without a message. */
export function aboutMessage({response, status}: Attempt): null | string {
  const message = messageIn(response)
  if (message === undefined) return null
  if (status !== 200) return `Omi reads a message only with a 200, and not with a ${status}.`
  return [...message].length > SHORTEST_MESSAGE
    ? `Omi would notify the user: ${message}`
    : `Omi notifies the user only of a message with more than ${SHORTEST_MESSAGE} characters.`
}

function messageIn(response: string): string | undefined {
  try {
    const {message} = (JSON.parse(response) ?? {}) as {message?: unknown}
    return typeof message === 'string' && message !== '' ? message : undefined
  } catch {
    return undefined
  }
}

/** Why a try failed, in a few words. */
export function failureOf({late, status, trouble}: Attempt): string {
  if (status !== undefined) return `HTTP ${status}`
  return late ? `no ${late.what} within ${late.milliseconds / 1000} s` : `no answer (${trouble})`
}

/** The error that ends a run whose delivery failed. */
export function deliveryFailed(url: URL, attempt: Attempt): OmiError {
  const {late, status, trouble} = attempt
  if (trouble !== undefined || late?.what === 'connection') {
    const why = trouble?.startsWith('HPE_')
      ? `${url.host} did not answer in proper HTTP (${trouble}).`
      : `Could not reach ${url.host} (${trouble ?? failureOf(attempt)}).`
    return connectionFailed(`${why}\n${nextStep(attempt)}`)
  }

  return errorOf('delivery_failed', {
    about: [failureOf(attempt)],
    detail: nextStep(attempt),
    exitCode: status === undefined || status >= 500 ? 3 : 1,
    ...(status !== undefined && {facts: {status}}),
  })
}
