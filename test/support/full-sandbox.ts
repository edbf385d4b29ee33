import {buildGoal} from '../../src/lib/sandbox/goals.js'
import {buildMemory} from '../../src/lib/sandbox/memories.js'
import {type Sandbox, type SandboxOptions} from '../../src/lib/sandbox/server.js'
import {type Store} from '../../src/lib/sandbox/store.js'
import {type Kept} from '../../src/lib/sandbox/stored.js'
import {sandboxForTest} from './server.js'

/** What an account holds. Places count from 0, the newest; the same rule is used for every noun. */
interface Contents {
  readonly actionItems?: number
  readonly conversations?: number
  /** Not in `listed`: the oldest comes first, and nothing is dropped. */
  readonly goals?: number
  /** Those that belong to a lapsed plan: dropped from pages, of memories cut short. */
  readonly isLocked?: (place: number) => boolean
  /** Those that the server cannot read: dropped from pages. */
  readonly isUnreadable?: (place: number) => boolean
  readonly memories?: number
}

interface FullSandbox {
  /** The ids that lists have, in the order of the lists. */
  readonly listed: {readonly actionItems: string[]; readonly conversations: string[]; readonly memories: string[]}
  readonly sandbox: Sandbox
}

/**
 * A sandbox for this test that holds what is asked for, made in process (3,000 conversations take some 30 ms) and without
 * rate limits unless they are asked for. It answers as production does: pages are cut to the contract's caps, or to
 * `pageCap`, without a word, and what is locked or unreadable leaves holes in them.
 *
 *     const {listed, sandbox} = await fullSandbox({conversations: 199, isLocked: (place) => place % 2 === 1})
 *     const {stdout} = await omi(['--json', 'conversation', 'list', '--all'], {env: pointedAt(sandbox.apiBase, sandbox.apiKey)})
 *     expect(idsOf(stdout)).toEqual(listed.conversations)
 *     expect(sandbox.requests).toHaveLength(8)
 *
 * Every conversation has a transcript of two segments. `fullSandbox({memories: 120}, {pageCap: 50, rateLimits: true})`
 * takes the options of startSandbox behind the contents.
 */
export async function fullSandbox(contents: Contents, options: SandboxOptions = {}): Promise<FullSandbox> {
  const {actionItems = 0, conversations = 0, memories = 0} = contents
  const all = {
    actionItems: ids('item', actionItems),
    conversations: ids('conversation', conversations),
    memories: ids('memory', memories),
  }
  const sandbox = await sandboxForTest({fill: (store) => fill(store, all, contents), ...options})
  const kept = (list: string[], isDropped: (flags: Kept) => boolean | undefined) =>
    list.filter((_, place) => !isDropped(flagsOf(contents, place)))
  const listed = {
    actionItems: kept(all.actionItems, (flags) => flags.is_locked ?? flags.unreadable),
    conversations: kept(all.conversations, (flags) => flags.is_locked ?? flags.unreadable),
    memories: kept(all.memories, (flags) => flags.unreadable),
  }
  return {listed, sandbox}
}

const ids = (noun: string, count: number) => Array.from({length: count}, (_, place) => `${noun}-${place}`)

const oldestFirst = (list: readonly string[]) => list.map((id, place) => ({id, place})).reverse()

const flagsOf = ({isLocked, isUnreadable}: Contents, place: number): Kept => ({
  ...(isLocked?.(place) && {is_locked: true}),
  ...(isUnreadable?.(place) && {unreadable: true}),
})

/** Adds the oldest first, as they would have come. */
function fill(store: Store, ids: FullSandbox['listed'], contents: Contents): void {
  for (let number = 0; number < (contents.goals ?? 0); number++) {
    store.of('goals').add(buildGoal({title: `Goal ${number}`}, `goal-${number}`, store.stamp()))
  }

  for (const {id, place} of oldestFirst(ids.memories)) {
    const content = `What is known ${place}, told at such length that of a lapsed plan only its beginning is shown`
    const memory = buildMemory({content, tags: [], visibility: 'private'}, store.stamp())
    store.of('memories').add({...memory, id, ...flagsOf(contents, place)})
  }

  for (const {id, place} of oldestFirst(ids.actionItems)) {
    const createdAt = store.stamp()
    store.of('action_items').add({
      id,
      description: `What is to be done ${place}`,
      completed: false,
      created_at: createdAt,
      updated_at: createdAt,
      due_at: null,
      completed_at: null,
      conversation_id: null,
      ...flagsOf(contents, place),
    })
  }

  for (const {id, place} of oldestFirst(ids.conversations)) {
    const createdAt = store.stamp()
    store.of('conversations').add({
      id,
      created_at: createdAt,
      started_at: createdAt,
      finished_at: createdAt,
      structured: {title: `Talk ${place}`, overview: 'Somebody said something.', category: 'other', events: []},
      language: 'en',
      source: 'omi',
      transcript_segments: ['Hello.', 'Hello yourself.'].map((text, index) => ({text, start: index, end: index + 1})),
      geolocation: null,
      folder_id: null,
      action_item_ids: [],
      discarded: false,
      starred: false,
      ...flagsOf(contents, place),
    })
  }
}
