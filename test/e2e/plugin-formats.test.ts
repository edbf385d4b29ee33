import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'

import {exampleForTest, runTool} from '../support/examples.js'
import {omi, temporaryFolder} from '../support/omi.js'
import {linked, pluginFolder} from '../support/plugins.js'
import {pointedAt, sandboxForTest} from '../support/server.js'

/** A plugin with one format, whose file has this text. */
const withFormat = (source: string, name = 'mine') =>
  linked(
    pluginFolder('omi-plugin-mine', {
      files: {'format.js': source},
      package: {oclif: {exportFormats: {[name]: './format.js'}}},
    }),
  )

const account = async () => {
  const sandbox = await sandboxForTest({seedData: true})
  return pointedAt(sandbox.apiBase, sandbox.apiKey)
}

it('plugin-opml adds its format, and passes its own tests', async () => {
  const folder = exampleForTest('plugin-opml')
  const {home, run} = await linked(folder)
  expect(run).toMatchObject({code: 0})
  const env = await account()
  const path = join(temporaryFolder(), 'all.opml')
  // The second time it is known from before what the plugin is.
  for (const more of [[], ['--force']]) {
    const {code, stdout} = await omi(['--json', 'export', 'all', '--format', 'opml', '-o', path, ...more], {env, home})
    expect(code).toBe(0)
    const {written} = JSON.parse(stdout) as {written: number}
    const outline = readFileSync(path, 'utf8')
    expect(outline.match(/^ {2}<outline /gm)).toHaveLength(written)
  }

  const unknown = await omi(['export', 'all', '--format', 'opm'], {env, home})
  expect(unknown.stderr).toContain('Did you mean opml?')
  const help = await omi(['export', '--help'], {home})
  expect(help.stdout.replaceAll(/\s+/g, ' ')).toContain('parquet, opml (required)')
  expect(await omi(['autocomplete'], {home})).toMatchObject({code: 0})
  const words = readFileSync(join(home, '.omi', 'cache', 'autocomplete', 'words.tsv'), 'utf8')
  expect(words).toMatch(/^export --format\tvalue\topml/m)
  await runTool(folder, '--test')
}, 60_000)

it.each([
  ['module.exports = {', /^✗ Plugin omi-plugin-mine failed: /],
  ['module.exports = 1', /✗ Plugin omi-plugin-mine failed: its export format mine is no object/],
  ['module.exports = {layout: "x"}', /✗ Plugin omi-plugin-mine failed: its export format mine has no layout/],
  [
    'module.exports = {extension: "x", layout: "all-in-one", nouns: ["goal"], async *write() { yield "a"; throw new Error("Oh") }}',
    /✗ Plugin omi-plugin-mine failed: Oh\n {2}Mend it in .*format\.js:1/,
  ],
])('a format that does not work names its plugin: %s', async (source, message) => {
  const {home} = await withFormat(source)
  const path = join(temporaryFolder(), 'x')
  const run = await omi(['export', 'goal', '--format', 'mine', '-o', path], {env: await account(), home})
  expect(run).toMatchObject({code: 1, stdout: ''})
  expect(run.stderr).toMatch(message)
  expect(() => readFileSync(path)).toThrow('ENOENT')
})

it('a format of a plugin takes the place of none that omi has, and prints nothing that is not the export', async () => {
  const source = `module.exports = {extension: "x", layout: "each-item", nouns: ["goal"], write(item) { console.log("noise"); return item.text }}`
  const env = await account()
  const {home} = await withFormat(source)
  const folder = join(temporaryFolder(), 'x')
  const run = await omi(['--json', 'export', 'goal', '--format', 'mine', '-o', folder], {env, home})
  expect(run).toMatchObject({code: 0})
  expect(JSON.parse(run.stdout)).toMatchObject({format: 'mine', noun: 'goal'})
  const own = await withFormat(source, 'csv')
  const csv = await omi(['export', 'goal', '--format', 'csv'], {env, home: own.home})
  expect(csv.stdout).toMatch(/^id,goal_id,/)
})
