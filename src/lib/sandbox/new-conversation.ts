import {randomUUID} from 'node:crypto'

import {addActionItem} from './action-items.js'
import {ApiError} from './api-error.js'
import {type Schema} from './contract.js'
import {requireText} from './documents.js'
import {runPipeline} from './pipeline.js'
import {type Store} from './store.js'
import {type StoredConversation} from './stored.js'
import {timestamp} from './times.js'

type Segment = Schema<'TranscriptSegment'>
type NewSegment = Schema<'ConversationFromSegments'>['transcript_segments'][number]

/** The name of the account's owner in transcripts. */
const USER_NAME = 'User'
/** How long a text without an end is taken to have lasted, in seconds. */
const TEXT_DURATION = 300

/** What the two ways of creating a conversation have in common. */
interface Recording extends Pick<
  Schema<'ConversationCreate'>,
  'finished_at' | 'geolocation' | 'language' | 'started_at'
> {
  client_session_id?: string
  source: Schema<'ConversationSource'>
}

/** Adds a conversation made of a text; each line counts as something said, one after the other. Throws ApiError 422. */
export function addFromText(store: Store, {text, ...body}: Schema<'ConversationCreate'>): StoredConversation {
  const lines = requireText(text, 'text')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
  const recording: Recording = {...body, source: 'external_integration'}
  const times = timesOf(store, recording, TEXT_DURATION)
  const seconds = (times.finishedAt - times.startedAt) / 1000 / lines.length
  const segments = lines.map((line, index) => ({
    id: randomUUID(),
    text: line.trim(),
    speaker_id: 0,
    speaker_name: speakerName(0),
    start: index * seconds,
    end: (index + 1) * seconds,
  }))
  return addConversation(store, recording, times, segments)
}

/** Adds a conversation made of what was said. Throws ApiError 422 for a segment that cannot be, with its index. */
export function addFromSegments(
  store: Store,
  {transcript_segments: spoken, ...recording}: Omit<Schema<'ConversationFromSegments'>, 'source'> & Recording,
): StoredConversation {
  for (const [index, {end, start, text}] of spoken.entries()) {
    if (end <= start) throw new ApiError(422, `Segment ${index}: end time must be after start time`)
    requireText(text, `Segment ${index}: text`)
  }

  return addConversation(store, recording, timesOf(store, recording, spoken.at(-1)!.end), withSpeakers(spoken))
}

/** Speakers that are no `SPEAKER_01` are numbered as they come and keep what they are called. */
function withSpeakers(spoken: NewSegment[]): Segment[] {
  const others = [...new Set(spoken.map((segment) => segment.speaker!))].filter((name) => !NUMBERED.test(name))
  return spoken.map(({end, is_user: isUser, speaker, speaker_id: givenId, start, text}) => {
    const number = NUMBERED.exec(speaker!)?.[1]
    const id = givenId ?? (number === undefined ? others.indexOf(speaker!) : Number(number))
    const name = number === undefined ? speaker : speakerName(id)
    return {id: randomUUID(), text: text.trim(), speaker_id: id, speaker_name: isUser ? USER_NAME : name, start, end}
  })
}

const NUMBERED = /^SPEAKER_(\d{1,9})$/

const speakerName = (id: number) => `Speaker ${id}`

function addConversation(store: Store, recording: Recording, times: Times, segments: Segment[]): StoredConversation {
  const {category, discarded, emoji, overview, tasks, title} = runPipeline(segments.map((segment) => segment.text))
  const id = randomUUID()
  const conversation: StoredConversation = {
    id,
    created_at: store.stamp(),
    started_at: timestamp(times.startedAt * 1000),
    finished_at: timestamp(times.finishedAt * 1000),
    structured: {title, overview, emoji, category, events: []},
    language: recording.language,
    source: recording.source,
    transcript_segments: segments,
    geolocation: recording.geolocation ?? null,
    folder_id: null,
    action_item_ids: tasks.map((task) => addActionItem(store, {...task, conversation_id: id}).id),
    client_session_id: recording.client_session_id,
    discarded,
    starred: false,
  }
  store.of('conversations').add(conversation)
  return conversation
}

/** When a conversation began and ended, in milliseconds since 1970. */
interface Times {
  finishedAt: number
  startedAt: number
}

/**
 * The times as they were sent; without the first it is now, without the other `duration` seconds later. Throws ApiError 422 for an end before the beginning.
 */
function timesOf(store: Store, recording: Recording, duration: number): Times {
  const {finished_at: finished, started_at: started} = recording
  const startedAt = started === undefined ? store.now().getTime() : Date.parse(started)
  const finishedAt = finished === undefined ? startedAt + Math.round(duration * 1000) : Date.parse(finished)
  if (finishedAt < startedAt) throw new ApiError(422, 'finished_at must be after started_at')
  return {finishedAt, startedAt}
}
