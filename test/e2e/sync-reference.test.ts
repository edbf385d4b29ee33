import {describe, expect, it} from 'vitest'

import {type Store} from '../../src/lib/sandbox/store.js'
import {testClock} from '../../src/lib/testing/test-clock.js'
import {addItem, addTalk, growAccount, REFERENCE} from '../support/grown-account.js'
import {ENGINES, idsInMirror, mirrorIn} from '../support/mirror.js'
import {temporaryFolder} from '../support/omi.js'
import {pointedAt, sandboxForTest} from '../support/server.js'
import {omi} from '../support/within.js'

const DAY = 86_400_000

/** The account of the figures in docs/sync.md, and a run of `omi sync` with a clock that is moved on. */
async function reference(engine: string) {
  const clock = testClock('2026-11-01T08:00:00Z')
  let filled: Store | undefined
  const {apiBase, apiKey, requests} = await sandboxForTest({
    fill(store) {
      filled = store
      growAccount(store, REFERENCE)
    },
    now: () => new Date(clock.now()),
    rateLimits: true,
  })
  if (!filled) throw new Error('The sandbox was not filled.')
  const store = filled
  const home = temporaryFolder()
  const options = {clock, env: {...pointedAt(apiBase, apiKey), OMI_SQLITE: engine}, home}
  return {
    clock,
    home,
    /** Holds what the mirror has against what the server has and shows: each once, and no other. */
    async expectSame(day: string) {
      for (const [noun, name] of [
        ['conversation', 'conversations'],
        ['memory', 'memories'],
        ['action-item', 'action_items'],
        ['goal', 'goals'],
      ] as const) {
        const there = [...store.of(name)].filter((document) => !('is_locked' in document)).map(({id}) => id)
        expect((await idsInMirror(home, noun)).sort(), `${noun} ${day}`).toEqual(there.sort())
      }
    },
    store,
    async sync() {
      requests.length = 0
      const run = await omi(['--json', 'sync', '--wait'], options)
      expect(run).toMatchObject({code: 0, stderr: ''})
      const result = JSON.parse(run.stdout)
      expect(result).toMatchObject({complete: true, remaining: {}})
      return result
    },
  }
}

/** What the mirror says of one: its title, undefined where it is gone or not known. */
async function titleOf(home: string, id: string): Promise<unknown> {
  const [row] = await mirrorIn(home).read((database) =>
    database.all('SELECT title FROM item WHERE id = ? AND gone_at IS NULL', id),
  )
  return row?.title
}

// One engine of this Node.js: what differs between them is small, and shows in other tests.
describe.each(ENGINES.slice(0, 1))('an account of 5,000 conversations (OMI_SQLITE=%s)', (engine) => {
  it('is there as a whole after a run of some hours, and then as docs/sync.md says', {timeout: 600_000}, async () => {
    const {clock, expectSame, home, store, sync} = await reference(engine)
    const began = clock.now()
    const first = await sync()
    // What docs/sync.md says of a first run.
    expect(first.requests).toBeLessThanOrEqual(310)
    expect(clock.now() - began).toBeLessThan(9 * 3_600_000)
    await expectSame('at first')
    const [transcripts] = await mirrorIn(home).read((database) =>
      database.all('SELECT count(*) AS count FROM transcript'),
    )
    expect(transcripts).toEqual({count: REFERENCE.conversations - 180})

    const [conversations, memories, items, goals] = [
      store.of('conversations'),
      store.of('memories'),
      store.of('action_items'),
      store.of('goals'),
    ]
    const retitle = (id: string) => {
      const talk = conversations.get(id)!
      conversations.update(talk, {structured: {...talk.structured, title: `${id} anew`}})
    }

    const requests: number[] = []
    // Each morning something happens; `seen` is by the day on which the table says that it shows.
    const seen: Array<{by: number; id: string; title: unknown}> = []
    for (let day = 1; day <= 14; day += 1) {
      clock.advance(DAY)
      addTalk(store, `new-${day}`, clock.now() - 60_000)
      addTalk(store, `late-${day}`, clock.now() - 10 * DAY)
      addTalk(store, `very-late-${day}`, clock.now() - (20 + day) * DAY)
      addItem(store, `task-${day}`, store.stamp())
      seen.push(
        {by: day, id: `new-${day}`, title: `Talk new-${day}`},
        {by: day, id: `late-${day}`, title: `Talk late-${day}`},
        {by: day + 6, id: `very-late-${day}`, title: `Talk very-late-${day}`},
        {by: day, id: `task-${day}`, title: `What is to be done about task-${day}`},
      )
      const [recent, old] = [`talk-${day}`, `talk-${1200 + 200 * day}`]
      retitle(recent)
      retitle(old)
      seen.push({by: day, id: recent, title: `${recent} anew`}, {by: day + 6, id: old, title: `${old} anew`})
      conversations.remove(`talk-${20 + day}`)
      conversations.remove(`talk-${1300 + 200 * day}`)
      memories.remove(`memory-${100 * day}`)
      items.remove(`item-${100 * day}`)
      seen.push(
        {by: day, id: `talk-${20 + day}`, title: undefined},
        {by: day + 6, id: `talk-${1300 + 200 * day}`, title: undefined},
        {by: day, id: `memory-${100 * day}`, title: undefined},
        {by: day + 1, id: `item-${100 * day}`, title: undefined},
      )
      const memory = memories.get(`memory-${100 * day + 1}`)!
      memories.update(memory, {content: `Another fact ${day}`})
      seen.push({by: day, id: memory.id, title: `Another fact ${day}`})
      if (day === 3) goals.remove('goal-3')
      requests.push((await sync()).requests)
      for (const {id, title} of seen.filter((each) => each.by === day)) {
        expect(await titleOf(home, id), `${id} on day ${day}`).toBe(title)
      }
    }

    for (let day = 15; day <= 21; day += 1) {
      clock.advance(DAY)
      requests.push((await sync()).requests)
    }

    await expectSame('at last')
    expect(Math.max(...requests)).toBeLessThanOrEqual(45)
    // Nothing happens any more.
    clock.advance(DAY)
    expect((await sync()).requests).toBeLessThanOrEqual(30)
  })
})
