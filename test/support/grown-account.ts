import {buildGoal} from '../../src/lib/sandbox/goals.js'
import {buildMemory} from '../../src/lib/sandbox/memories.js'
import {type Store} from '../../src/lib/sandbox/store.js'
import {type Kept} from '../../src/lib/sandbox/stored.js'
import {timestamp} from '../../src/lib/sandbox/times.js'

/** What an account has that grew over the years. Places count from 0, the newest. */
export interface GrownContents {
  readonly actionItems: number
  readonly conversations: number
  readonly goals: number
  readonly isLocked?: (place: number) => boolean
  readonly memories: number
}

const MINUTE = 60_000

/** The account of the specification's figures. */
export const REFERENCE: GrownContents = {
  actionItems: 2000,
  conversations: 5000,
  goals: 10,
  isLocked: (place) => place >= 1000 && place < 1180,
  memories: 3000,
}

/**
 * Fills a sandbox as two years would: a conversation every three and a half hours, the others at even distances up to now. Ids are `talk-N`, `memory-N`,
 * `item-N` and `goal-N`. Only conversations are locked.
 */
export function growAccount(store: Store, contents: GrownContents): void {
  const now = store.now().getTime()
  for (const place of oldestFirst(contents.memories)) {
    const content = `What is known ${place}, told at such length that of a lapsed plan only its beginning is shown`
    const memory = buildMemory({content, tags: [], visibility: 'private'}, timeAt(now, place, 350))
    store.of('memories').add({...memory, id: `memory-${place}`})
  }

  for (const place of oldestFirst(contents.actionItems)) {
    addItem(store, `item-${place}`, timeAt(now, place, 525))
  }

  for (const place of oldestFirst(contents.conversations)) {
    const flags: Kept = contents.isLocked?.(place) ? {is_locked: true} : {}
    addTalk(store, `talk-${place}`, now - (place + 1) * 210 * MINUTE, flags)
  }

  for (const place of oldestFirst(contents.goals)) {
    store.of('goals').add(buildGoal({title: `Goal ${place}`}, `goal-${place}`, timeAt(now, place, 10_000)))
  }
}

const oldestFirst = (count: number): number[] => Array.from({length: count}, (_, index) => count - 1 - index)

const timeAt = (now: number, place: number, minutes: number) => timestamp((now - (place + 1) * minutes * MINUTE) * 1000)

/** Adds an action item. */
export function addItem(store: Store, id: string, createdAt: string): void {
  store.of('action_items').add({
    id,
    description: `What is to be done about ${id}`,
    completed: false,
    created_at: createdAt,
    updated_at: createdAt,
    due_at: null,
    completed_at: null,
    conversation_id: null,
  })
}

/** Adds a conversation of a time, in milliseconds since 1970, in its place among the others. */
export function addTalk(store: Store, id: string, time: number, flags: Kept = {}): void {
  const createdAt = timestamp(Math.floor(time) * 1000)
  store.of('conversations').add({
    id,
    created_at: createdAt,
    started_at: createdAt,
    finished_at: createdAt,
    structured: {title: `Talk ${id}`, overview: 'Somebody said something.', category: 'other', events: []},
    language: 'en',
    source: 'omi',
    transcript_segments: ['Hello.', `This is ${id}.`].map((text, index) => ({text, start: index, end: index + 1})),
    geolocation: null,
    folder_id: null,
    action_item_ids: [],
    discarded: false,
    starred: false,
    ...flags,
  })
}
