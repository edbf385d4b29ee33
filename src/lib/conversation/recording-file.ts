import {explainJson} from '../bulk/explain-json.js'
import {oneOf, textUpTo} from '../bulk/field-checks.js'
import {OPERATIONS} from '../contract/operations.js'
import {type ConversationFromSegments, conversationSourceValues} from '../contract/schema.js'
import {invalidValue, isOmiError} from '../errors/index.js'
import {parseTime} from '../input/dates.js'
import {isObject} from '../json/is-object.js'
import {checkSegments} from './segments.js'

/** The longest `client_session_id`, in characters. */
export const LONGEST_SESSION_ID = OPERATIONS.createConversationFromSegments.limits.client_session_id

/** What a field has to be; throws an Error that says what is wrong, or a UsageError. */
type Check = (value: unknown, label: string) => unknown

const anyText = textUpTo(Number.POSITIVE_INFINITY)

const FIELDS: {readonly [Name in keyof ConversationFromSegments]-?: Check} = {
  transcript_segments: (value, label) => checkSegments(value, label),
  source: oneOf(conversationSourceValues),
  started_at: (value, label) => parseTime(anyText(value), `${label}: started_at`, 'start', {tense: 'past'}),
  finished_at: (value, label) => parseTime(anyText(value), `${label}: finished_at`, 'end', {tense: 'past'}),
  language: anyText,
  geolocation: checkPlace,
  client_session_id: textUpTo(LONGEST_SESSION_ID),
  client_device_id: anyText,
  client_platform: anyText,
}

/**
 * A conversation as a file has it: a JSON list of segments, or an object with `transcript_segments` and the other fields of
 * the API. A field that is null is left out. Throws a UsageError that names line, segment or field; `label` names the file
 * as the user typed it.
 */
export async function parseRecording(text: string, label: string): Promise<ConversationFromSegments> {
  const document = parsed(text)
  if (document !== undefined) return checkRecording(document, label)

  // Python writes NaN and Infinity, which JSON does not have. With a number in their place that no double can hold, and
  // which is refused as they are, the segment can be named.
  const readable = parsed(text.replaceAll(/-?\b(?:NaN|Infinity)\b/g, '1e999'))
  if (readable !== undefined) checkRecording(readable, label)
  throw await explainJson(label, text)
}

function checkRecording(document: unknown, label: string): ConversationFromSegments {
  const fields = Array.isArray(document) ? {transcript_segments: document} : document
  if (!isObject(fields) || fields.transcript_segments === undefined) {
    throw invalidValue(label, 'Expected a JSON list of segments, or an object with transcript_segments.')
  }

  const known = Object.keys(FIELDS)
  const unknown = Object.keys(fields).filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw invalidValue(label, `unknown field ${unknown.join(', ')}; known are ${known.join(', ')}`)
  }

  const given = Object.entries(fields).filter(([, value]) => value !== null)
  const checked = given.map(([name, value]) => [name, checkField(name as keyof typeof FIELDS, value, label)])
  return Object.fromEntries(checked) as ConversationFromSegments
}

function checkField(name: keyof typeof FIELDS, value: unknown, label: string): unknown {
  try {
    return FIELDS[name](value, label)
  } catch (error) {
    throw isOmiError(error) ? error : invalidValue(label, `${name}: ${(error as Error).message}`)
  }
}

/** A place as it came. Throws an Error for one that is nowhere. */
export function checkPlace(value: unknown): NonNullable<ConversationFromSegments['geolocation']> {
  const {latitude, longitude} = isObject(value) ? value : {}
  if (within(latitude, 90) && within(longitude, 180)) return {...(value as object), latitude, longitude}
  throw new Error('latitude from -90 to 90 and longitude from -180 to 180 are expected')
}

const within = (angle: unknown, largest: number): angle is number =>
  typeof angle === 'number' && Math.abs(angle) <= largest

/** What a JSON text holds; undefined for a text that is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
