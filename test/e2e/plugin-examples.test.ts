import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {exampleForTest, ROOT, runTool, TSC, VITEST} from '../support/examples.js'
import {omi} from '../support/omi.js'
import {linked} from '../support/plugins.js'
import {pointedAt, sandboxForTest} from '../support/server.js'

/** What stands before the topic reaches `omi standup`, its exit codes are omi's, and its JSON is JSON. */
async function expectStandupWorks(home: string) {
  const sandbox = await sandboxForTest({faults: ['GET *conversations* 429:120 x1'], seedData: true})
  writeFileSync(
    join(home, '.omi/config.toml'),
    `[profiles.work]\napi_base = "${sandbox.apiBase}"\napi_key = "${sandbox.apiKey}"\n`,
    {mode: 0o600},
  )
  const limited = await omi(['--json', '--profile', 'work', 'standup'], {home})
  expect(limited).toMatchObject({code: 4, stdout: ''})
  expect(JSON.parse(limited.stderr)).toMatchObject({exit_code: 4, retry_after_seconds: 120})
  const done = await omi(['--json', '-p', 'work', 'standup'], {home})
  expect(done).toMatchObject({code: 0, stderr: ''})
  expect(JSON.parse(done.stdout)).toMatchObject({open_action_items: expect.any(Array)})
  expect(await omi(['standup'], {home})).toMatchObject({code: 2, stdout: ''})
  const elsewhere = ['-p', 'work', '--api-base', 'http://127.0.0.1:9', 'standup']
  expect(await omi(elsewhere, {env: {OMI_MAX_ATTEMPTS: '1'}, home})).toMatchObject({code: 3})
  expect(await omi(['standup', '--json'], {home})).toMatchObject({
    code: 1,
    stderr: '✗ No such option: --json\n  Global flags go before the command: omi --json standup\n',
  })
}

/** The example plugins are packages of their own: they compile, pass their own tests, and work in the built CLI. */
describe('the example', () => {
  it('plugin-standup compiles, passes its own tests, and gets what stands before the topic', async () => {
    const folder = exampleForTest('plugin-standup')
    const {home} = await linked(folder)
    await runTool(folder, TSC, '--skipLibCheck', 'false')
    await runTool(folder, 'manifest.mjs')
    expect(await runTool(folder, VITEST, 'run')).toContain('passed')
    await expectStandupWorks(home)
  }, 120_000)

  it('plugin-standup works with an older copy of this package that it brings along', async () => {
    const folder = exampleForTest('plugin-standup')
    const copy = join(folder, 'node_modules/@omi-dev/cli')
    mkdirSync(copy, {recursive: true})
    await runTool(ROOT, 'test/support/build-older.mjs', copy)
    await runTool(folder, TSC, '--noCheck')
    const {home, run} = await linked(folder)
    expect(run.code).toBe(0)
    expect(readFileSync(join(copy, 'package.json'), 'utf8')).toContain('"version":"0.0.1"')
    await expectStandupWorks(home)
  }, 120_000)

  it('template compiles and passes its own tests', async () => {
    const folder = exampleForTest('template')
    await linked(folder)
    await runTool(folder, TSC, '--skipLibCheck', 'false')
    expect(await runTool(folder, VITEST, 'run')).toContain('passed')
  }, 120_000)

  it('plugin-random-memory works once it is linked, and passes its own tests', async () => {
    const folder = exampleForTest('plugin-random-memory')
    const {home, run} = await linked(folder)
    expect(run).toMatchObject({code: 0, stderr: '✓ omi-plugin-random-memory linked.\n'})
    const sandbox = await sandboxForTest({seedData: true})
    const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
    const {stderr, stdout} = await omi(['--json', 'random-memory'], {env, home})
    expect(JSON.parse(stdout)).toMatchObject({content: expect.any(String)})
    expect(stderr).toBe('')
    await runTool(folder, '--test', 'test/')
  }, 60_000)
})
