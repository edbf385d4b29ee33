import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'

import {omi as binary, temporaryFolder} from '../support/omi.js'
import {command, linked, pluginFolder} from '../support/plugins.js'
import {omi} from '../support/within.js'

/** What is told of a command of a plugin that would stand behind one of ours. */
const behind = (words: string, ours: string) =>
  `! Plugin omi-plugin-greedy has a command '${words}' that is not used: what stands behind 'omi ${ours}' is for omi's own command.`

it('a plugin gets no words of ours, nor what stands behind them, nor our descriptions, and is told so at the link', async () => {
  const files = Object.fromEntries(
    ['ask/hello', 'api/GET', 'config/set/api_base', 'version/now', 'free', 'memory/graph'].map((path) => [
      `commands/${path}.js`,
      command(`theirs: ${path}`, path === 'free' ? "Says.aliases = ['ask:it', 'mine']" : ''),
    ]),
  )
  const topics = {'action-item': {description: 'THEIRS', hidden: true}, memory: {description: 'THEIRS'}}
  const oclif = {commands: './commands', topicSeparator: ' ', topics}
  const {home, run} = await linked(pluginFolder('omi-plugin-greedy', {files, package: {oclif}}))
  expect(run.stderr.split('\n').sort()).toEqual([
    '',
    behind('api GET', 'api'),
    behind('ask hello', 'ask'),
    behind('ask it', 'ask'),
    behind('config set api_base', 'config set'),
    behind('version now', 'version'),
    '✓ omi-plugin-greedy linked.',
  ])
  expect(await omi(['config', 'set', 'api_base', 'http://127.0.0.1:9'], {home})).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('✓'),
  })
  for (const words of [
    ['ask', 'hello'],
    ['api', 'GET', '/v1/x'],
  ]) {
    expect(await binary(words, {home})).toMatchObject({code: 2, stderr: expect.stringContaining('✗ Not authenticated')})
  }

  expect(await omi(['version', 'now'], {home})).toMatchObject({code: 1, stderr: expect.stringContaining('now')})
  const bare = await omi(['--help'], {home: temporaryFolder()})
  const {stdout} = await omi(['--help'], {home})
  expect(stdout).not.toContain('THEIRS')
  // All that help adds are the plugin's own.
  const added = stdout.split('\n').filter((line) => !bare.stdout.includes(line.trimEnd()))
  expect(
    added.filter((line) => line.includes('omi-plugin-greedy')).map((line) => line.trim().split(/ {2,}/)[0]),
  ).toEqual(['free', 'memory graph'])
  expect((await omi(['config', '--help'], {home})).stdout).not.toContain('omi-plugin-greedy')
  for (const words of [['free'], ['mine'], ['memory', 'graph']]) expect((await binary(words, {home})).code).toBe(0)
}, 90_000)

it.each([
  ['a command without an id', {z: {}}, 'in its manifest, a command has no id'],
  ['a number for an id', {z: {id: 7}}, 'in its manifest, a command has the id 7'],
  ['a text for flags', {z: {flags: 'none', id: 'z'}}, 'in its manifest, the command z has flags that are none'],
])(
  'a manifest with %s costs nothing but the plugin, which is named once',
  async (_, commands, why) => {
    const folder = pluginFolder('omi-plugin-odd', {files: {'commands/z.js': command('z')}})
    const {home} = await linked(folder)
    await linked(pluginFolder('omi-plugin-fine', {files: {'commands/fine.js': command('fine')}}), home)
    writeFileSync(join(folder, 'oclif.manifest.json'), JSON.stringify({commands, version: '1.0.0'}))
    const stderr = `! Plugin omi-plugin-odd is left out: ${why}. omi plugins uninstall omi-plugin-odd removes it.\n`
    for (const words of [['config', 'path'], ['--help'], ['fine'], ['plugins']]) {
      expect(await binary(words, {home})).toMatchObject({code: 0, stderr})
    }

    expect(await omi(['config', 'path'], {env: {OMI_NO_PLUGINS: '1'}, home})).toMatchObject({code: 0, stderr: ''})
    expect(await omi(['plugins', 'disable', 'omi-plugin-odd'], {home})).toMatchObject({code: 0})
    expect(await binary(['fine'], {home})).toEqual({code: 0, stderr: '', stdout: 'fine\n'})
  },
  60_000,
)

it.each([
  ['an oclif section that is a list', {'package.json': '{"name":"omi-plugin-odd","version":"1.0.0","oclif":[]}'}],
  ['a package.json of 50 MB', {'package.json': `{"name":"omi-plugin-odd","x":"${'x'.repeat(50_000_000)}"}`}],
  ['a manifest that is null', {'oclif.manifest.json': 'null'}],
])('so does %s', async (_, files) => {
  const folder = pluginFolder('omi-plugin-odd', {files: {'commands/z.js': command('z')}})
  const {home} = await linked(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const {code, stderr} = await omi(['config', 'path'], {home})
  expect({code, lines: stderr.trim().split('\n')}).toEqual({
    code: 0,
    lines: [expect.stringMatching(/^! Plugin omi-plugin-odd .* omi plugins uninstall omi-plugin-odd removes it\.$/)],
  })
})
