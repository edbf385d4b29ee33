import {randomUUID} from 'node:crypto'

import {type View} from '../output/view.js'
import {attempt, type Attempt, deliveryOf, type DeliveryOptions, LONGEST_ANSWER, READ_TIMEOUT} from './delivery.js'
import {type EventName} from './events.js'
import {samplePayload} from './payloads.js'
import {isDelivered, nextStep} from './rules.js'
import {aboutMessage, failureOf} from './sent.js'
import {inspectTarget} from './target.js'

/** One thing that was looked at. */
export interface Check {
  readonly check: string
  readonly detail: string
  readonly result: 'fail' | 'pass'
}

export interface Verification extends DeliveryOptions {
  readonly events: readonly EventName[]
  /** Told what is tried now. */
  readonly trying?: (what: string) => void
  readonly uid: string
}

/**
 * Sends each of the events, and one of them twice.
 * @yields what came of it, check by check
 */
export async function* verify(to: URL, options: Verification): AsyncGenerator<Check> {
  const {events, timeout = READ_TIMEOUT, trying, uid} = options
  const target = await inspectTarget(to)
  yield {check: 'target', result: target.kind === 'refused' ? 'fail' : 'pass', detail: target.why}
  const send = (event: EventName, key?: string) => {
    trying?.(event)
    return attempt(deliveryOf(event, samplePayload(event, uid), {key, to, uid}), options)
  }

  const times: Array<{event: EventName; tried: Attempt}> = []
  for (const event of events) {
    const tried = await send(event)
    times.push({event, tried})
    yield {check: event, ...judged(event, tried)}
  }

  yield {check: 'response time', ...slowest(times, timeout)}
  const [event] = events.includes('button_event') ? ['button_event' as const] : events
  if (!event) return
  const key = randomUUID()
  const [first, second] = [await send(event, key), await send(event, key)]
  const both = [first, second].map((tried) => inShort(tried)).join(', then ')
  const isSame = isDelivered(first) && isDelivered(second)
  yield {
    check: 'same event twice',
    result: isSame ? 'pass' : 'fail',
    detail: isSame
      ? `${event} with one Idempotency-Key: ${both}; see that the app has acted once`
      : `${event} with one Idempotency-Key: ${both}; Omi may send an event again, and needs a 2xx each time`,
  }
}

function judged(event: EventName, tried: Attempt): Pick<Check, 'detail' | 'result'> {
  const cut = tried.wasCut ? `; of the answer Omi needs no more than ${LONGEST_ANSWER / 1024} kB` : ''
  if (!isDelivered(tried)) return {result: 'fail', detail: `${inShort(tried)}${cut}. ${nextStep(tried)}`}
  const message = event === 'realtime_transcript' ? aboutMessage(tried) : null
  return {result: 'pass', detail: `${inShort(tried)}${cut}${message ? `. ${message}` : ''}`}
}

const inShort = (tried: Attempt) =>
  tried.status === undefined ? failureOf(tried) : `HTTP ${tried.status} in ${tried.elapsedMs} ms`

function slowest(
  times: ReadonlyArray<{event: EventName; tried: Attempt}>,
  timeout: number,
): Pick<Check, 'detail' | 'result'> {
  const rule = timeout === READ_TIMEOUT ? `Omi waits ${timeout / 1000} s` : `${timeout / 1000} s were waited`
  const late = times.filter(({tried}) => tried.late?.what === 'answer').map(({event}) => event)
  if (late.length > 0) return {result: 'fail', detail: `no answer in time to ${late.join(', ')}; ${rule}`}
  const answered = times.filter(({tried}) => tried.status !== undefined)
  const [last] = answered.toSorted((a, b) => b.tried.elapsedMs - a.tried.elapsedMs)
  if (!last) return {result: 'fail', detail: 'nothing was answered'}
  const behind = answered.filter(({event, tried}) => LIVE.has(event) && tried.elapsedMs > LIVE_INTERVAL)
  const warning =
    behind.length > 0
      ? `; too slow to keep up with ${behind.map(({event}) => event).join(', ')}, sent about every second`
      : ''
  return {result: 'pass', detail: `slowest ${last.tried.elapsedMs} ms (${last.event}); ${rule}${warning}`}
}

/** What is sent while somebody speaks, a second of it at a time; so many milliseconds lie between two. */
const LIVE: ReadonlySet<EventName> = new Set(['audio_bytes', 'realtime_transcript'])
const LIVE_INTERVAL = 1000

export const checkView: View<Check> = {
  columns: [
    {name: 'check', rank: 0, value: ({check}) => check},
    {name: 'result', rank: 0, tone: ({result}) => (result === 'pass' ? 'green' : 'red'), value: ({result}) => result},
    {flexible: true, name: 'detail', value: ({detail}) => detail},
  ],
}
