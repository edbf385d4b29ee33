import {describe, expect, it} from 'vitest'

import {buildMemory} from '../../src/lib/sandbox/memories.js'
import {type Store} from '../../src/lib/sandbox/store.js'
import {testClock} from '../../src/lib/testing/test-clock.js'
import {fullSandbox} from '../support/full-sandbox.js'
import {ENGINES, idsInMirror, mirrorIn} from '../support/mirror.js'
import {temporaryFolder} from '../support/omi.js'
import {pointedAt} from '../support/server.js'
import {omi} from '../support/within.js'

const DAY = 86_400_000

/** As many as take twelve pages and a bit. */
const MEMORIES = Number(process.env.OMI_TEST_MEMORIES ?? 12_345)

/** An account with many memories, and a run of `omi sync` over it with a clock that can be moved on. */
async function longList(engine: string) {
  const clock = testClock('2026-11-01T08:00:00Z')
  let filled: Store | undefined
  const {sandbox} = await fullSandbox(
    {},
    {
      fill(store) {
        filled = store
        for (let place = 0; place < MEMORIES; place += 1) addMemory(store, place)
      },
      now: () => new Date(clock.now()),
      rateLimits: true,
    },
  )
  if (!filled) throw new Error('The sandbox was not filled.')
  const home = temporaryFolder()
  const options = {clock, env: {...pointedAt(sandbox.apiBase, sandbox.apiKey), OMI_SQLITE: engine}, home}
  const sync = async (...flags: string[]) => {
    const before = sandbox.requests.length
    const run = await omi(['--json', 'sync', '--wait', ...flags], options)
    expect(run).toMatchObject({code: 0, stderr: ''})
    const requests = sandbox.requests.slice(before)
    const pages = requests.filter(({path}) => path === '/v1/dev/user/memories')
    return {pages: pages.length, requests: requests.length, result: JSON.parse(run.stdout)}
  }

  return {clock, home, memories: filled.of('memories'), store: filled, sync}
}

function addMemory(store: Store, number: number): void {
  const memory = buildMemory({content: `Fact ${number}`, tags: [], visibility: 'private'}, store.stamp())
  store.of('memories').add({...memory, id: `memory-${number}`})
}

describe.each(ENGINES)('omi sync of more memories than ten pages have (OMI_SQLITE=%s)', (engine) => {
  it(
    'reads what is new and a seventh of the rest, sees all of it in eight days, and marks nothing that is there',
    {
      timeout: 300_000,
    },
    async () => {
      const {clock, home, memories, store, sync} = await longList(engine)
      expect((await sync()).result).toMatchObject({complete: true, memories: {new: MEMORIES}})
      clock.advance(DAY)
      memories.remove('memory-9')
      memories.remove(`memory-${MEMORIES - 2000}`)
      memories.update(memories.get('memory-10')!, {content: 'Fact ten'})
      let next = MEMORIES
      const days = []
      for (let day = 0; day < 16; day += 1) {
        addMemory(store, next)
        next += 1
        days.push(await sync())
        expect(await idsInMirror(home, 'memory'), `day ${day}`).toContain(`memory-${next - 1}`)
        clock.advance(DAY)
        if (day === 7) {
          expect(new Set(await idsInMirror(home, 'memory'))).toEqual(new Set([...memories].map(({id}) => id)))
          memories.remove('memory-8')
        }
      }

      expect(new Set(await idsInMirror(home, 'memory'))).toEqual(new Set([...memories].map(({id}) => id)))
      const [title] = await mirrorIn(home).read((database) =>
        database.all("SELECT title FROM item WHERE id = 'memory-10'"),
      )
      expect(title).toEqual({title: 'Fact ten'})
      expect(days.map(({result}) => result.memories.gone).reduce((a, b) => a + b)).toBe(3)
      const most = Math.ceil(MEMORIES / 1000 / 7) + 4
      for (const {pages} of days) expect(pages).toBeLessThanOrEqual(most)
      if (process.env.OMI_TEST_MEMORIES)
        console.log(days.map(({pages, requests}) => [requests, pages].join('/')).join(' '))
    },
  )

  it('reads all of them with --full, and once more a part on the same day only where it is told', async () => {
    const {clock, memories, sync} = await longList(engine)
    await sync()
    clock.advance(DAY)
    await sync()
    memories.remove('memory-9')
    memories.update(memories.get('memory-10')!, {content: 'Fact ten'})
    expect(await sync()).toMatchObject({pages: 1, result: {memories: {changed: 0, gone: 0}}})
    expect((await sync('--full')).result).toMatchObject({memories: {changed: 1, gone: 1, total: MEMORIES - 1}})
  })
})
