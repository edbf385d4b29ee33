import {type RowKind} from '../bulk/check-rows.js'
import {oneOf, textUpTo} from '../bulk/field-checks.js'
import {
  type ConversationCreate,
  type ConversationFromSegments,
  conversationSourceValues,
  textSourceValues,
} from '../contract/schema.js'
import {isOmiError} from '../errors/index.js'
import {parseTime, TIME_EXPECTED} from '../input/dates.js'
import {isObject} from '../json/is-object.js'
import {LONGEST_TEXT} from './conversation-flags.js'
import {checkPlace, LONGEST_SESSION_ID} from './recording-file.js'
import {checkSegments} from './segments.js'

/** A conversation to create: of a text, or of what was said. */
export type ConversationRow = Omit<Partial<ConversationFromSegments>, 'client_device_id' | 'client_platform'> &
  Partial<ConversationCreate>

const anyText = textUpTo(Number.POSITIVE_INFINITY)

/** The API's own limits for a conversation, for what export writes too. */
export const conversationRows: RowKind<ConversationRow> = {
  checkWhole({finished_at: finished, started_at: started, text, transcript_segments: segments}) {
    if ((text === undefined) === (segments === undefined)) {
      return text === undefined ? 'neither text nor transcript_segments' : 'both text and transcript_segments'
    }

    const isBackwards = started !== undefined && finished !== undefined && Date.parse(finished) < Date.parse(started)
    return isBackwards ? `finished_at (${finished}) is before started_at (${started})` : undefined
  },
  fields: {
    text: {check: textUpTo(LONGEST_TEXT)},
    text_source: {check: oneOf(textSourceValues)},
    text_source_spec: {check: anyText},
    transcript_segments: {check: segmentsOf},
    source: {check: oneOf(conversationSourceValues)},
    started_at: {check: (value) => timeOf(value, 'start')},
    finished_at: {check: (value) => timeOf(value, 'end')},
    language: {check: anyText},
    geolocation: {check: (value) => checkPlace(parsed(value))},
    client_session_id: {check: textUpTo(LONGEST_SESSION_ID)},
  },
  serverFields: [
    'structured',
    'created_at',
    'folder_id',
    'folder_name',
    // As columns of a CSV.
    'title',
    'overview',
    'emoji',
    'category',
    'action_items',
    'events',
  ],
  textField: 'text',
}

/** Segments as the API takes them, of those that it gives: without empty ones, with the speaker's name, and none without an end. */
function segmentsOf(value: unknown): NonNullable<ConversationRow['transcript_segments']> {
  const list = parsed(value)
  try {
    return checkSegments(Array.isArray(list) ? list.flatMap((segment) => givenBack(segment)) : list, '')
  } catch (error) {
    // The row is named in front of it.
    throw isOmiError(error) ? new Error((error.detail ?? error.title).replaceAll('\n', '; ')) : error
  }
}

/** How long something is taken to last whose end is not behind its beginning, in seconds. */
const SHORTEST = 2

/** A segment that the API gave, as it takes it; others as they are. */
function givenBack(segment: unknown): unknown[] {
  if (!isObject(segment) || !('speaker_name' in segment)) return [segment]
  const {end, speaker_name: name, start, text, ...rest} = segment
  if (typeof text === 'string' && text.trim() === '') return []
  const isShort = typeof start === 'number' && typeof end === 'number' && end <= start
  return [
    {
      ...(typeof name === 'string' && name !== '' && {speaker: name}),
      ...rest,
      end: isShort ? start + SHORTEST : end,
      start,
      text,
    },
  ]
}

/** What a cell of a CSV holds as JSON. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    throw new Error('no JSON')
  }
}

function timeOf(value: unknown, edge: 'end' | 'start'): string {
  const text = textUpTo(100)(value)
  try {
    return parseTime(text, '', edge, {tense: 'past'})
  } catch {
    throw new Error(`${JSON.stringify(text)} is not ${TIME_EXPECTED}`)
  }
}
