import {invalidValue} from '../errors/index.js'
import {nearest} from '../text/nearest.js'

/** What an app of Omi's can be told of, each by a POST to a URL of its own. */
export interface AppEvent {
  /** What becomes of the app's answer, where Omi looks at it. */
  readonly answer?: string
  /** What stands in the body. */
  readonly body: string
  readonly contentType: string
  /** What Omi adds to the URL, in this order. */
  readonly query: ReadonlyArray<'sample_rate' | 'uid'>
  readonly summary: string
}

export const EVENT_NAMES = [
  'memory_created',
  'realtime_transcript',
  'day_summary',
  'audio_bytes',
  'button_event',
] as const

export type EventName = (typeof EVENT_NAMES)[number]

const JSON_TYPE = 'application/json'

/** Samples a second of the sound that is sent: 16 bits each, one channel. */
export const SAMPLE_RATE = 16_000

/** An answer to a transcript becomes a notification where its message has more characters than these. */
export const SHORTEST_MESSAGE = 5

/** The five events, as the server sends them (backend/utils/webhooks.py of BasedHardware/omi, 2026-10). */
export const EVENTS: Readonly<Record<EventName, AppEvent>> = {
  memory_created: {
    body: 'the conversation: id, created_at, started_at, finished_at, source, language, folder_id, folder_name, structured, transcript_segments',
    contentType: JSON_TYPE,
    query: ['uid'],
    summary: 'A conversation was processed',
  },
  realtime_transcript: {
    answer: `A 200 with {"message": "…"} of more than ${SHORTEST_MESSAGE} characters becomes a notification`,
    body: '{segments, session_id}',
    contentType: JSON_TYPE,
    query: ['uid'],
    summary: 'What is said, while it is said',
  },
  day_summary: {
    body: '{summary, summary_json, uid, created_at}',
    contentType: JSON_TYPE,
    query: ['uid'],
    summary: 'The summary of a day, in the evening',
  },
  audio_bytes: {
    body: `one second of sound: ${SAMPLE_RATE} samples of 16 bits (PCM, little-endian, one channel), ${SAMPLE_RATE * 2} bytes`,
    contentType: 'application/octet-stream',
    query: ['sample_rate', 'uid'],
    summary: 'The sound, while it is recorded',
  },
  button_event: {
    body: '{event_type, button_event, device_id, event_id, timestamp, session_id}',
    contentType: JSON_TYPE,
    query: ['uid'],
    summary: 'The button of the device was pressed',
  },
}

const isEventName = (text: string): text is EventName => Object.hasOwn(EVENTS, text)

/** The event of that name; `label` names it as the user gave it. Throws "Invalid value" with the names there are. */
export function eventNamed(text: string, label = `EVENT ${text}`): EventName {
  if (isEventName(text)) return text
  const near = nearest(text, [...EVENT_NAMES])
  throw invalidValue(label, `${near ? `Did you mean ${near}? ` : ''}Expected one of: ${EVENT_NAMES.join(', ')}.`)
}

export const isSound = (event: EventName): boolean => event === 'audio_bytes'
