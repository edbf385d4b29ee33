import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'

import {runTool} from '../support/examples.js'
import {linked, pluginFolder} from '../support/plugins.js'

/** A plugin as an ES module, which oclif would want to transpile, with a verb for each way to end. */
const verb = (body: string, members = '') => `
import {BaseCommand} from '@omi-dev/cli'
export default class Verb extends BaseCommand {
  ${members}
  async run() {
    await this.parse(Verb)
    ${body}
  }
  render(result) { return this.output.item({columns: [{name: 'name', value: ({name}) => name}]}, result) }
}`

const VERBS = {
  asks: verb("await this.confirm('Sure?', false)\nreturn {name: await this.askFor('Who?')}"),
  exits: verb("process.exit(3)\nreturn {name: 'not reached'}"),
  odd: verb("process.exit(200)\nreturn {name: 'not reached'}"),
  rejects: verb(
    "Promise.reject(new Error('nobody waits'))\nawait new Promise((done) => setTimeout(done, 2000))\nreturn {name: 'late'}",
  ),
  waits: verb('const {goals} = await this.api()\nreturn {name: String((await goals.list({limit: 10})).length)}'),
}

/** The tests of that plugin: what they find goes to the parent on its stdout. */
const TEST = `
import {runCommand, startSandbox, testClock} from '@omi-dev/cli/test'
import assert from 'node:assert/strict'
import {test} from 'node:test'

const plugin = import.meta.dirname

test('a terminal with answers', async () => {
  const terminal = {answers: ['y', 'Ada'], columns: 60}
  const shown = await runCommand(['asks'], {plugin, terminal})
  assert.match(shown.stderr, /Sure\\?/)
  assert.match(shown.stderr, /Who\\?/)
  assert.deepEqual([shown.exitCode, shown.document], [0, {name: 'Ada'}])
  assert.equal(shown.stdout, '\\u001B[2mname  \\u001B[22mAda\\n')
  const plain = await runCommand(['asks'], {plugin, terminal: {...terminal, color: false}})
  assert.equal(plain.stdout, 'name  Ada\\n')
})

test('questions without answers, and without anybody to ask', async () => {
  assert.equal((await runCommand(['asks'], {plugin, terminal: {answers: ['y']}})).exitCode, 130)
  assert.equal((await runCommand(['asks'], {plugin, terminal: {answers: ['n']}})).exitCode, 1)
  assert.equal((await runCommand(['asks'], {plugin})).exitCode, 1)
})

test('process.exit ends the run, with what its code means', async () => {
  assert.deepEqual(await runCommand(['exits'], {plugin}), {document: undefined, exitCode: 3, stderr: '', stdout: ''})
  const {exitCode, stderr} = await runCommand(['odd'], {plugin})
  assert.equal(exitCode, 1)
  assert.match(stderr, /200/)
})

test('a rejection that nobody handles ends the run as an error of the plugin', async () => {
  const {exitCode, stderr, stdout} = await runCommand(['rejects'], {plugin})
  assert.deepEqual([exitCode, stdout], [1, ''])
  assert.match(stderr, /omi-plugin-kit/)
  assert.match(stderr, /nobody waits/)
})

test('a wait passes at once by a clock of the test', async () => {
  const sandbox = await startSandbox({faults: ['GET * 429:30 x2']})
  const clock = testClock('2031-01-02T03:04:05Z')
  const begun = Date.now()
  const {document, stderr} = await runCommand(['waits'], {clock, plugin, sandbox})
  await sandbox.close()
  assert.deepEqual([document, stderr], [{name: '0'}, ''])
  assert.deepEqual(clock.waits, [30_000, 30_000])
  assert.ok(Date.now() - begun < 25_000)
})

test('nothing of a run is left in the process', async () => {
  const state = () => [process.exit, process.exitCode, process.env.OMI_DATA_DIR, process.listenerCount('exit'),
    process.listenerCount('uncaughtException'), process.stdout]
  const before = state()
  await runCommand(['odd'], {plugin})
  await runCommand(['rejects'], {plugin})
  assert.deepEqual(state(), before)
})
`

it('the test kit stages a terminal, a clock and the end of a process, under node --test', async () => {
  const folder = pluginFolder('omi-plugin-kit', {
    files: Object.fromEntries(Object.entries(VERBS).map(([name, code]) => [`commands/${name}.js`, code])),
    package: {dependencies: {'@omi-dev/cli': '*'}, type: 'module'},
  })
  await linked(folder)
  writeFileSync(join(folder, 'kit.test.mjs'), TEST)
  const report = await runTool(folder, '--test', '--test-reporter=tap')
  expect(report).toMatch(/^# pass 6$/m)
  expect(report).not.toMatch(/transpile|Warning/)
}, 120_000)
