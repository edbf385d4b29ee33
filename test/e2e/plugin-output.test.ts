import {join} from 'node:path'
import {expect, it} from 'vitest'

import {omi} from '../support/omi.js'
import {command, linked, pluginFolder} from '../support/plugins.js'

const PEER = {peerDependencies: {'@omi-dev/cli': '*'}, peerDependenciesMeta: {'@omi-dev/cli': {optional: true}}}

/** A command made with the product's BaseCommand. */
const ours = (body: string) => `const {BaseCommand, OmiError} = require('@omi-dev/cli')
  module.exports = class extends BaseCommand { render() {} async run() { ${body} } }`

/** One of any oclif plugin's. */
const theirs = (body: string) =>
  command('', `Says.prototype.run = async function () { await this.parse(Says); ${body} }`)

const DOCUMENTS: ReadonlyArray<[string, string, unknown]> = [
  ['prints beside its result', ours("console.log('loud'); return {a: 1}"), {a: 1}],
  ['prints documents beside its result', ours('await this.output.json({early: 1}); return {a: 1}'), {a: 1}],
  [
    'prints a document alone',
    ours(String.raw`await this.output.json({a: 1}); await this.output.write("text\n")`),
    {a: 1},
  ],
  [
    'answers with a list that comes in pages',
    ours('async function* pages() { yield [1]; console.log(2); yield [3] }; return pages()'),
    [1, 3],
  ],
  ['prints later', ours("setTimeout(() => console.log('late'), 50); return {a: 1}"), {a: 1}],
  ['writes to stdout by its number', ours("require('fs').writeSync(1, 'raw'); return {a: 1}"), {a: 1}],
  ['takes stdout for itself', ours('process.stdout.write = () => true; return {a: 1}'), {a: 1}],
  ['ends stdout', ours('process.stdout.end(); process.stdout.destroy(); return {a: 1}'), {a: 1}],
  [
    'hands stdout to children',
    ours(`const cp = require('child_process'); cp.execFileSync('echo', ['x'], {stdio: 'inherit'});
    await new Promise((done) => cp.spawn('echo', ['y'], {stdio: ['ignore', 'inherit', 2]}).on('close', done)); return {a: 1}`),
    {a: 1},
  ],
  ['runs a command of omi', ours("await this.config.runCommand('version'); return {a: 1}"), {a: 1}],
  ['of oclif prints beside its result', theirs("console.log('loud'); this.logJson({early: 1}); return {a: 1}"), {a: 1}],
  ['of oclif prints a document alone', theirs('this.logJson({a: 1})'), {a: 1}],
  ['of oclif answers with nothing much', theirs("console.log('loud'); return 0"), 0],
]

it('with --json, whatever a plugin prints and however, stdout is one document', async () => {
  const files = Object.fromEntries(DOCUMENTS.map(([, code], index) => [`commands/c${index}.js`, code]))
  const {home} = await linked(pluginFolder('omi-plugin-noisy', {files, package: PEER}))
  for (const [index, [what, , document]] of DOCUMENTS.entries()) {
    const {code, stdout} = await omi(['--json', `c${index}`], {home})
    expect({code, stdout, what}).toEqual({code: 0, stdout: `${JSON.stringify(document)}\n`, what})
  }
}, 90_000)

it('with --json, what hooks print now, later or through a child is no part of the document', async () => {
  const hook = `module.exports = async () => {
    console.log('now')
    require('fs').writeSync(1, 'raw')
    require('child_process').execFileSync('echo', ['child'], {stdio: 'inherit'})
    setTimeout(() => console.log('late'), 20)
    process.stdout.end()
    const {write} = process.stdout
    process.stdout.write = (...args) => write.call(process.stdout, 'more') && write.apply(process.stdout, args)
    process.exitCode = 7
    await new Promise((done) => setTimeout(done, 5))
  }`
  const plugin = pluginFolder('omi-plugin-hooked', {
    files: {'hook.js': hook},
    package: {oclif: {hooks: {init: './hook.js', postrun: './hook.js', prerun: './hook.js'}}},
  })
  const {home} = await linked(plugin)
  const {code, stdout} = await omi(['--json', 'config', 'path'], {home})
  expect({code, document: JSON.parse(stdout)}).toEqual({code: 0, document: {path: join(home, '.omi/config.toml')}})
})

it.each([
  ["throw new OmiError('Too much', 200)", 'Too much'],
  ["throw new OmiError('Nothing', 0)", 'Nothing'],
  ["throw new OmiError('Shell', 130)", 'Shell'],
  ['process.exit(256)', 'A command ended with an unusable exit code'],
  ['process.exitCode = 999', 'A command ended with an unusable exit code'],
  ['this.exit(200)', 'A command ended with an unusable exit code'],
])('an exit code that means nothing is told: %s', async (body, title) => {
  const {home} = await linked(pluginFolder('omi-plugin-exit', {files: {'commands/exit.js': ours(body)}, package: PEER}))
  const {code, stderr} = await omi(['exit'], {home})
  expect({code, title: stderr.split('\n', 1)[0]}).toEqual({code: title === 'Shell' ? 130 : 1, title: `✗ ${title}`})
  if (title !== 'Shell') expect(stderr).toContain('which is none of 1 to 125.')
})

it('a timer, or a server, that a hook leaves open is named', async () => {
  const plugin = pluginFolder('omi-plugin-open', {
    files: {'hook.js': "module.exports = async () => { require('net').createServer().listen(0) }"},
    package: {oclif: {hooks: {prerun: './hook.js'}}},
  })
  const {home} = await linked(plugin)
  expect(await omi(['config', 'path'], {home})).toMatchObject({
    code: 0,
    stderr: '! Plugin omi-plugin-open left something open, and kept this run from ending for 2 seconds.\n',
  })
})
