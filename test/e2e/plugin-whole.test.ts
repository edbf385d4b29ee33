import {once} from 'node:events'
import {existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, watch, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'

import {omi, startOmi, temporaryFolder} from '../support/omi.js'
import {command, homeWithGreet, pluginFolder} from '../support/plugins.js'
import {packed, registry} from '../support/registry.js'
import {NOBODY} from '../support/server.js'

/** A plugin with one command of its name, which says which version it is. */
const plugin = (name: string, version = '1.0.0', more: object = {}) =>
  pluginFolder(name, {files: {[`commands/${name}.js`]: command(`${name} ${version}`)}, package: {version, ...more}})

/** Everything that is kept for plugins, beside the cache of npm. */
const kept = (home: string) => ({
  inData: readdirSync(join(home, '.omi/data')).sort(),
  inOwn: readdirSync(join(home, '.omi')).sort(),
  installed: readdirSync(join(home, '.omi/data/plugins')).length,
})

it('an install or update that fails leaves the version that works, and nothing else', async () => {
  const home = await homeWithGreet()
  const {publish, url} = await registry(plugin('greet'))
  const env = {OMI_NPM_REGISTRY: url}
  const before = kept(home)
  expect(before.installed).toBe(1)
  const folder = temporaryFolder()
  const whole = await packed(plugin('greet', '2.0.0'), folder)
  const [empty, half] = ['empty.tgz', 'half.tgz'].map((name) => join(folder, name)) as [string, string]
  writeFileSync(empty, '')
  writeFileSync(half, readFileSync(whole))
  truncateSync(half, Math.floor(readFileSync(whole).length / 2))
  await publish(
    pluginFolder('greet', {files: {'commands/greet.js': 'throw new Error("kaputt")'}, package: {version: '3.0.0'}}),
  )
  const attempts: Array<[string[], Record<string, string>, object]> = [
    [['install', 'greet@9'], env, {code: 5, stderr: expect.stringContaining('✗ Plugin not found: greet@9\n')}],
    [['install', 'greet@1'], {OMI_NPM_REGISTRY: NOBODY}, {code: 3, stderr: expect.stringContaining('(ECONNREFUSED)')}],
    [['install', empty], env, {code: 1, stderr: expect.stringContaining('The file is empty.')}],
    [['install', half], env, {code: 1, stderr: expect.stringContaining(`✗ Plugin was not installed: ${half}\n`)}],
    [['update'], env, {code: 1, stderr: expect.stringMatching(/✗ Plugins were not updated\n.*3\.0\.0.*kaputt/)}],
  ]
  for (const [args, variables, expected] of attempts) {
    expect(await omi(['plugins', ...args], {env: variables, home})).toMatchObject(expected)
    expect(await omi(['greet'], {home})).toEqual({code: 0, stderr: '', stdout: 'greet 1.0.0\n'})
    expect(kept(home)).toEqual(before)
  }
}, 120_000)

it('changes at the same time wait for each other, and all of them are there', async () => {
  const home = temporaryFolder()
  const names = ['one', 'two', 'three']
  const {url} = await registry(...names.map((name) => plugin(name)))
  const env = {OMI_NPM_REGISTRY: url}
  const runs = await Promise.all([
    ...names.map((name) => omi(['plugins', 'install', name], {env, home})),
    omi(['plugins', 'link', plugin('four')], {env, home}),
  ])
  expect(runs.map(({code}) => code)).toEqual([0, 0, 0, 0])
  const listed = JSON.parse((await omi(['--json', 'plugins'], {home})).stdout) as Array<{name: string}>
  expect(listed.map(({name}) => name)).toEqual(['four', 'one', 'three', 'two'])
}, 120_000)

it('what is set for npm changes nothing', async () => {
  const home = temporaryFolder()
  const {url} = await registry(plugin('greet'))
  const elsewhere = join(temporaryFolder(), 'elsewhere')
  const settings = [
    'save=false',
    'dry-run=true',
    'global=true',
    'package-lock-only=true',
    'workspaces=true',
    'workspace=a',
  ]
  const npmrc = [
    ...settings,
    `prefix=${elsewhere}`,
    'json=true',
    'heading=no',
    'omit=prod',
    'save-dev=true',
    `registry=${url}`,
  ]
  writeFileSync(join(home, '.npmrc'), npmrc.join('\n'))
  const env = {
    npm_config_dry_run: 'true',
    npm_config_global: 'true',
    npm_config_prefix: elsewhere,
    npm_config_save: 'false',
  }
  const folder = join(temporaryFolder(), 'a b ü % #x')
  mkdirSync(folder)
  for (const what of ['greet', await packed(plugin('packed'), folder)]) {
    expect(await omi(['plugins', 'install', what], {env, home})).toMatchObject({code: 0})
  }

  for (const name of ['greet', 'packed']) expect((await omi([name], {home})).stdout).toBe(`${name} 1.0.0\n`)
  expect(existsSync(elsewhere)).toBe(false)
  expect(readdirSync(home).sort()).toEqual(['.npmrc', '.omi'])
  // The same name of a file, and the same version, with something else in it.
  const other = pluginFolder('packed', {files: {'commands/packed.js': command('another')}})
  expect(await omi(['plugins', 'install', await packed(other, folder)], {env, home})).toMatchObject({code: 0})
  expect((await omi(['packed'], {home})).stdout).toBe('another\n')
}, 120_000)

it.each([1, 3, 6, 12])(
  'killed once %i things have happened in its folder, the version that works still does',
  async (count) => {
    const home = await homeWithGreet()
    const {publish, url} = await registry(plugin('greet'))
    const env = {OMI_NPM_REGISTRY: url}
    const before = kept(home)
    expect(before.installed).toBe(1)
    await publish(plugin('greet', '2.0.0'))
    const child = startOmi(['plugins', 'install', 'greet@2'], {env, home})
    let seen = 0
    const watcher = watch(join(home, '.omi'), {recursive: true}, () => {
      seen += 1
      if (seen >= count) child.kill('SIGKILL')
    })
    await once(child, 'close')
    watcher.close()
    const {stdout} = await omi(['greet'], {home})
    expect(stdout).toMatch(/^greet [12]\.0\.0\n$/)
    const listed = JSON.parse((await omi(['--json', 'plugins'], {home})).stdout) as Array<{
      name: string
      version: string
    }>
    expect(listed).toMatchObject([{name: 'greet', version: stdout.slice('greet '.length).trim()}])
    expect(kept(home)).toMatchObject({inData: before.inData, installed: 1})
    expect(await omi(['plugins', 'install', 'greet@2'], {env, home})).toMatchObject({code: 0})
  },
  120_000,
)
