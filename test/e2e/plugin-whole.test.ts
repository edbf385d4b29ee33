import {readdirSync, readFileSync, truncateSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'

import {omi, temporaryFolder} from '../support/omi.js'
import {command, pluginFolder} from '../support/plugins.js'
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
  const home = temporaryFolder()
  const {publish, url} = await registry(plugin('greet'))
  const env = {OMI_NPM_REGISTRY: url}
  expect(await omi(['plugins', 'install', 'greet'], {env, home})).toMatchObject({code: 0})
  const before = kept(home)
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
