import {once} from 'node:events'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect, it} from 'vitest'

import {fullSandbox} from '../support/full-sandbox.js'
import {ENGINES, idsInMirror, mirrorIn} from '../support/mirror.js'
import {omi, startOmi, temporaryFolder} from '../support/omi.js'
import {pointedAt} from '../support/server.js'

/** A hundred in place of a few: OMI_TEST_CRASHES=all. */
const KILLS = process.env.OMI_TEST_CRASHES === 'all' ? 100 : 8

/**
 * The most requests of a killed run that the next makes again: what was not kept yet, the page by which it sees where it is, and, where
 * it was killed behind the last page of a short list, the looks for more behind that. Of conversations it is the one page in flight.
 */
const AGAIN = 7

const CONTENTS = {actionItems: 300, conversations: 1500, goals: 3, memories: 2500}

it.skipIf(process.platform === 'win32')(
  'a mirror survives kills at any moment, with any engine, and no page that was kept is fetched again',
  {timeout: 1_800_000},
  async () => {
    let asked: (() => void) | undefined
    const {listed, sandbox} = await fullSandbox(CONTENTS, {log: () => asked?.()})
    const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
    const undisturbed = temporaryFolder()
    expect(await omi(['sync'], {env, home: undisturbed})).toMatchObject({code: 0})
    const needed = sandbox.requests.length
    sandbox.requests.length = 0

    const home = temporaryFolder()
    let killed = 0
    for (let run = 0; run < KILLS; run += 1) {
      const child = startOmi(['sync'], {env: {...env, OMI_SQLITE: ENGINES[run % ENGINES.length]}, home})
      const closed = once(child, 'close') as Promise<[null | number, NodeJS.Signals | null]>
      let left = 1 + Math.floor(Math.random() * 6)
      const reached = new Promise<void>((resolve) => {
        asked = () => {
          left -= 1
          if (left === 0) resolve()
        }
      })
      await Promise.race([reached, closed])
      // Anywhere in what follows: at work on the file, or waiting for the next page.
      await sleep(Math.random() * 60)
      child.kill('SIGKILL')
      const [, signal] = await closed
      if (signal === 'SIGKILL') killed += 1
      const integrity = await mirrorIn(home).read((database) => database.all('PRAGMA integrity_check'))
      expect(integrity, `after kill ${run}`).toEqual([{integrity_check: 'ok'}])
    }

    expect(await omi(['--json', 'sync'], {env, home})).toMatchObject({code: 0, stderr: ''})
    expect(killed).toBeGreaterThan(0)
    expect(await idsInMirror(home, 'conversation')).toEqual(listed.conversations)
    expect((await idsInMirror(home, 'memory')).sort()).toEqual([...listed.memories].sort())
    expect((await idsInMirror(home, 'action-item')).sort()).toEqual([...listed.actionItems].sort())
    const [transcripts] = await mirrorIn(home).read((database) =>
      database.all('SELECT count(*) AS count FROM transcript'),
    )
    expect(transcripts).toEqual({count: listed.conversations.length})
    // Runs that had come to their end before they were killed began anew.
    const anew = (KILLS - killed) * 40
    expect(sandbox.requests.length).toBeLessThanOrEqual(needed + killed * AGAIN + anew)
    const pages = sandbox.requests
      .filter(({path}) => path.includes('/conversations'))
      .map(({path, query}) => path + query)
    expect(pages.length - new Set(pages).size).toBeLessThanOrEqual(killed + anew)
  },
)
