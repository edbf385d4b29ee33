import {cpSync, existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'

import {omi, temporaryFolder} from '../support/omi.js'
import {command, pluginFolder} from '../support/plugins.js'
import {registry} from '../support/registry.js'

const {version} = JSON.parse(readFileSync('package.json', 'utf8')) as {version: string}
const HOST = '@omi-dev/cli'

/** A plugin that asks for this range of omi. */
const asking = (range: string, own: string, as: object = {}) =>
  pluginFolder('greet', {
    files: {'commands/greet.js': command(`greet ${own}`)},
    package: {
      version: own,
      peerDependencies: {[HOST]: range},
      peerDependenciesMeta: {[HOST]: {optional: true}},
      ...as,
    },
  })

it('a version that asks for another omi is not taken without --force', async () => {
  const home = temporaryFolder()
  const {publish, url} = await registry(asking(`^${version}`, '1.0.0'))
  const env = {OMI_NPM_REGISTRY: url}
  expect(await omi(['plugins', 'install', 'greet'], {env, home})).toMatchObject({code: 0})
  // Its scripts are not even asked about.
  await publish(asking('>=9', '2.0.0', {scripts: {postinstall: 'false'}}))
  const reason = `greet 2.0.0 asks for omi >=9, and this is ${version}.\n  The one that is there stays.\n  --force takes it all the same.\n`
  expect(await omi(['plugins', 'install', 'greet@2'], {env, home})).toMatchObject({
    code: 1,
    stderr: `✗ Plugin was not installed: greet@2\n  ${reason}`,
  })
  expect(await omi(['plugins', 'update'], {env, home})).toMatchObject({
    code: 1,
    stderr: `✗ Plugins were not updated\n  ${reason}`,
  })
  expect(await omi(['greet'], {home})).toEqual({code: 0, stderr: '', stdout: 'greet 1.0.0\n'})

  await publish(asking('*', '3.0.0', {engines: {omi: '9 || 10'}}))
  const forced = await omi(['plugins', 'update', '--force'], {env, home})
  const told = `! Plugin greet asks for omi 9 || 10, and this is ${version}: it may not work as it should.\n`
  expect(forced).toMatchObject({code: 0, stderr: `${told}✓ greet 1.0.0 → 3.0.0\n`})
  expect(await omi(['greet'], {home})).toEqual({code: 0, stderr: '', stdout: 'greet 3.0.0\n'})
  expect(await omi(['plugins', 'uninstall', 'greet'], {home})).toMatchObject({code: 0})
  expect(existsSync(join(home, '.omi'))).toBe(false)
}, 120_000)

it('a linked plugin that asks for another omi is told once, and works', async () => {
  const home = temporaryFolder()
  const folder = asking('>=9', '1.0.0')
  const told = `greet asks for omi >=9, and this is ${version}`
  expect(await omi(['plugins', 'link', folder], {home})).toEqual({
    code: 1,
    stderr: `✗ Plugin was not linked: ${folder}\n  ${told}.\n  --force links it all the same.\n`,
    stdout: '',
  })
  expect(await omi(['plugins', 'link', '--force', folder], {home})).toMatchObject({
    code: 0,
    stderr: `! Plugin ${told}: it may not work as it should.\n✓ greet linked.\n`,
  })
  expect(await omi(['greet'], {home})).toEqual({code: 0, stderr: '', stdout: 'greet 1.0.0\n'})
  // As an update of omi would do it: what was told was about another one.
  writeFileSync(join(home, '.omi/data/told.json'), JSON.stringify({greet: '1.0.0 with 0.1.0'}))
  const runs = [await omi(['--json', 'greet'], {home}), await omi(['greet'], {home}), await omi(['greet'], {home})]
  expect(runs).toMatchObject([
    {code: 0, stderr: '', stdout: '{"says":"greet 1.0.0"}\n'},
    {code: 0, stderr: `! Plugin ${told}: it may not work as it should.\n`, stdout: 'greet 1.0.0\n'},
    {code: 0, stderr: '', stdout: 'greet 1.0.0\n'},
  ])
  expect((await omi(['plugins', 'doctor'], {home})).stderr).toBe(`! Plugin ${told}.\n`)
}, 60_000)

/** A plugin whose command says its name and version. */
const made = (name: string, own = '1.0.0') =>
  pluginFolder(name, {files: {[`commands/${name}.js`]: command(`${name} ${own}`)}, package: {version: own}})

it('plugins that omi 0.1 installed go on working, and are updated and removed', async () => {
  const home = temporaryFolder()
  const data = join(home, '.omi/data')
  // All of them had one folder, as @oclif/plugin-plugins keeps it.
  for (const name of ['greet', 'other']) cpSync(made(name), join(data, 'node_modules', name), {recursive: true})
  const plugins = [
    {name: 'greet', tag: 'latest', type: 'user'},
    {name: 'other', tag: 'latest', type: 'user'},
    {name: 'linked', root: made('linked'), type: 'link'},
  ]
  const list = {dependencies: {greet: '^1.0.0', other: '^1.0.0'}, oclif: {plugins, schema: 1}, private: true}
  writeFileSync(join(data, 'package.json'), JSON.stringify(list))
  writeFileSync(join(data, 'package-lock.json'), '{}')
  const {url} = await registry(made('greet', '2.0.0'), made('other'))
  const env = {OMI_NPM_REGISTRY: url}
  const says = async () =>
    Promise.all(['greet', 'other', 'linked'].map(async (name) => (await omi([name], {home})).stdout))
  expect(await says()).toEqual(['greet 1.0.0\n', 'other 1.0.0\n', 'linked 1.0.0\n'])
  // Marks hold until they are taken back.
  const marks = [
    ['pin', 'greet', '✓ greet 1.0.0 pinned.\n'],
    ['update', 'greet', ''],
    ['unpin', 'greet', '✓ greet 1.0.0 is updated again.\n'],
    ['disable', 'other', '✓ other 1.0.0 disabled.\n'],
  ] as const
  for (const [verb, name, told] of marks) {
    expect(await omi(['plugins', verb, name], {env, home})).toMatchObject({code: 0, stderr: told})
  }

  expect(await omi(['other'], {home})).toMatchObject({code: 1})
  expect(await omi(['plugins', 'enable', 'other'], {home})).toMatchObject({code: 0, stderr: '✓ other 1.0.0 enabled.\n'})
  expect((await omi(['plugins', 'update'], {env, home})).stderr).toBe('✓ greet 1.0.0 → 2.0.0\n')
  expect(await says()).toEqual(['greet 2.0.0\n', 'other 1.0.0\n', 'linked 1.0.0\n'])
  expect(await omi(['plugins', 'uninstall', 'other'], {home})).toMatchObject({code: 0})
  expect(readdirSync(data).sort()).toEqual(['package.json', 'plugins'])
  expect(await omi(['plugins', 'uninstall', 'greet', 'linked'], {home})).toMatchObject({code: 0})
  expect(existsSync(join(home, '.omi'))).toBe(false)
}, 60_000)
