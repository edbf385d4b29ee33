import {describe, expect, it} from 'vitest'

import {ENGINES, idsInMirror, mirrorIn} from '../support/mirror.js'
import {temporaryFolder} from '../support/omi.js'
import {pointedAt, sandboxForTest} from '../support/server.js'
import {omi} from '../support/within.js'

/** The sample account with a history, and a home folder of its own. */
async function sample(engine = '') {
  const sandbox = await sandboxForTest({history: true, rateLimits: false})
  const options = {
    env: {...pointedAt(sandbox.apiBase, sandbox.apiKey), OMI_SQLITE: engine},
    home: temporaryFolder(),
  }
  const json = async (...args: string[]) => {
    const run = await omi(['--json', ...args], options)
    expect(run).toMatchObject({code: 0, stderr: ''})
    return JSON.parse(run.stdout)
  }

  return {home: options.home, json, sandbox}
}

/** Words of each script, and what they are to be found in. */
const SCRIPTS = [
  ['植物园', 'memory-chinese'],
  ['木曜日', 'memory-japanese'],
  ['시장에서', 'memory-korean'],
  ['القهوة', 'memory-arabic'],
  ['מתכונים', 'memory-hebrew'],
  ['gesla jazn', 'memory-polish'],
  ['phở', 'memory-vietnamese'],
  ['冰箱太重', 'talk-zh'],
  ['新幹線', 'talk-ja'],
  ['고춧가루', 'talk-ko'],
  ['الخميس', 'talk-ar'],
  ['creme brulee', 'talk-fr'],
] as const

describe.each(ENGINES)('the sample account with a history (OMI_SQLITE=%s)', (engine) => {
  it('shows two runs of omi sync what is new, changed, gone, late and shortened', async () => {
    const {home, json} = await sample(engine)
    const first = await json('sync')
    expect(first).toMatchObject({complete: true, memories: {missing: 3}})
    expect(await json('sync')).toMatchObject({
      conversations: {changed: 0, gone: 0, new: 0},
      memories: {changed: 0, gone: 0, new: 0},
    })
    const day = await json('api', 'POST', '/sandbox/next-day')
    const second = await json('sync', '--full')
    expect(second).toMatchObject({
      complete: true,
      action_items: {changed: 1, new: 1},
      conversations: {changed: 1, gone: 1, new: 3, total: first.conversations.total + 2},
      goals: {changed: 1, gone: 0, new: 0},
      memories: {changed: 3, gone: 1, missing: 3, new: 1, total: first.memories.total},
    })
    expect(await idsInMirror(home, 'conversation')).toEqual(expect.arrayContaining(day.new.conversations))
    const rows = await mirrorIn(home).read((database) =>
      database.all(
        "SELECT id, partial, raw FROM item WHERE partial = 1 OR id = 'shortened-until-tomorrow' ORDER BY id",
      ),
    )
    // What was known of a memory that is shortened now stays.
    expect(rows).toMatchObject([
      {id: 'locked-memory', partial: 1},
      {id: 'shortened-memory', partial: 1, raw: expect.stringContaining('...')},
      {id: 'shortened-until-tomorrow', partial: 0, raw: expect.stringContaining('only Karl and the postman')},
      {id: 'whole-until-tomorrow', partial: 1, raw: expect.stringContaining('nobody has measured yet')},
    ])
    // Action items cannot be asked for: a second reading tells.
    expect(await json('sync')).toMatchObject({action_items: {gone: 1}})
    expect(await json('api', 'POST', '/sandbox/next-day')).toEqual({changed: {}, gone: {}, new: {}})
  })

  it('is searched in every script', async () => {
    const {json} = await sample(engine)
    await json('sync')
    for (const [words, id] of SCRIPTS) {
      const {items} = await json('search', ...words.split(' '))
      expect(
        items.map((item: {id: string}) => item.id),
        words,
      ).toEqual([id])
    }

    // Of a transcript of two hours: who said it, and when.
    const [found] = (await json('search', '"forty milliseconds"', '--only', 'conversation')).items
    expect(found).toMatchObject({id: 'long-talk', segment: {end: 75, speaker: 'Joaquim', start: 60}})
  })
})

const post = (apiBase: string, key: string) =>
  fetch(`${apiBase}/sandbox/next-day`, {headers: {authorization: `Bearer ${key}`}, method: 'POST'})

describe('the sample account with a history', () => {
  it('has a day pass for a key that may write only, and only where there is a history', async () => {
    const {json, sandbox} = await sample()
    expect((await post(sandbox.apiBase, sandbox.readOnlyKey)).status).toBe(403)
    expect((await post(sandbox.apiBase, 'none')).status).toBe(401)
    const plain = await sandboxForTest({seedData: true})
    expect((await post(plain.apiBase, plain.apiKey)).status).toBe(404)
    const {transcript_segments: said} = await json('conversation', 'get', 'long-talk', '--include-transcript')
    expect(said).toHaveLength(360)
    expect(said.at(-1).end).toBeGreaterThan(7190)
  })
})
