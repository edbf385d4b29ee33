import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {BATCH, batches, create, envOf, facts, factsFile, stored} from '../support/memory-file.js'
import {environmentOf, OMI, omiOnTerminal, startOmi, temporaryFolder} from '../support/omi.js'
import {pointedAt, sandboxForTest, serverForTest} from '../support/server.js'
import {omi} from '../support/within.js'

/** A sandbox whose clock can be moved. */
async function limitedSandbox() {
  const clock = {ahead: 0}
  const now = () => new Date(Date.now() + clock.ahead)
  return {clock, sandbox: await sandboxForTest({now, rateLimits: true})}
}

describe('memory create --file', () => {
  describe('of a file that is done', () => {
    it('says so, or asks somebody at a terminal, unless --again is given', async () => {
      const sandbox = await sandboxForTest()
      const options = {env: envOf(sandbox), home: temporaryFolder()}
      const file = factsFile(3)
      const first = await omi(create(file), options)
      const piped = await omi(create(file), {...options, input: 'y\n'})
      expect(piped).toEqual({
        code: 0,
        stderr: '✓ Everything in it was created before. To create it again: --again\n',
        stdout: first.stdout,
      })
      const json = await omi(['--json', ...create(file)], options)
      expect(json).toMatchObject({code: 0, stderr: ''})
      const ids = first.stdout.trimEnd().split('\n')
      expect(JSON.parse(json.stdout)).toEqual({
        already_done: true,
        created: 0,
        existing: 0,
        failed: 0,
        ids,
        skipped: 3,
        total: 3,
      })
      const no = await omiOnTerminal(create(file), {...options, replies: [{to: 'Everything in', type: 'n\r'}]})
      expect(no.code).toBe(1)
      expect(batches(sandbox)).toHaveLength(1)
      const yes = await omiOnTerminal(create(file), {...options, replies: [{to: 'Everything in', type: 'y\r'}]})
      expect(yes.code).toBe(0)
      const again = await omi(['--json', ...create(file, '--again')], options)
      expect(JSON.parse(again.stdout)).toMatchObject({created: 0, existing: 3, ids, skipped: 0})
      expect(batches(sandbox)).toHaveLength(3)
    })

    it('does not ask about another content, another account or another server', async () => {
      const sandbox = await sandboxForTest()
      const home = temporaryFolder()
      const file = factsFile(2)
      await omi(create(file), {env: envOf(sandbox), home})
      const other = await sandboxForTest()
      expect(await omi(create(file), {env: envOf(other), home})).toMatchObject({code: 0})
      const otherKey = {...envOf(sandbox), OMI_API_KEY: sandbox.readOnlyKey}
      expect(await omi(create(file), {env: otherKey, home})).toMatchObject({code: 2})
      writeFileSync(file, '["another fact"]')
      expect(await omi(create(file), {env: envOf(sandbox), home})).toMatchObject({code: 0})
    })
  })

  describe('with a rate limit', () => {
    it('says how long it takes, stops, and goes on with the command it tells', async () => {
      const {clock, sandbox} = await limitedSandbox()
      const options = {env: envOf(sandbox), home: temporaryFolder()}
      const folder = join(temporaryFolder(), "Ann's facts")
      mkdirSync(folder)
      const file = join(folder, 'facts.json')
      writeFileSync(file, JSON.stringify(facts(400)))

      const first = await omi(create(file, '--category', 'work', '--tag', 'from a file'), options)
      expect(first).toMatchObject({code: 4, stdout: ''})
      const [plan, title, retry, progress, ...more] = first.stderr.trimEnd().split('\n')
      expect(plan).toBe(`400 rows of ${file} in 16 requests, about 1h at 15 requests an hour.`)
      expect(title).toBe('✗ Rate limited: dev:memories_batch (15/hr)')
      expect(retry).toMatch(/^ {2}Retry in \d+s\. Slow down and retry shortly\.$/)
      expect(progress).toMatch(/^ {2}375 of 400 created; progress is kept\. Continue with: omi memory create /)
      expect(more).toEqual([])

      const second = await omi(['--json', ...create(file)], options)
      expect(second).toMatchObject({code: 4, stdout: ''})
      expect(JSON.parse(second.stderr)).toMatchObject({policy: 'dev:memories_batch', limit: 15, status: 429})

      clock.ahead = 3_600_000
      const command = `omi() { "${process.execPath}" "${OMI}" "$@"; }; ${progress?.split('Continue with: ')[1]}`
      const shell = spawn('sh', ['-c', command], {env: environmentOf(options), stdio: ['ignore', 'pipe', 'ignore']})
      let ids = ''
      shell.stdout.setEncoding('utf8').on('data', (text: string) => {
        ids += text
      })
      expect(await once(shell, 'close')).toEqual([0, null])
      const memories = await stored(sandbox)
      expect(memories.map(({content}) => content)).toEqual(facts(400))
      expect(new Set(memories.map(({category, tags}) => `${category} ${tags}`))).toEqual(new Set(['work from a file']))
      expect(ids.trimEnd().split('\n')).toEqual(memories.map(({id}) => id))
    })

    it('keeps row numbers and ids, for the owner alone', async () => {
      const {sandbox} = await limitedSandbox()
      const home = temporaryFolder()
      await omi(create(factsFile(400)), {env: envOf(sandbox), home})
      const jobs = join(home, '.omi/jobs')
      const name = readdirSync(jobs).find((entry) => entry.endsWith('.json')) ?? ''
      expect((statSync(jobs).mode & 0o777).toString(8)).toBe('700')
      expect((statSync(join(jobs, name)).mode & 0o777).toString(8)).toBe('600')
      const kept = readFileSync(join(jobs, name), 'utf8')
      expect(kept).not.toContain('fact ')
      expect(kept).not.toContain(sandbox.apiKey)
    })

    it('stays through the wait with --wait', async () => {
      const sandbox = await sandboxForTest({faults: [`POST ${BATCH} 429:1 x1 after 1`]})
      const env = {...envOf(sandbox), OMI_MAX_ATTEMPTS: '1'}
      const run = await omi(create(factsFile(60), '--wait'), {env})
      expect(run.code).toBe(0)
      expect(run.stderr).toContain('! Rate limited. Waiting 1s.\n')
      expect((await stored(sandbox)).map(({content}) => content)).toEqual(facts(60))
    })
  })

  describe('that is stopped', () => {
    // After how many answers a run is stopped; only what was answered before the last of them is surely known to it.
    it.each([
      ['SIGKILL', [1, 3, 2]],
      ['SIGKILL', [5, 1, 4]],
      ['SIGINT', [2, 1, 5]],
      ['SIGTERM', [4, 2, 1]],
    ] as const)('by %s after %j batches goes on where it was', async (signal, stops) => {
      const requests = new EventTarget()
      const sandbox = await sandboxForTest({log: () => requests.dispatchEvent(new Event('answered'))})
      const options = {env: envOf(sandbox), home: temporaryFolder()}
      const file = factsFile(500)
      for (const stop of stops) {
        const child = startOmi(create(file), options)
        let left: number = stop
        requests.addEventListener('answered', () => {
          left -= 1
          if (left === 0) child.kill(signal)
        })
        const [code, by] = await once(child, 'close')
        expect([code, by]).toEqual({SIGINT: [130, null], SIGKILL: [null, 'SIGKILL'], SIGTERM: [143, null]}[signal])
      }

      const run = await omi(['--json', ...create(file)], options)
      expect(run).toMatchObject({code: 0, stderr: ''})
      const result = JSON.parse(run.stdout) as {created: number; ids: string[]; skipped: number}
      expect(result.created + result.skipped).toBe(500)
      expect(result.skipped).toBeGreaterThanOrEqual(25 * stops.reduce((done, stop) => done + stop - 1, 0))
      const memories = await stored(sandbox)
      expect(memories.map(({content}) => content)).toEqual(facts(500))
      expect(result.ids).toEqual(memories.map(({id}) => id))
      expect(batches(sandbox).length).toBeLessThanOrEqual(20 + stops.length)
    })

    it('by a server in trouble keeps what was done', async () => {
      const sandbox = await sandboxForTest({faults: [`POST ${BATCH} 500 x1 after 1`]})
      const options = {env: {...envOf(sandbox), OMI_MAX_ATTEMPTS: '1'}, home: temporaryFolder()}
      const file = factsFile(60)
      const stopped = await omi(create(file), options)
      expect(stopped).toMatchObject({code: 3, stdout: ''})
      expect(stopped.stderr).toContain('25 of 60 created, 25 more may have been; progress is kept. Continue with: omi ')
      const run = await omi(['--json', ...create(file)], options)
      expect(JSON.parse(run.stdout)).toMatchObject({created: 35, skipped: 25})
      expect((await stored(sandbox)).map(({content}) => content)).toEqual(facts(60))
    })

    it('by nobody is not begun a second time', async () => {
      const home = temporaryFolder()
      const file = factsFile(1)
      const server = new EventTarget()
      const asked = once(server, 'asked')
      const apiBase = await serverForTest((_request, response) => {
        server.addEventListener('answer', () =>
          response.end(JSON.stringify({memories: [{id: 'm1'}], created_count: 1})),
        )
        server.dispatchEvent(new Event('asked'))
      })
      const first = startOmi(create(file), {env: pointedAt(apiBase), home})
      await asked
      const second = await omi(create(file), {env: pointedAt(apiBase), home})
      expect(second).toMatchObject({code: 1, stdout: ''})
      expect(second.stderr).toMatch(/^✗ Already running\n/)
      server.dispatchEvent(new Event('answer'))
      expect(await once(first, 'close')).toEqual([0, null])
    })
  })
})
