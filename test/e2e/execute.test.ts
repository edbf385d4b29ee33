import {createRequire} from 'node:module'
import {describe, expect, it} from 'vitest'

import {type World} from '../../src/execute.js'
import {type Executed} from '../../src/lib/io/run-context.js'
import {testClock} from '../../src/lib/testing/test-clock.js'
import {omi, temporaryFolder} from '../support/omi.js'
import {linked, pluginFolder} from '../support/plugins.js'
import {pointedAt, sandboxForTest} from '../support/server.js'

/** The built one: what a test kit or a server would load. */
const {execute} = createRequire(import.meta.url)('../../dist/testing.js') as {
  execute: (argv: readonly string[], world: World) => Promise<Executed>
}

const READING = [
  ['memory', 'list'],
  ['--json', 'memory', 'list', '--limit', '3'],
  ['--json', 'memory', 'list', '--all'],
  ['--json', 'memory', 'get', 'MEMORY'],
  ['memory', 'get', 'a0c7c1c8-6b1f-4a54-9a3c-000000000000'],
  ['memory', 'search', 'coffee'],
  ['--json', 'conversation', 'list', '--limit', '2'],
  ['conversation', 'list'],
  ['--json', 'action-item', 'list', '--open'],
  ['action-item', 'list', '--limit', '0'],
  ['--json', 'goal', 'list'],
  ['daily-summary', 'list'],
  ['--json', 'folder', 'list'],
  ['--json', 'api', 'GET', '/v1/dev/user/goals'],
  ['--no-color', 'memory', '--help'],
  ['config', 'path'],
  ['--json', 'commands', 'memory'],
  ['memory', 'lst'],
  ['--json', '--timezone', 'Nowhere', 'memory', 'list'],
]
const WRITING = [
  ['--json', 'memory', 'create', 'said at once'],
  ['--json', '--timezone', 'Asia/Tokyo', 'action-item', 'create', 'in Tokyo', '--due', '2031-01-02 10:00'],
  ['--json', '--timezone', 'America/New_York', 'action-item', 'create', 'in New York', '--due', '2031-01-02 10:00'],
  ['goal', 'create', 'Read 10 books', '--target', '10'],
]
const times = (lines: string[][], count: number) => Array.from({length: count}).flatMap(() => lines)

/** Without what differs from run to run: ids and times of now. */
const normalized = ({code, stderr, stdout}: {code: number; stderr: string; stdout: string}) => {
  const [said, printed] = [stderr, stdout].map((text) =>
    text
      .replaceAll(/[\da-f]{8}-[\da-f-]{27}|goal_[\da-f]+/g, 'ID')
      .replaceAll(/20(?:2\d|30)-[\d:T.-]+(?:Z|\+00:00)/g, 'TIME'),
  )
  return {code, said, printed}
}

/** What a run could disturb for others in this process. */
const stateOfProcess = () => ({
  env: {...process.env},
  exit: process.exit,
  exitCode: process.exitCode,
  kill: process.kill,
  listeners: Object.fromEntries(process.eventNames().map((name) => [name, process.listenerCount(name)])),
  warn: process.emitWarning,
  write: Object.getOwnPropertyDescriptor(process.stdout, 'write'),
})

describe('a command line that runs within another program', () => {
  it('does what the binary does, two hundred of them at once, and leaves the process alone', async () => {
    const {apiBase, apiKey} = await sandboxForTest({rateLimits: false, seedData: true})
    const home = temporaryFolder()
    const env = {...pointedAt(apiBase, apiKey), HOME: home, TZ: 'UTC'}
    const {document} = await execute(['--json', 'memory', 'list'], {env})
    const [memory] = document as Array<{id: string}>
    const reading = READING.map((line) => line.map((word) => (word === 'MEMORY' ? (memory?.id ?? '') : word)))
    const before = stateOfProcess()
    for (const [lines, count] of [
      [reading, 9],
      [WRITING, 8],
    ] as const) {
      const runs = await Promise.all(times(lines, count).map((line) => execute(line, {env})))
      for (const [index, line] of lines.entries()) {
        const expected = normalized(await omi(line, {env, home}))
        for (let at = index; at < runs.length; at += lines.length) {
          const {exitCode, stderr = '', stdout = ''} = runs[at] ?? {exitCode: -1}
          expect([line, normalized({code: exitCode, stderr, stdout})]).toEqual([line, expected])
        }
      }
    }

    expect(stateOfProcess()).toEqual(before)
  })

  it('has its document whether it shows it or prints it', async () => {
    const {apiBase, apiKey} = await sandboxForTest({seedData: true})
    const env = {...pointedAt(apiBase, apiKey), HOME: temporaryFolder()}
    for (const line of [
      ['goal', 'list'],
      ['memory', 'list', '--limit', '2'],
      ['auth', 'status'],
    ]) {
      const [shown, printed] = await Promise.all([execute(line, {env}), execute(['--json', ...line], {env})])
      expect(shown.document).toEqual(printed.document)
    }
  })

  it('reads what is given as its stdin, and ends where it is interrupted', async () => {
    const {apiBase, apiKey} = await sandboxForTest()
    const env = {...pointedAt(apiBase, apiKey), HOME: temporaryFolder()}
    const created = await execute(['--json', 'memory', 'create', '-'], {env, input: 'from a program'})
    expect(created).toMatchObject({document: {content: 'from a program'}, exitCode: 0})
    expect(await execute(['memory', 'create', '-'], {env})).toMatchObject({exitCode: 1})
  })

  it('is at a terminal, of any width and with answers to its questions, where that is wanted', async () => {
    const {apiBase, apiKey} = await sandboxForTest({seedData: true})
    const env = {...pointedAt(apiBase, apiKey), HOME: temporaryFolder()}
    const {document} = await execute(['memory', 'list', '--limit', '1'], {env})
    const [{id = ''} = {}] = document as Array<{id?: string}>
    const table = await execute(['memory', 'list'], {env, terminal: {color: false, columns: 60}})
    expect(Math.max(...table.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60)
    const refused = await execute(['memory', 'delete', id], {env, terminal: {answers: ['n']}})
    expect(refused).toMatchObject({exitCode: 1, stderr: expect.stringContaining(`Delete memory ${id}?`) as string})
    expect(await execute(['memory', 'delete', id], {env, terminal: {}})).toMatchObject({exitCode: 130})
    expect(await execute(['memory', 'delete', id], {env, terminal: {answers: ['y']}})).toMatchObject({exitCode: 0})
  })

  it('goes by the clock that it is given', async () => {
    const {apiBase, apiKey} = await sandboxForTest()
    const env = {...pointedAt(apiBase, apiKey), HOME: temporaryFolder(), TZ: 'UTC'}
    const clock = testClock('2031-01-02T10:00:00Z')
    const create = ['--json', 'action-item', 'create', 'Pack', '--due-at', 'tomorrow 11:00']
    expect((await execute(create, {clock, env})).document).toMatchObject({
      due_at: expect.stringMatching(/^2031-01-03T11/),
    })
    const list = async () => (await execute(['action-item', 'list'], {clock, env, terminal: {color: false}})).stdout
    expect(await list()).toMatch(/^[\da-f]{8} {2}tomorrow 11:00 /m)
    clock.advance(3 * 86_400_000)
    expect(await list()).toMatch(/ ! {2}3 Jan /)
  })

  it('asks for all that a chart needs before it shows anything', async () => {
    const {apiBase, apiKey} = await sandboxForTest()
    const env = {...pointedAt(apiBase, apiKey), HOME: temporaryFolder()}
    const created = await execute(['--json', 'goal', 'create', 'Read', '--target', '10'], {env})
    const {id} = created.document as {id: string}
    await execute(['goal', 'progress', id, '4'], {env})
    const shown = await execute(['goal', 'history', id], {env, terminal: {color: false}})
    expect(shown.stdout).toContain('target 10')
    expect(shown.document).toMatchObject([{value: 4}])
  })

  it('forgets the secrets of a run that is over', async () => {
    const env = {HOME: temporaryFolder(), OMI_API_KEY: 'memories-of-mine'}
    await execute(['memory', 'list'], {env: {...env, ...pointedAt('http://127.0.0.1:9', 'memories-of-mine')}})
    const {stderr} = await execute(['memories-of-mine'], {env: {HOME: env.HOME}})
    expect(stderr).toContain('No such command: memories-of-mine')
  })

  it('is what a plugin gets for a command of ours', async () => {
    const {apiBase, apiKey} = await sandboxForTest({seedData: true})
    const folder = pluginFolder('omi-plugin-within', {
      files: {
        'commands/within.js': `
          const {BaseCommand} = require('@omi-dev/cli')
          module.exports = class Within extends BaseCommand {
            async run() {
              const {document, exitCode} = await this.execute(['goal', 'list'])
              const missing = await this.execute(['memory', 'get', 'a0c7c1c8-6b1f-4a54-9a3c-000000000000'])
              return {exitCode, missing: missing.exitCode, titles: document.map(({title}) => title)}
            }
            render(result) { return this.output.json(result) }
          }
        `,
      },
      package: {dependencies: {'@omi-dev/cli': '*'}},
    })
    const {home} = await linked(folder)
    const {code, stderr, stdout} = await omi(['--json', 'within'], {env: pointedAt(apiBase, apiKey), home})
    expect({code, stderr}).toEqual({code: 0, stderr: ''})
    expect(JSON.parse(stdout)).toEqual({
      exitCode: 0,
      missing: 5,
      titles: expect.arrayContaining([expect.any(String)]) as string[],
    })
  })
})
