import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {type Document, documentsOf, exported} from '../support/exported.js'
import {ENGINES, mirrorIn} from '../support/mirror.js'
import {temporaryFolder} from '../support/omi.js'
import {NOBODY, pointedAt, sandboxForTest} from '../support/server.js'
import {omi} from '../support/within.js'

/** A home folder with a mirror of the sample account. */
async function synced(engine = '') {
  const sandbox = await sandboxForTest({seedData: true})
  const env = {...pointedAt(sandbox.apiBase, sandbox.apiKey), OMI_SQLITE: engine}
  const home = temporaryFolder()
  expect(await omi(['sync'], {env, home})).toMatchObject({code: 0})
  return {env, home, sandbox}
}

const byId = (documents: readonly Document[]) =>
  Object.fromEntries(documents.map((document) => [document.id, document]))

describe('an export from the mirror', () => {
  it.each(ENGINES)('is what the API would have given, and asks no server (engine %j)', async (engine) => {
    const {env, home, sandbox} = await synced(engine)
    const before = sandbox.requests.length
    for (const noun of ['memory', 'conversation', 'action-item', 'goal', 'folder', 'daily-summary']) {
      const run = await omi(['export', noun, '--format', 'json'], {env, home})
      expect(run.stderr).toMatch(/^From the mirror, as of .+\.\n/)
      expect(sandbox.requests).toHaveLength(before)
      const fromApi = await documentsOf({...env}, noun)
      expect(byId(JSON.parse(run.stdout) as Document[])).toEqual(byId(fromApi))
      sandbox.requests.length = before
    }

    const path = join(temporaryFolder(), 'all.sqlite')
    expect(await omi(['--json', 'export', 'all', '--format', 'sqlite', '-o', path], {env, home})).toMatchObject({
      code: 0,
    })
  })

  it('is made where the mirror is fresh, or asked for; else the API is asked', async () => {
    const {env, home} = await synced()
    const later = {monotonic: () => 0, now: () => Date.now() + 2 * 86_400_000, sleep: () => Promise.resolve()}
    const old = await omi(['export', 'goal', '--format', 'json'], {clock: later, env, home})
    expect(old.stderr).toMatch(/^From the API\.\n/)
    const asked = await omi(['export', 'goal', '--format', 'json', '--from', 'mirror'], {clock: later, env, home})
    expect(asked.stderr).toMatch(/^From the mirror, /)
    const api = await omi(['export', 'goal', '--format', 'json', '--from', 'api'], {env, home})
    expect(api.stderr).toMatch(/^From the API\.\n/)
    const starred = await omi(['export', 'conversation', '--format', 'json', '--starred'], {env, home})
    expect(starred.stderr).toMatch(/^From the API\.\n/)
  })

  it('does not take a mirror for fresh that was made with a clock ahead of now', async () => {
    const {env, home} = await synced()
    const before = {monotonic: () => 0, now: () => Date.now() - 30 * 86_400_000, sleep: () => Promise.resolve()}
    const run = await omi(['export', 'goal', '--format', 'json'], {clock: before, env, home})
    expect(run.stderr).toMatch(/^From the API\.\n/)
  })

  it('misses nothing but of what was asked for', async () => {
    const {env, home} = await synced()
    await mirrorIn(home).write((database) => database.run("UPDATE item SET partial = 1 WHERE noun = 'memory'"))
    const shown = (...args: string[]) => omi(['export', 'memory', '--format', 'jsonl', ...args], {env, home})
    expect((await shown()).stderr).toContain('! Missing: ')
    const none = await shown('--since', '+1w')
    expect(none).toMatchObject({code: 0, stdout: ''})
    expect(none.stderr).not.toContain('Missing')
  })

  it('filters as the list does, and has what is gone only with --with-gone', async () => {
    const {env, home} = await synced()
    const asked = ['export', 'action-item', '--format', 'json', '--open']
    const fromMirror = JSON.parse((await omi(asked, {env, home})).stdout) as Document[]
    const fromApi = JSON.parse((await omi([...asked, '--from', 'api'], {env, home})).stdout) as Document[]
    expect(byId(fromMirror)).toEqual(byId(fromApi))
    const [first] = await documentsOf(env, 'memory')
    await omi(['memory', 'delete', first?.id ?? '', '--yes'], {env, home})
    await omi(['sync'], {env, home})
    const has = async (...more: string[]) =>
      (await omi(['export', 'memory', '--format', 'jsonl', ...more], {env, home})).stdout.includes(first?.id ?? '')
    expect(await has()).toBe(false)
    expect(await has('--with-gone')).toBe(true)
  })

  it('needs one: without a mirror it says what to do', async () => {
    const run = await omi(['export', 'goal', '--format', 'json', '--from', 'mirror'], {env: pointedAt(NOBODY)})
    expect(run).toEqual({code: 1, stderr: '✗ Nothing to export yet\n  Run omi sync first.\n', stdout: ''})
    const gone = await omi(['export', 'goal', '--format', 'json', '--with-gone'], {env: pointedAt(NOBODY)})
    expect(gone.stderr).toContain('✗ Invalid value: --with-gone')
    const {result} = await exported({...(await synced()).env}, ['goal', '--format', 'json'])
    expect(result.source).toBe('api')
  })
})
