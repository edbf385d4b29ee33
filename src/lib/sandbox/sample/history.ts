import {addActionItem} from '../action-items.js'
import {idOf} from '../documents.js'
import {buildMemory} from '../memories.js'
import {type Store} from '../store.js'
import {type Kept, type StoredConversation} from '../stored.js'
import {timestamp, utcDay} from '../times.js'
import {addSampleData} from './account.js'
import {buildConversation} from './conversations.js'
import {LONG_MEMORIES, NEXT_DAY, SCRIPTS, TALKS, WORKSHOP} from './history-texts.js'
import {type Episode} from './scene.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** How many conversations in a row are locked: more than a page has. */
const LOCKED_IN_A_ROW = 120

/** What a day has made of the account: ids, by the collection. */
export interface NextDay {
  readonly changed: Readonly<Record<string, readonly string[]>>
  readonly gone: Readonly<Record<string, readonly string[]>>
  readonly new: Readonly<Record<string, readonly string[]>>
}

/**
 * The sample account with what is hard to mirror beside it: memories that are shortened, more locked conversations in a row than a page has, other scripts,
 * and a transcript of two hours. {@link passDay} then has a day pass.
 */
export function addSampleHistory(store: Store): void {
  addSampleData(store)
  const now = store.now().getTime()
  for (const [name, content] of Object.entries(SCRIPTS)) addMemory(store, `memory-${name}`, content)
  addMemory(store, 'shortened-memory', LONG_MEMORIES.locked, {is_locked: true})
  addMemory(store, 'shortened-until-tomorrow', LONG_MEMORIES.unlockedLater, {is_locked: true})
  addMemory(store, 'whole-until-tomorrow', LONG_MEMORIES.lockedLater)
  addMemory(store, 'edited-tomorrow', 'Walks around the block after lunch and thinks')
  addMemory(store, 'deleted-tomorrow', 'The code of the old bike cellar was 4711')
  for (const [index, {language, ...episode}] of TALKS.entries()) {
    const talk = conversation(`talk-${language}`, episode, now - (3 + index) * DAY - 2 * HOUR)
    store.of('conversations').add({...talk, language})
  }

  store.of('conversations').add(workshop(now - 2 * DAY - 5 * HOUR))
  for (let place = 0; place < LOCKED_IN_A_ROW; place += 1) {
    const {talk} = NEXT_DAY.new
    const episode = {title: `Of the old plan ${place}`, overview: 'Only a paid plan may see it.', talk: [...talk]}
    const locked = conversation(`locked-talk-${place}`, episode, now - 95 * DAY - place * HOUR)
    store.of('conversations').add({...locked, is_locked: true})
  }

  for (const [id, days] of Object.entries({'oldest-talk': 110, 'retitled-tomorrow': 4, 'talk-deleted-tomorrow': 6})) {
    const episode = {title: `A talk ${days} days ago`, overview: 'About this and that.', talk: ['Ana: So it is.']}
    store.of('conversations').add(conversation(id, episode, now - days * DAY - 4 * HOUR))
  }

  for (const id of ['done-tomorrow', 'task-deleted-tomorrow']) {
    const item = addActionItem(store, {completed: false, description: `Look after what is called ${id}`})
    store.of('action_items').remove(item.id)
    store.of('action_items').add({...item, id})
  }
}

/**
 * Has a day pass in an account that {@link addSampleHistory} filled: things are new, changed and gone, and two conversations arrive late, with old times. A second
 * time nothing happens.
 */
export function passDay(store: Store): NextDay {
  if (store.of('conversations').get('late-talk')) return {changed: {}, gone: {}, new: {}}
  const now = store.now().getTime()
  const [conversations, memories, items] = [store.of('conversations'), store.of('memories'), store.of('action_items')]
  const talks = {'late-talk': now - 5 * DAY, 'new-talk': now - HOUR, 'very-late-talk': now - 60 * DAY}
  conversations.add(conversation('new-talk', NEXT_DAY.new, talks['new-talk']))
  conversations.add(conversation('late-talk', NEXT_DAY.late, talks['late-talk']))
  conversations.add(conversation('very-late-talk', NEXT_DAY.veryLate, talks['very-late-talk']))
  addMemory(store, 'new-memory', NEXT_DAY.memory)
  const item = addActionItem(store, {completed: false, description: NEXT_DAY.actionItem})

  const at = store.stamp()
  const retitled = conversations.get('retitled-tomorrow')
  if (retitled) conversations.update(retitled, {structured: {...retitled.structured, title: NEXT_DAY.titleNow}})
  const edited = memories.get('edited-tomorrow')
  if (edited) memories.update(edited, {content: NEXT_DAY.memoryNow, edited: true, updated_at: at})
  for (const [id, isLocked] of Object.entries({'shortened-until-tomorrow': false, 'whole-until-tomorrow': true})) {
    const memory = memories.get(id)
    if (memory) memories.update(memory, {is_locked: isLocked})
  }

  const done = items.get('done-tomorrow')
  if (done) items.update(done, {completed: true, completed_at: at, updated_at: at})
  const [goal] = store.of('goals')
  if (goal) {
    const date = utcDay(store.now())
    const value = (goal.current_value ?? 0) + 1
    const history = [...goal.history.filter((entry) => entry.date !== date), {date, value, recorded_at: at}]
    store.of('goals').update(goal, {current_value: value, history, updated_at: at})
  }

  conversations.remove('talk-deleted-tomorrow')
  memories.remove('deleted-tomorrow')
  items.remove('task-deleted-tomorrow')
  return {
    changed: {
      action_items: ['done-tomorrow'],
      conversations: ['retitled-tomorrow'],
      goals: goal ? [goal.id] : [],
      memories: ['edited-tomorrow', 'shortened-until-tomorrow', 'whole-until-tomorrow'],
    },
    gone: {
      action_items: ['task-deleted-tomorrow'],
      conversations: ['talk-deleted-tomorrow'],
      memories: ['deleted-tomorrow'],
    },
    new: {action_items: [item.id], conversations: Object.keys(talks), memories: ['new-memory']},
  }
}

function addMemory(store: Store, id: string, content: string, flags: Kept = {}): void {
  const memory = buildMemory({content, tags: [], visibility: 'private'}, store.stamp())
  store.of('memories').add({...memory, ...flags, id})
}

const conversation = (id: string, episode: Episode, startedAt: number): StoredConversation => ({
  ...buildConversation(episode, startedAt),
  id,
})

/** A transcript of two hours: something is said every twenty seconds. */
function workshop(startedAt: number): StoredConversation {
  const episode = {
    title: 'The long workshop',
    overview: 'Two hours about every screen of the pump, one by one.',
    talk: Array.from({length: 360}, (_, index) => WORKSHOP[index % WORKSHOP.length] ?? ''),
  }
  const built = conversation('long-talk', episode, startedAt)
  const segments = built.transcript_segments.map((segment, index) => ({
    ...segment,
    end: index * 20 + 15,
    id: idOf(`long-talk ${index}`),
    start: index * 20,
  }))
  const finishedAt = timestamp((startedAt + 2 * HOUR) * 1000)
  return {...built, created_at: finishedAt, finished_at: finishedAt, transcript_segments: segments}
}
