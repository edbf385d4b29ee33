import {idOf} from '../documents.js'
import {type StoredConversation} from '../stored.js'
import {timestamp} from '../times.js'
import {type Episode, type Scene} from './scene.js'
import {EVERYDAY_SCENES} from './scenes-everyday.js'
import {FAMILY_SCENES} from './scenes-family.js'
import {LEISURE_SCENES} from './scenes-leisure.js'
import {OFFICE_SCENES} from './scenes-office.js'
import {WORK_SCENES} from './scenes-work.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const OWNER = 'Mara'

/** The scenes in an order that mixes them. */
const SCENES = [WORK_SCENES, FAMILY_SCENES, LEISURE_SCENES, OFFICE_SCENES, EVERYDAY_SCENES]
const MIXED = [0, 1, 2, 3].flatMap((index) => SCENES.flatMap((scenes) => scenes.slice(index, index + 1)))

/** A sample conversation and what somebody promised in it. */
export interface SampleConversation {
  conversation: StoredConversation
  tasks: string[]
}

/** The sample account's conversations of the 90 days before `now` (milliseconds since 1970), oldest first. */
export function sampleConversations(now: number): SampleConversation[] {
  const count = MIXED.length * 4
  const today = Math.floor(now / DAY) * DAY
  const samples = Array.from({length: count}, (_, index) => {
    const scene = MIXED[index % MIXED.length]!
    const episode = scene.episodes[Math.floor(index / MIXED.length)]!
    const daysAgo = Math.floor(89.5 - (index * 88.5) / (count - 1))
    const startedAt = today - daysAgo * DAY + scene.hour * HOUR + ((index * 13) % 55) * MINUTE
    const conversation = {
      ...build(scene, episode, startedAt),
      id: idOf(`sample conversation ${index}`),
      starred: index % 9 === 4,
    }
    return {conversation, tasks: episode.tasks ?? []}
  })

  return samples
    .toSpliced(count / 2, 0, locked(today - 45 * DAY), discarded(today - 45 * DAY + HOUR))
    .toSpliced(count / 4, 0, unreadable(samples[count / 4]!))
}

function build(scene: Scene, episode: Episode, startedAt: number): StoredConversation {
  const built = buildConversation(episode, startedAt)
  return {
    ...built,
    structured: {...built.structured, category: scene.category, emoji: scene.emoji},
    source: scene.source,
    geolocation: scene.geolocation ?? null,
    folder_id: idOf(`sample folder ${scene.folder}`),
  }
}

/** A conversation in no folder that began then, in milliseconds since 1970, and has no id yet. */
export function buildConversation({event, overview, talk, title}: Episode, startedAt: number): StoredConversation {
  const segments = transcript(talk)
  const finishedAt = timestamp((startedAt + segments.at(-1)!.end * 1000) * 1000)
  return {
    id: '',
    created_at: finishedAt,
    started_at: timestamp(startedAt * 1000),
    finished_at: finishedAt,
    structured: {
      title,
      overview,
      emoji: '💬',
      category: 'other',
      events: event
        ? [{title: event[0], description: '', start: timestamp((startedAt + event[1] * DAY) * 1000), duration: 60}]
        : [],
    },
    language: 'en',
    source: 'omi',
    transcript_segments: segments,
    geolocation: null,
    folder_id: null,
    action_item_ids: [],
    discarded: false,
    starred: false,
  }
}

/** One after the other, at the pace of people who think before they speak. */
function transcript(talk: readonly string[]): StoredConversation['transcript_segments'] {
  const lines = talk.map((line) => line.split(/: (.*)/s) as [name: string, text: string])
  const others = [...new Set(lines.map(([name]) => name))].filter((name) => name !== OWNER)
  let clock = 0
  return lines.map(([name, text], index) => {
    const start = clock + 20 + ((index * 17) % 40)
    clock = start + Math.ceil(text.split(' ').length * 0.4)
    const speaker = name === OWNER ? 0 : others.indexOf(name) + 1
    return {id: idOf(`${name} ${text}`), text, speaker_id: speaker, speaker_name: name, start, end: clock}
  })
}

/** What only a paid plan may see. Its id is easy to type, so that the refusal can be tried. */
function locked(startedAt: number): SampleConversation {
  const episode = {
    title: 'With the lawyer',
    overview: 'The contract for the flat was read line by line.',
    talk: ['Lawyer: Page three, please.', 'Mara: That is the part I do not understand.'],
  }
  const conversation = {
    ...build(MIXED[0]!, episode, startedAt),
    id: 'locked-conversation',
    folder_id: null,
    is_locked: true,
  }
  return {conversation, tasks: []}
}

/** What is damaged on the server, beside another of its day. */
const unreadable = ({conversation}: SampleConversation): SampleConversation => ({
  conversation: {
    ...conversation,
    id: 'unreadable-conversation',
    action_item_ids: [],
    folder_id: null,
    starred: false,
    unreadable: true,
  },
  tasks: [],
})

/** What the pipeline found not worth keeping. */
function discarded(startedAt: number): SampleConversation {
  const episode = {title: 'Background noise', overview: 'Nothing was said.', talk: ['Somebody: Mm.']}
  const conversation = {
    ...build(MIXED[0]!, episode, startedAt),
    id: 'discarded-conversation',
    folder_id: null,
    discarded: true,
  }
  return {conversation, tasks: []}
}
