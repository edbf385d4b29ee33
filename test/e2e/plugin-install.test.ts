import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {basename, join} from 'node:path'
import {expect, it} from 'vitest'

import {omi, temporaryFolder} from '../support/omi.js'
import {command, pluginFolder} from '../support/plugins.js'
import {packed, registryWith} from '../support/registry.js'
import {KEY, serverForTest} from '../support/server.js'

const TRUST = '! Plugins run with your rights and your Omi credentials: install only what you trust.\n'

/** The folder of an installed plugin: each has one of its own, with its dependencies. */
const rootOf = (name: string, home: string) =>
  readdirSync(join(home, '.omi/data/plugins'))
    .map((folder) => join(home, '.omi/data/plugins', folder, 'node_modules', name))
    .find((folder) => existsSync(folder)) ?? `${name} is not installed`

/** A plugin that brings no manifest, and finds the product's package without a copy of its own. */
const greeter = (name: string, more: object = {}) =>
  pluginFolder(name, {
    package: more,
    files: {
      'commands/greet.js': `const {BaseCommand, NotFoundError} = require('@omi-dev/cli')
        module.exports = class extends BaseCommand {
          render() {}
          async run() {
            const {name} = await this.profile()
            if (name === 'nobody') throw new NotFoundError('Nobody here')
            return {greeted: name}
          }
        }`,
    },
  })

it('installs from a file and from the registry, runs with what stands before the topic, and goes without a trace', async () => {
  const home = temporaryFolder()
  const env = {
    OMI_NPM_REGISTRY: await registryWith(
      pluginFolder('@someone/hello', {files: {'commands/hello.js': command('hello')}}),
    ),
  }
  const tarball = await packed(greeter('omi-plugin-greeter'), temporaryFolder())
  const root = (name: string) => rootOf(name, home)

  const first = await omi(['plugins', 'install', tarball], {env, home})
  expect(first).toEqual({
    code: 0,
    stderr: `${TRUST}✓ omi-plugin-greeter 1.0.0 installed.\n`,
    stdout: `omi-plugin-greeter\t1.0.0\tuser\tgreet\t${root('omi-plugin-greeter')}\n`,
  })
  const second = await omi(['--json', 'plugins', 'install', '@someone/hello@1'], {env, home})
  expect(second).toMatchObject({code: 0, stderr: ''})
  expect(JSON.parse(second.stdout)).toEqual([
    {name: '@someone/hello', version: '1.0.0', type: 'user', root: root('@someone/hello'), commands: ['hello']},
  ])

  await omi(['-p', 'work', 'config', 'set', 'api_base', 'https://api.omi.me'], {home})
  expect((await omi(['--json', '--profile', 'work', 'greet'], {home})).stdout).toBe('{"greeted":"work"}\n')
  const missing = await omi(['--json', 'greet'], {env: {OMI_PROFILE: 'nobody'}, home})
  expect({...missing, stderr: JSON.parse(missing.stderr)}).toMatchObject({code: 5, stderr: {error: 'Nobody here'}})
  expect(await omi(['hello'], {home})).toEqual({code: 0, stderr: '', stdout: 'hello\n'})
  expect(readdirSync(root('omi-plugin-greeter'))).toContain('.oclif.manifest.json')
  expect((await omi(['plugins', 'update'], {env, home})).stdout).toContain('@someone/hello\t1.0.0\t1.0.0\tfalse\n')
  expect(readdirSync(home)).toEqual(['.omi'])

  expect(await omi(['plugins', 'uninstall', '@someone/hello', 'omi-plugin-greeter'], {env, home})).toEqual({
    code: 0,
    stderr: '✓ @someone/hello removed.\n✓ omi-plugin-greeter removed.\n',
    stdout: '',
  })
  // The profile stays.
  expect(readdirSync(join(home, '.omi'))).toEqual(['config.toml'])
}, 60_000)

it('tells a name that is not there, and a package that is no plugin, and leaves nothing of them', async () => {
  const home = temporaryFolder()
  const env = {OMI_NPM_REGISTRY: await registryWith(pluginFolder('no-plugin', {package: {oclif: undefined}}))}
  expect(await omi(['plugins', 'install', 'no-such-plugin'], {env, home})).toEqual({
    code: 5,
    stderr: `${TRUST}✗ Plugin not found: no-such-plugin\n  The package registry has nothing of this name.\n`,
    stdout: '',
  })
  expect(await omi(['plugins', 'install', 'no-plugin'], {env, home})).toEqual({
    code: 1,
    stderr: `${TRUST}✗ Not a plugin: no-plugin\n  Its package.json has no "oclif" section, so it was not added.\n`,
    stdout: '',
  })
  expect(existsSync(join(home, '.omi'))).toBe(false)
}, 60_000)

it('keeps what came before one that fails, and makes it as fast as any', async () => {
  const home = temporaryFolder()
  const tarball = await packed(greeter('omi-plugin-greeter'), temporaryFolder())
  const env = {OMI_NPM_REGISTRY: 'http://127.0.0.1:9'}
  const {code, stderr, stdout} = await omi(['--json', 'plugins', 'install', tarball, 'no-such-plugin'], {env, home})
  expect({...JSON.parse(stderr), code}).toMatchObject({
    code: 3,
    detail: 'Could not reach the package registry (ECONNREFUSED). no-such-plugin was not installed.',
  })
  expect(JSON.parse(stdout)).toMatchObject([{commands: ['greet'], name: 'omi-plugin-greeter'}])
  expect(readdirSync(rootOf('omi-plugin-greeter', home))).toContain('.oclif.manifest.json')
  expect((await omi(['--json', 'greet'], {home})).stdout).toBe('{"greeted":"default"}\n')
}, 60_000)

it('keeps credentials out of the environment of install scripts', async () => {
  const seen = join(temporaryFolder(), 'environment')
  const script = `node -e "fs.writeFileSync('${seen}', JSON.stringify(process.env))"`
  const tarball = await packed(greeter('omi-plugin-curious', {scripts: {postinstall: script}}), temporaryFolder())
  const env = {MY_KEY: KEY, OMI_API_KEY: 'not even shaped like one', OTHER: 'stays'}
  const home = temporaryFolder()
  expect(await omi(['plugins', 'install', tarball], {env, home})).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /✗ Confirmation needed\n {2}.* runs scripts when it is installed: omi-plugin-curious 1\.0\.0 \(postinstall\)\. .*--yes/,
    ),
  })
  expect(existsSync(seen)).toBe(false)
  expect(existsSync(join(home, '.omi'))).toBe(false)
  expect(await omi(['plugins', 'install', '--yes', tarball], {env, home})).toMatchObject({code: 0})
  const given = JSON.parse(readFileSync(seen, 'utf8')) as Record<string, string>
  expect(given).toMatchObject({OTHER: 'stays'})
  expect(given).not.toHaveProperty('OMI_API_KEY')
  expect(given).not.toHaveProperty('MY_KEY')
}, 60_000)

it('installs each plugin from the URL of its tarball', async () => {
  const home = temporaryFolder()
  const folder = temporaryFolder()
  for (const name of ['one', 'two']) {
    await packed(pluginFolder(`omi-plugin-${name}`, {files: {[`commands/${name}.js`]: command(name)}}), folder)
  }

  await packed(pluginFolder('some-package', {package: {oclif: undefined}}), folder)
  const base = await serverForTest(({url = ''}, response) =>
    existsSync(join(folder, basename(url)))
      ? response.end(readFileSync(join(folder, basename(url))))
      : response.writeHead(404).end(),
  )
  const env = {OMI_NPM_REGISTRY: base}
  const install = (word: string) => omi(['plugins', 'install', word], {env, home})
  for (const name of ['one', 'two']) {
    const run = await install(`${base}/omi-plugin-${name}-1.0.0.tgz`)
    expect(run).toMatchObject({code: 0, stdout: expect.stringMatching(`^omi-plugin-${name}\t1.0.0\tuser\t${name}\t`)})
  }

  expect(await install(`${base}/some-package-1.0.0.tgz`)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`✗ Not a plugin: ${base}/some-package-1.0.0.tgz\n`),
  })
  for (const name of ['one', 'two']) expect(await omi([name], {home})).toMatchObject({stdout: `${name}\n`})
  expect(JSON.parse((await omi(['--json', 'plugins'], {home})).stdout)).toHaveLength(2)
  await omi(['plugins', 'uninstall', 'omi-plugin-one', 'omi-plugin-two'], {home})
  expect(existsSync(join(home, '.omi'))).toBe(false)
}, 120_000)
