import {describe, expect, it} from 'vitest'

import {testClock} from '../../src/lib/testing/test-clock.js'
import {fullSandbox} from '../support/full-sandbox.js'
import {ENGINES, idsInMirror, mirrorIn} from '../support/mirror.js'
import {temporaryFolder} from '../support/omi.js'
import {pointedAt} from '../support/server.js'
import {omi} from '../support/within.js'

describe.each(ENGINES)('omi sync (OMI_SQLITE=%s)', (engine) => {
  it('brings a large account within the rate limits, each thing once', {timeout: 300_000}, async () => {
    const clock = testClock()
    const {listed, sandbox} = await fullSandbox(
      {
        actionItems: 2000,
        conversations: 5000,
        goals: 10,
        isLocked: (place) => place >= 1000 && place < 1180,
        memories: 3000,
      },
      {now: () => new Date(clock.now()), rateLimits: true},
    )
    const home = temporaryFolder()
    const options = {clock, env: {...pointedAt(sandbox.apiBase, sandbox.apiKey), OMI_SQLITE: engine}, home}
    const run = await omi(['--json', 'sync', '--wait'], options)
    expect(run).toMatchObject({code: 0, stderr: ''})
    expect(JSON.parse(run.stdout)).toMatchObject({complete: true, remaining: {}})
    expect((await idsInMirror(home, 'conversation')).sort()).toEqual([...listed.conversations].sort())
    expect((await idsInMirror(home, 'memory')).sort()).toEqual([...listed.memories].sort())
    expect((await idsInMirror(home, 'action-item')).sort()).toEqual([...listed.actionItems].sort())
    expect(await idsInMirror(home, 'goal')).toHaveLength(10)
    const [row] = await mirrorIn(home).read((database) => database.all('SELECT count(*) AS count FROM transcript'))
    expect(row).toEqual({count: listed.conversations.length})
  })
})
