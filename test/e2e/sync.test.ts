import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {buildMemory} from '../../src/lib/sandbox/memories.js'
import {type Store} from '../../src/lib/sandbox/store.js'
import {testClock} from '../../src/lib/testing/test-clock.js'
import {fullSandbox} from '../support/full-sandbox.js'
import {addTalk} from '../support/grown-account.js'
import {ENGINES, idsInMirror, mirrorIn} from '../support/mirror.js'
import {temporaryFolder} from '../support/omi.js'
import {NOBODY, pointedAt, type Sandbox, sandboxForTest, serverForTest} from '../support/server.js'
import {omi} from '../support/within.js'

describe.each(ENGINES)('omi sync (OMI_SQLITE=%s)', (engine) => {
  it(
    'sees in time what happens in fourteen days, keeps what is gone, and erases it when told',
    {timeout: 300_000},
    async () => {
      const clock = testClock('2026-11-01T08:00:00Z')
      let store: Store | undefined
      const {sandbox} = await fullSandbox(
        {},
        {
          fill(filled) {
            store = filled
            for (let place = 0; place < 400; place += 1)
              addTalk(filled, `talk-${place}`, clock.now() - ((400 - place) * DAY_MS) / 4)
            for (let place = 0; place < 30; place += 1) {
              const memory = buildMemory({content: `Fact ${place}`, tags: [], visibility: 'private'}, filled.stamp())
              filled.of('memories').add({...memory, id: `memory-${place}`})
            }
          },
          now: () => new Date(clock.now()),
          rateLimits: true,
        },
      )
      const home = temporaryFolder()
      const options = {clock, env: {...pointedAt(sandbox.apiBase, sandbox.apiKey), OMI_SQLITE: engine}, home}
      const sync = async (...flags: string[]) => {
        const before = sandbox.requests.length
        const run = await omi(['--json', 'sync', '--wait', ...flags], options)
        expect(run).toMatchObject({code: 0, stderr: ''})
        return {requests: sandbox.requests.length - before, result: JSON.parse(run.stdout)}
      }

      expect((await sync()).result).toMatchObject({complete: true, conversations: {new: 400}, memories: {new: 30}})
      const {of} = store!
      const kept = of.bind(store!)
      // Day 1: what a run sees at once.
      clock.advance(DAY_MS)
      kept('memories').remove('memory-3')
      kept('memories').update(kept('memories').get('memory-4')!, {content: 'Fact four'})
      addTalk(store!, 'new', clock.now() - 1000)
      addTalk(store!, 'late', clock.now() - 10 * DAY_MS)
      addTalk(store!, 'very-late', clock.now() - 60 * DAY_MS)
      const old = kept('conversations').get('talk-40')!
      kept('conversations').update(old, {structured: {...old.structured, title: 'Another title'}})
      kept('conversations').remove('talk-399')
      kept('conversations').remove('talk-41')
      const first = await sync()
      expect(first.result.memories).toMatchObject({changed: 1, gone: 1, total: 29})
      expect(first.requests).toBeLessThanOrEqual(40)
      const ids = await idsInMirror(home, 'conversation')
      expect(ids).toContain('new')
      expect(ids).toContain('late')
      expect(ids).not.toContain('talk-399')
      // Within a week everything older has had its turn.
      for (let day = 0; day < 7; day += 1) {
        clock.advance(DAY_MS)
        expect((await sync()).requests).toBeLessThanOrEqual(40)
      }

      const after = await idsInMirror(home, 'conversation')
      expect(after).toContain('very-late')
      expect(after).not.toContain('talk-41')
      const [title] = await mirrorIn(home).read((database) =>
        database.all("SELECT title FROM item WHERE id = 'talk-40'"),
      )
      expect(title).toEqual({title: 'Another title'})
      const gone = () =>
        mirrorIn(home).read((database) => database.all('SELECT id FROM item WHERE gone_at IS NOT NULL ORDER BY id'))
      expect(await gone()).toEqual([{id: 'memory-3'}, {id: 'talk-399'}, {id: 'talk-41'}])
      await sync('--prune', '--yes')
      expect(await gone()).toEqual([])
    },
  )

  it('takes a mirror of another account for one, and changes nothing', async () => {
    const home = temporaryFolder()
    const one = await fullSandbox({memories: 20})
    const other = await fullSandbox({actionItems: 3})
    const proxy = await switchingServer(one.sandbox, other.sandbox)
    const options = {env: {...pointedAt(proxy.apiBase, one.sandbox.apiKey), OMI_SQLITE: engine}, home}
    expect(await omi(['sync'], options)).toMatchObject({code: 0})
    proxy.switch()
    const run = await omi(['--json', 'sync'], options)
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(JSON.parse(run.stderr)).toMatchObject({code: 'mirror_of_another_account'})
    expect(await idsInMirror(home, 'memory')).toHaveLength(20)
    expect(await omi(['--json', 'sync', '--reset', '--yes'], options)).toMatchObject({code: 0})
    expect(await idsInMirror(home, 'memory')).toHaveLength(0)
  })

  it('is not taken for the account of who signs in next, until omi sync has seen that it is', async () => {
    const home = temporaryFolder()
    const one = await fullSandbox({memories: 20})
    const other = await fullSandbox({actionItems: 3})
    const proxy = await switchingServer(one.sandbox, other.sandbox)
    const {OMI_API_KEY: key, ...given} = pointedAt(proxy.apiBase, one.sandbox.apiKey)
    const options = {env: {...given, OMI_SQLITE: engine}, home}
    const signIn = (input: string) => omi(['auth', 'login', '--api-key'], {...options, input})
    const warning = '! The mirror was made with another sign-in, and may be of another account: omi sync finds out.\n'
    await signIn(key)
    expect(await omi(['sync'], options)).toMatchObject({code: 0})
    expect((await omi(['export', 'memory', '--format', 'jsonl'], options)).stderr).toMatch(/^From the mirror/)
    expect(await omi(['search', 'memory'], options)).toMatchObject({code: 0, stderr: ''})

    await signIn(`${key.slice(0, -4)}beef`)
    expect((await omi(['search', 'memory'], options)).stderr).toContain(warning)
    const exported = await omi(['export', 'memory', '--format', 'jsonl'], options)
    expect(exported.stderr).toMatch(`${warning}From the API.`)
    expect(await omi(['sync'], options)).toMatchObject({code: 0})
    expect(await omi(['search', 'memory'], options)).toMatchObject({code: 0, stderr: ''})

    proxy.switch()
    await signIn(`${key.slice(0, -4)}cafe`)
    expect(await omi(['sync'], options)).toMatchObject({code: 1})
    expect((await omi(['search', 'memory'], options)).stderr).toContain(warning)
    const others = await omi(['export', 'action-item', '--format', 'jsonl'], options)
    expect(others.stdout.trim().split('\n')).toHaveLength(3)
  })

  it('makes nothing to search of a run that nothing came of', async () => {
    const home = temporaryFolder()
    const env = {OMI_API_BASE: NOBODY, OMI_SQLITE: engine}
    expect(await omi(['sync'], {env, home})).toMatchObject({code: 2})
    expect((await omi(['search', 'x'], {env, home})).stderr).toContain('✗ Nothing to search yet\n')
    const exported = await omi(['export', 'goal', '--format', 'json', '--from', 'mirror'], {env, home})
    expect(exported.stderr).toContain('✗ Nothing to export yet\n')
  })

  it.each([
    ["UPDATE transcript SET segments = x'789c0102'", ['conversation', '--format', 'jsonl']],
    [`UPDATE item SET raw = replace(raw, '"visibility":', '"visibility"')`, ['memory', '--format', 'csv']],
  ])('takes what is damaged in a mirror for that: %s', async (damage, args) => {
    const sandbox = await sandboxForTest({seedData: true})
    const options = {
      env: {...pointedAt(sandbox.apiBase, sandbox.apiKey), OMI_SQLITE: engine},
      home: temporaryFolder(),
    }
    expect(await omi(['sync'], options)).toMatchObject({code: 0})
    await mirrorIn(options.home).write((database) => database.run(damage))
    const run = await omi(['export', ...args], options)
    expect(run.code).toBe(1)
    expect(run.stderr).toMatch(/✗ The mirror is damaged\n {2}.* cannot be read\. omi sync --reset starts it anew\.\n$/)
  })

  it('names what a server refuses', async () => {
    const sandbox = await sandboxForTest({faults: ['GET */daily-summaries 404'], seedData: true})
    const options = {
      env: {...pointedAt(sandbox.apiBase, sandbox.apiKey), OMI_SQLITE: engine},
      home: temporaryFolder(),
    }
    const run = await omi(['sync'], options)
    expect(run.code).toBe(5)
    expect(run.stderr).toContain('  It was about daily summaries: with --only, omi sync leaves them out.\n')
    const exported = await omi(['export', 'all', '--format', 'json', '-o', join(options.home, 'all')], options)
    expect(exported.code).toBe(5)
    expect(exported.stderr).toContain('  It was about daily summaries: omi export NOUN exports the others.\n')
  })

  it('ends where the allowance ends, says when it goes on, and goes on then', async () => {
    const clock = testClock()
    const {listed, sandbox} = await fullSandbox(
      {conversations: 900},
      {now: () => new Date(clock.now()), rateLimits: true},
    )
    const home = temporaryFolder()
    const options = {clock, env: {...pointedAt(sandbox.apiBase, sandbox.apiKey), OMI_SQLITE: engine}, home}
    const first = await omi(['--json', 'sync'], options)
    expect(first.code).toBe(4)
    const result = JSON.parse(first.stdout)
    expect(result).toMatchObject({complete: false, conversations: {total: 900}, synced_at: null})
    expect(result.remaining.transcripts).toBeGreaterThan(0)
    expect(JSON.parse(first.stderr)).toMatchObject({code: 'rate_limited', policy: 'dev:conversation_transcript_read'})
    expect(await idsInMirror(home, 'conversation')).toEqual(listed.conversations)
    clock.advance(Date.parse(result.next_at) - clock.now())
    const second = await omi(['--json', 'sync', '--wait'], options)
    expect(second.code).toBe(0)
    expect(JSON.parse(second.stdout)).toMatchObject({complete: true, conversations: {new: 0}, remaining: {}})
  })

  it('lets one run at a time work on a mirror', async () => {
    const home = temporaryFolder()
    const {sandbox} = await fullSandbox({memories: 5}, {faults: ['GET /v1/dev/user/memories delay:1000ms']})
    const options = {env: {...pointedAt(sandbox.apiBase, sandbox.apiKey), OMI_SQLITE: engine}, home}
    const [one, other] = await Promise.all([omi(['--json', 'sync'], options), omi(['--json', 'sync'], options)])
    expect([one.code, other.code].sort()).toEqual([0, 1])
    expect(one.stderr + other.stderr).toContain('already_running')
  })
})

const DAY_MS = 86_400_000

/** A server that passes requests on to one sandbox, and after `switch` to the other, as if a key had got another account. */
async function switchingServer(one: Sandbox, other: Sandbox) {
  let current = one
  const apiBase = await serverForTest(async (request, response) => {
    const answer = await fetch(`${current.apiBase}${request.url}`, {
      headers: {authorization: `Bearer ${current.apiKey}`},
    })
    response.writeHead(answer.status, {'content-type': 'application/json'})
    response.end(await answer.text())
  })
  return {
    apiBase,
    switch() {
      current = other
    },
  }
}
