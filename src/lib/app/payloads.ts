import {type EventName, SAMPLE_RATE} from './events.js'

/** The user that a sample is about, where nobody names another. */
export const SAMPLE_UID = 'omi_sample_uid'

const TIME = '2026-11-23T09:30:00+00:00'

/** Of the tone that stands for what was recorded: hertz, and its height of at most 32767. */
const PITCH = 440
const HEIGHT = 8000

/** The body of a sample of each event: the same bytes each time. */
export function samplePayload(event: EventName, uid: string): Buffer {
  return event === 'audio_bytes' ? tone() : Buffer.from(JSON.stringify(SAMPLES[event](uid)))
}

const SAMPLES: Readonly<Record<Exclude<EventName, 'audio_bytes'>, (uid: string) => object>> = {
  memory_created: () => ({
    id: 'f6b0a1de-6c7e-4b39-9a37-0c2f6d3b1a55',
    created_at: TIME,
    started_at: '2026-11-23T09:15:00+00:00',
    finished_at: TIME,
    source: 'omi',
    language: 'en',
    folder_id: null,
    folder_name: null,
    structured: {
      title: 'Planning the garden party',
      overview: 'Mara and Jonas agreed on the last Saturday of May and on who brings what.',
      emoji: '🎉',
      category: 'social',
      action_items: [{description: 'Ask the neighbours for their long table', completed: false}],
      events: [],
    },
    transcript_segments: [
      {
        id: '0a4de3f6-51b2-4c6b-8a8e-5f7f6f0c9d11',
        text: 'Does the last Saturday of May suit everybody?',
        speaker: 'SPEAKER_01',
        speaker_id: 1,
        speaker_name: 'Jonas',
        is_user: false,
        start: 0,
        end: 3.2,
      },
      {
        id: '7c1f2b88-98c3-4f0e-b1f5-2f5f5a6c7e22',
        text: 'It does. I will ask the neighbours for their long table.',
        speaker: 'SPEAKER_00',
        speaker_id: 0,
        speaker_name: 'Mara',
        is_user: true,
        start: 3.6,
        end: 7.1,
      },
    ],
  }),
  realtime_transcript: (uid) => ({
    segments: [
      {
        text: 'Remind me to ask the neighbours for their long table.',
        speaker: 'SPEAKER_00',
        speaker_id: 0,
        is_user: true,
        start: 0,
        end: 3.4,
      },
    ],
    session_id: uid,
  }),
  day_summary(uid) {
    const summary = {
      title: 'A day of plans',
      summary: 'Three conversations, two about the party.',
      conversations_count: 3,
    }
    return {summary: summary.summary, summary_json: summary, uid, created_at: TIME}
  },
  button_event: () => ({
    event_type: 'button_event',
    button_event: 'single_tap',
    device_id: 'sample-device',
    event_id: 'd3e7a9c4-2f61-4c0b-8d57-6b1f0e9a4c33',
    timestamp: TIME,
    session_id: null,
  }),
}

/** One second of a tone: silence would not show whether an app hears anything. */
function tone(): Buffer {
  const bytes = Buffer.alloc(SAMPLE_RATE * 2)
  for (let sample = 0; sample < SAMPLE_RATE; sample += 1) {
    bytes.writeInt16LE(Math.round(HEIGHT * Math.sin((2 * Math.PI * PITCH * sample) / SAMPLE_RATE)), sample * 2)
  }

  return bytes
}
