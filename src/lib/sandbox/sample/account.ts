import {plainDocument} from '../collection-handlers.js'
import {COLLECTIONS} from '../collections.js'
import {idOf} from '../documents.js'
import {buildMemory} from '../memories.js'
import {type Store} from '../store.js'
import {type Kept, type StoredFolder, type StoredMemory} from '../stored.js'
import {timestamp} from '../times.js'
import {sampleActionItems} from './action-items.js'
import {sampleConversations} from './conversations.js'
import {sampleDailySummaries} from './daily-summaries.js'
import {sampleGoals} from './goals.js'
import {SAMPLE_MEMORIES} from './memories.js'
import {FOLDERS} from './scene.js'

const HOUR = 3_600_000

/**
 * Fills the store with a believable account whose last months end a little before now: always the same one, moved in time.
 * `locked-conversation` and `locked-action-item` are beyond what is listed, in the middle of it, so that a page comes out
 * short, `locked-memory` is listed cut short, `unreadable-memory`, `unreadable-conversation` and `unreadable-action-item` leave
 * holes too; `discarded-conversation` is beyond all lists.
 */
export function addSampleData(store: Store): void {
  const now = store.now().getTime()
  const conversations = sampleConversations(now)
  for (const memory of sampleMemories(now)) store.of('memories').add(memory)
  for (const item of sampleActionItems(conversations, now)) store.of('action_items').add(item)
  for (const {conversation} of conversations) store.of('conversations').add(conversation)
  for (const goal of sampleGoals(now)) store.of('goals').add(goal)
  for (const folder of sampleFolders(now)) store.of('folders').add(folder)
  for (const summary of sampleDailySummaries(conversations, now)) store.of('daily_summaries').add(summary)
  for (const [name, row] of Object.entries(COLLECTIONS)) {
    const {noun, sample = []} = row
    for (const [index, body] of sample.entries()) {
      const time = timestamp((now - (sample.length - index) * 24 * HOUR) * 1000)
      store.of(name).add(plainDocument(row, body, idOf(`sample ${noun} ${index}`), time))
    }
  }
}

function sampleMemories(now: number): StoredMemory[] {
  const count = SAMPLE_MEMORIES.length
  const memories = SAMPLE_MEMORIES.map((memory, index): StoredMemory => {
    // About one every 21 hours; the uneven minutes keep the times from looking made.
    const hoursAgo = (count - index) * 21 + ((index * 37) % 19)
    const createdAt = now - hoursAgo * HOUR - ((index * 7919) % 3600) * 1000
    return buildMemory(memory, timestamp(createdAt * 1000))
  })
  const beside = (index: number, content: string, flags: Kept & {id: string}) => ({
    ...buildMemory({content, tags: [], visibility: 'private'}, memories[index]!.created_at!),
    ...flags,
  })
  const locked = beside(count / 2, LOCKED, {id: 'locked-memory', is_locked: true})
  const unreadable = beside(count / 4, 'Whatever it was', {id: 'unreadable-memory', unreadable: true})
  // The locked one is listed, so it takes the place of another.
  return memories.with(count / 2, locked).toSpliced(count / 4, 0, unreadable)
}

const LOCKED = 'The lawyer keeps the second copy of the contract for the flat in a blue folder behind the atlas'

const sampleFolders = (now: number): StoredFolder[] =>
  Object.entries(FOLDERS).map(([name, folder], order) => {
    const createdAt = timestamp((now - 200 * 24 * HOUR) * 1000)
    const id = idOf(`sample folder ${name}`)
    return {
      id,
      name,
      ...folder,
      order,
      is_default: false,
      is_system: false,
      created_at: createdAt,
      updated_at: createdAt,
    }
  })
