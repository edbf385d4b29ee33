import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {omi as binary, temporaryFolder} from '../support/omi.js'
import {command, linked, pluginFolder} from '../support/plugins.js'
import {NOBODY} from '../support/server.js'
import {omi} from '../support/within.js'

/** That nothing of omi's own is disturbed: it works, and JSON stays JSON. */
async function expectRestWorks(home: string, warning = '') {
  const stderr = warning === '' ? '' : `! ${warning}\n`
  expect(await omi(['version'], {home})).toMatchObject({code: 0, stderr, stdout: expect.stringMatching(/^omi-cli /)})
  const json = await omi(['--json', 'version'], {home})
  expect(json).toMatchObject({code: 0, stderr: ''})
  expect(JSON.parse(json.stdout)).toMatchObject({name: 'omi-cli'})
}

describe('a plugin that', () => {
  it('throws on import is named when it is linked and when it is used, and in no other run', async () => {
    const folder = pluginFolder('omi-plugin-broken', {
      files: {'commands/boom.js': "throw new Error('kaputt')", 'commands/fine.js': command('fine')},
    })
    const {home, run} = await linked(folder)
    expect(run).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(
        `! Plugin omi-plugin-broken has a command that cannot be loaded (boom: kaputt, ${join(folder, 'commands/boom.js')}:1).`,
      ),
    })
    const title = 'Plugin omi-plugin-broken failed: kaputt'
    expect(await binary(['boom'], {home})).toEqual({
      code: 1,
      stderr: `✗ ${title}\n  Mend it in ${join(folder, 'commands/boom.js')}:1, or remove it with omi plugins uninstall omi-plugin-broken.\n`,
      stdout: '',
    })
    const json = await binary(['--json', 'boom'], {home})
    expect({...json, stderr: JSON.parse(json.stderr)}).toMatchObject({code: 1, stderr: {error: title}, stdout: ''})
    expect(await binary(['fine'], {home})).toEqual({code: 0, stderr: '', stdout: 'fine\n'})
    await expectRestWorks(home)
  })

  it('refuses the value of a flag is not at fault', async () => {
    const flags = 'Says.flags = {file: Flags.file({exists: true})}'
    const {home} = await linked(pluginFolder('omi-plugin-file', {files: {'commands/open.js': command('open', flags)}}))
    expect(await binary(['open', '--file', 'nope'], {home})).toEqual({
      code: 1,
      stderr: '✗ Invalid value: --file\n  No file found at nope\n',
      stdout: '',
    })
  })

  it('throws an error of its own is named', async () => {
    const folder = pluginFolder('omi-plugin-thrower', {
      files: {
        'commands/boom.js': command('boom', "Says.prototype.run = () => { throw new TypeError('no such thing') }"),
      },
    })
    const {home} = await linked(folder)
    const {code, stderr} = await binary(['boom'], {home})
    expect({code, title: stderr.split('\n', 1)[0]}).toEqual({
      code: 1,
      title: '✗ Plugin omi-plugin-thrower failed: no such thing',
    })
    expect((await binary(['-v', 'boom'], {home})).stderr).toContain('boom.js:')
  })

  it('hangs or throws in a hook of oclif is named once, and the run goes on and ends', async () => {
    const hooks = {init: './hang.js', prerun: './throw.js'}
    const folder = pluginFolder('omi-plugin-hooks', {
      files: {
        'commands/fine.js': command('fine'),
        'hang.js': 'module.exports = () => new Promise(() => { setInterval(() => {}, 1000) })',
        'throw.js': "module.exports = async () => { throw Object.assign(new Error('no'), {oclif: {exit: 7}}) }",
      },
      package: {oclif: {commands: './commands', hooks, topicSeparator: ' '}},
    })
    const {home} = await linked(folder)
    expect(await binary(['fine'], {home})).toEqual({
      code: 0,
      stderr:
        '! Plugin omi-plugin-hooks: its hook init took over 2 seconds. omi goes on without it.\n' +
        `! Plugin omi-plugin-hooks: its hook prerun failed: no, ${join(folder, 'throw.js')}:1. omi goes on without it.\n`,
      stdout: 'fine\n',
    })
    const json = await binary(['--json', 'version'], {home})
    expect(json).toMatchObject({code: 0, stderr: ''})
  })

  it('hangs while its hook is imported does not keep the others from running', async () => {
    const slow = pluginFolder('omi-plugin-slow', {
      files: {'hang.mjs': 'await new Promise(() => {})\nexport default async () => {}'},
      package: {oclif: {hooks: {prerun: './hang.mjs'}}},
    })
    const quick = pluginFolder('omi-plugin-quick', {
      files: {'hook.js': "module.exports = async () => console.error('quick')"},
      package: {oclif: {hooks: {prerun: './hook.js'}}},
    })
    const {home} = await linked(slow)
    await linked(quick, home)
    expect(await binary(['config', 'path'], {home})).toEqual({
      code: 0,
      stderr: 'quick\n! Plugin omi-plugin-slow: its hook prerun took over 2 seconds. omi goes on without it.\n',
      stdout: `${join(home, '.omi/config.toml')}\n`,
    })
  })

  it('waits for what never comes is named, in place of a run that looks well', async () => {
    const folder = pluginFolder('omi-plugin-stuck', {
      files: {
        'commands/fine.js': command('fine'),
        'commands/stuck.js': command('stuck', 'Says.prototype.run = () => new Promise(() => {})'),
      },
    })
    const {home} = await linked(folder)
    const {code, stderr, stdout} = await binary(['--json', 'stuck'], {home})
    expect({...JSON.parse(stderr), code, stdout}).toMatchObject({
      code: 1,
      error: 'Plugin omi-plugin-stuck failed: it waits for something that never comes.',
      stdout: '',
    })
    await expectRestWorks(home)
    writeFileSync(join(folder, 'commands/import.mjs'), 'await new Promise(() => {})')
    const never = 'it does not finish loading within 2 seconds'
    expect(await binary(['import'], {home})).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`✗ Plugin omi-plugin-stuck failed: ${never}\n`),
    })
    expect((await linked(folder, temporaryFolder())).run).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`has a command that cannot be loaded (import: ${never}).`),
    })
    await expectRestWorks(home)
  })

  it('throws anything but an error in a hook, or where nobody catches it, is named, and the run goes on', async () => {
    const folder = pluginFolder('omi-plugin-wild', {
      files: {
        'commands/fine.js': command('fine'),
        'init.js':
          "module.exports = async () => { Promise.reject(new Error('loose')); await new Promise(setImmediate) }",
        'postrun.js': 'module.exports = async () => { process.exit(7) }',
        'prerun.js': 'module.exports = async () => { process.exitCode = 9; throw undefined }',
      },
      package: {
        oclif: {commands: './commands', hooks: {init: './init.js', postrun: './postrun.js', prerun: './prerun.js'}},
      },
    })
    const {home} = await linked(folder)
    const goesOn = 'omi goes on without it.'
    expect(await binary(['config', 'path'], {home})).toEqual({
      code: 0,
      stderr:
        `! Plugin omi-plugin-wild failed beside the run: loose. ${goesOn}\n` +
        `! Plugin omi-plugin-wild: its hook prerun failed: undefined. ${goesOn}\n` +
        `! Plugin omi-plugin-wild: its hook postrun failed: process.exit(7) was called, ${join(folder, 'postrun.js')}:1. ${goesOn}\n`,
      stdout: `${join(home, '.omi/config.toml')}\n`,
    })
    const run = `async () => {
      for (const text of ['first', 'second']) setTimeout(() => { throw new Error(text) })
      await new Promise((resolve) => { setTimeout(resolve, 5000) })
      console.log('went on')
    }`
    const files = {'commands/loose.js': command('loose', `Says.prototype.run = ${run}`)}
    const loose = await binary(['--json', 'loose'], {
      home: (await linked(pluginFolder('omi-plugin-loose', {files}))).home,
    })
    expect({...loose, stderr: JSON.parse(loose.stderr)}).toMatchObject({
      code: 1,
      stderr: {error: 'Plugin omi-plugin-loose failed: first'},
      stdout: '',
    })
  })

  it('prints when it is loaded or from a hook leaves JSON alone', async () => {
    const folder = pluginFolder('omi-plugin-loud', {
      files: {
        'commands/loud.js': `console.log('LOUD')\n${command('loud')}`,
        'hook.js': "module.exports = async () => console.log('HOOK')",
      },
      package: {oclif: {commands: './commands', hooks: {init: './hook.js', prerun: './hook.js'}}},
    })
    const home = temporaryFolder()
    const link = await binary(['--json', 'plugins', 'link', folder], {home})
    expect(JSON.parse(link.stdout)).toMatchObject({name: 'omi-plugin-loud'})
    expect(JSON.parse((await binary(['--json', 'loud'], {home})).stdout)).toEqual({says: 'loud'})
    const unknown = await binary(['--json', 'nosuch'], {home})
    expect(unknown).toMatchObject({code: 1, stdout: ''})
    expect(JSON.parse(unknown.stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({exit_code: 1})
    writeFileSync(join(folder, 'oclif.manifest.json'), '{nope')
    expect(JSON.parse((await binary(['--json', 'version'], {home})).stdout)).toMatchObject({name: 'omi-cli'})
  })

  it('declares what nobody expects can be listed and helped with', async () => {
    const command = {
      description: 'Uses <% broken',
      examples: '$ omi odd',
      flags: {wide: {helpGroup: '\u001B]0;title\u0007', name: 'wide', type: 'boolean'}},
      id: 'odd',
      pluginName: 'omi-plugin-odd',
      pluginType: 'link',
    }
    const topics = {odder: {description: 'Odd things of <%= config.bin %>'}}
    const folder = pluginFolder('omi-plugin-odd', {
      files: {
        'oclif.manifest.json': JSON.stringify({
          commands: {odd: command, 'odder:thing': {...command, id: 'odder:thing'}},
          version: '1.0.0',
        }),
      },
      package: {oclif: {commands: './commands', topics}},
    })
    const {home} = await linked(folder)
    const root = await omi(['--help'], {home})
    expect(root).toMatchObject({code: 0, stderr: ''})
    expect(root.stdout).toContain('Uses <% broken (omi-plugin-odd)\n')
    expect(root.stdout).toContain('Odd things of omi (omi-plugin-odd)\n')
    const page = await binary(['odd', '--help'], {home})
    expect(page).toMatchObject({code: 0, stderr: ''})
    expect(page.stdout).toContain('$ omi odd\n')
    expect(page.stdout).not.toContain('\u001B')
    const surface = await omi(['--json', 'commands'], {home})
    expect(surface).toMatchObject({code: 0, stderr: ''})
    expect(JSON.parse(surface.stdout)).toMatchObject({problems: [{command: 'odd'}, {command: 'odder thing'}]})
  })

  it('has a command of ours does not get it', async () => {
    const folder = pluginFolder('omi-plugin-rival', {
      files: {'commands/config/path.js': command('rival'), 'commands/theirs.js': command('theirs')},
    })
    const {home, run} = await linked(folder)
    expect(run.stderr).toContain(
      "! Plugin omi-plugin-rival has a command 'config path' that is not used: omi's own comes first.\n",
    )
    expect(await omi(['config', 'path'], {home})).toEqual({
      code: 0,
      stderr: "! Plugin omi-plugin-rival has a command 'config path' too, which is not used: omi's own comes first.\n",
      stdout: `${join(home, '.omi/config.toml')}\n`,
    })
    expect(await binary(['theirs'], {home})).toEqual({code: 0, stderr: '', stdout: 'theirs\n'})
    await expectRestWorks(home)
  })

  it('has a command with the name of a topic of ours does not get the topic', async () => {
    const files = {'commands/memory.js': command('theirs'), 'commands/memory/graph.js': command('graph')}
    const {home} = await linked(pluginFolder('omi-plugin-topic', {files}))
    const topic = await omi(['memory'], {home: temporaryFolder()})
    for (const words of [['memory'], ['memory', '--help'], ['help', 'memory']]) {
      const {code, stderr, stdout} = await binary(words, {home})
      expect({code, stderr}).toEqual({code: 0, stderr: ''})
      expect(stdout.split('\n', 1)).toEqual(topic.stdout.split('\n', 1))
      expect(stdout).toContain('memory graph')
    }

    expect(await binary(['memory', 'graph'], {home})).toMatchObject({code: 0, stdout: 'graph\n'})
    const {stdout} = await omi(['--json', 'commands'], {home})
    const {commands} = JSON.parse(stdout) as {commands: Array<{command: string}>}
    expect(commands.map(({command: words}) => words)).not.toContain('memory')
  })

  it('has a global flag of ours may have it behind the command', async () => {
    const flags = 'Says.flags = {profile: Flags.string()}'
    const folder = pluginFolder('omi-plugin-flag', {files: {'commands/own.js': command('own', flags)}})
    const {home, run} = await linked(folder)
    expect(run.stderr).toContain(
      "! Plugin omi-plugin-flag has a flag --profile of its own for 'own': " +
        "omi's stands before the command, its own behind it.\n",
    )
    expect(await binary(['own', '--profile', 'theirs'], {home})).toEqual({code: 0, stderr: '', stdout: 'own\n'})
    const json = await binary(['--json', '--profile', 'ours', 'own'], {home})
    expect(JSON.parse(json.stdout)).toEqual({says: 'own'})
  })

  it('has no oclif section is refused', async () => {
    const folder = pluginFolder('omi-plugin-none', {package: {oclif: undefined}})
    const {home, run} = await linked(folder)
    expect(run).toEqual({
      code: 1,
      stderr: '✗ Not a plugin: omi-plugin-none\n  Its package.json has no "oclif" section, so it was not added.\n',
      stdout: '',
    })
    await expectRestWorks(home)
  })

  it('needs another Node.js says so', async () => {
    const folder = pluginFolder('omi-plugin-newer', {
      files: {'commands/newer.js': command('newer')},
      package: {engines: {node: '>=99'}},
    })
    const {home, run} = await linked(folder)
    expect(run.stderr).toMatch(
      /^! Plugin omi-plugin-newer asks for Node.js >=99, and this is .*: its commands will not run\.$/m,
    )
    const {code, stderr} = await binary(['--json', 'newer'], {home})
    expect({...JSON.parse(stderr), code}).toMatchObject({
      code: 1,
      error: 'Plugin omi-plugin-newer needs another Node.js',
    })
    await expectRestWorks(home)
  })

  it('asks for a Node.js in words that are no range, or has a newer one than a release, runs', async () => {
    const home = temporaryFolder()
    const ranges = {'omi-plugin-lts': 'lts/*', 'omi-plugin-newer': '>=99'}
    // As a nightly build of Node.js says it.
    const nightly = join(temporaryFolder(), 'nightly.cjs')
    writeFileSync(
      nightly,
      "Object.defineProperty(process, 'versions', {value: {...process.versions, node: '99.0.0-nightly20300101'}})",
    )
    const env = {NODE_OPTIONS: `--require ${nightly}`}
    for (const [name, node] of Object.entries(ranges)) {
      const files = {[`commands/${name}.js`]: command(name)}
      const folder = pluginFolder(name, {files, package: {engines: {node}}})
      const run = await binary(['plugins', 'link', folder], {env, home})
      expect(run).toMatchObject({code: 0, stderr: `✓ ${name} linked.\n`})
      // oclif itself has something to say of nightly builds.
      expect(await binary([name], {env, home})).toMatchObject({code: 0, stdout: `${name}\n`})
    }
  })

  it.each(['@omi-dev/cli', undefined])(
    'has a manifest that takes it for %s goes by its own name',
    async (pluginName) => {
      const folder = pluginFolder('omi-plugin-fork', {
        files: {
          'commands/any.js': command('any', 'Says.strict = false'),
          'commands/config/path.js': command('rival'),
          'commands/boom.js': command('boom', "Says.prototype.run = () => { throw new TypeError('no such thing') }"),
          'commands/same.js': command('fork'),
        },
      })
      await linked(folder)
      const path = join(folder, '.oclif.manifest.json')
      const manifest = JSON.parse(readFileSync(path, 'utf8')) as {commands: Record<string, object>}
      const commands = Object.entries(manifest.commands).map(([id, entry]) => [
        id,
        {...entry, flags: undefined, pluginName},
      ])
      writeFileSync(
        join(folder, 'oclif.manifest.json'),
        JSON.stringify({commands: Object.fromEntries(commands) as object, version: '1.0.0'}),
      )

      const {home, run} = await linked(folder)
      const ours = "! Plugin omi-plugin-fork has a command 'config path' that is not used: omi's own comes first.\n"
      expect(run).toMatchObject({code: 0, stderr: `${ours}✓ omi-plugin-fork linked.\n`})
      expect((await omi(['config', 'path'], {home})).stderr).toBe(
        "! Plugin omi-plugin-fork has a command 'config path' too, which is not used: omi's own comes first.\n",
      )
      expect(JSON.parse((await binary(['any', '--json'], {home})).stdout)).toEqual({says: 'any'})
      expect((await binary(['boom'], {home})).stderr).toContain('✗ Plugin omi-plugin-fork failed: no such thing\n')
      const second = await linked(
        pluginFolder('omi-plugin-second', {files: {'commands/same.js': command('second')}}),
        home,
      )
      expect(second.run.stderr).toContain(
        "! Plugin omi-plugin-second has a command 'same' as the plugin omi-plugin-fork has: only one of the two is used.",
      )
      expect(await binary(['same'], {home})).toEqual({
        code: 0,
        stderr:
          "! Plugin omi-plugin-second has a command 'same' too, which is not used: that of omi-plugin-fork comes first.\n",
        stdout: 'fork\n',
      })
    },
  )

  it('is not there any more is named in every run, and can be removed', async () => {
    const folder = pluginFolder('omi-plugin-gone', {files: {'commands/gone.js': command('gone')}})
    const {home} = await linked(folder)
    rmSync(folder, {recursive: true})
    await expectRestWorks(
      home,
      `Plugin omi-plugin-gone is not where it was linked (${folder}). omi plugins uninstall omi-plugin-gone removes it.`,
    )
    expect(await omi(['plugins', 'uninstall', 'omi-plugin-gone'], {home})).toMatchObject({code: 0})
    await expectRestWorks(home)
  })

  it('has a broken manifest is named, and works all the same', async () => {
    const files = {'commands/fine.js': command('fine'), 'oclif.manifest.json': '{nope'}
    const {home} = await linked(pluginFolder('omi-plugin-manifest', {files}))
    expect(await binary(['fine'], {home})).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^! Plugin omi-plugin-manifest has a broken manifest, .*\n$/),
      stdout: 'fine\n',
    })
    expect(await omi(['--json', 'version'], {home})).toMatchObject({code: 0, stderr: ''})
  })
})

it('a damaged list of plugins is named, and can be left behind', async () => {
  const {home} = await linked(pluginFolder('omi-plugin-fine', {files: {'commands/fine.js': command('fine')}}))
  writeFileSync(join(home, '.omi/data/package.json'), '{nope')
  expect(await omi(['version'], {home})).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^! List of plugins is damaged \(/),
  })
  expect(await omi(['--json', 'version'], {home})).toMatchObject({code: 0, stderr: ''})
  expect(await omi(['plugins', 'reset', '--hard'], {home})).toMatchObject({code: 0})
  await expectRestWorks(home)
})

it('a list of plugins that cannot be read costs no plugin', async () => {
  const {home} = await linked(pluginFolder('omi-plugin-fine', {files: {'commands/fine.js': command('fine')}}))
  const list = join(home, '.omi/data/package.json')
  rmSync(list)
  mkdirSync(list)
  expect(await omi(['plugins', 'reset'], {home})).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^✗ List of plugins is damaged\n.*EISDIR/),
  })
  expect(existsSync(list)).toBe(true)
  expect(await omi(['plugins', 'reset', '--hard'], {home})).toMatchObject({code: 0})
  await expectRestWorks(home)
})

it('a registry that is down is a failed connection', async () => {
  const home = temporaryFolder()
  const {code, stderr, stdout} = await binary(['--json', 'plugins', 'install', '@oclif/plugin-which'], {
    env: {OMI_NPM_REGISTRY: NOBODY},
    home,
  })
  expect({...JSON.parse(stderr), code, stdout}).toMatchObject({
    code: 3,
    detail: 'Could not reach the package registry (ECONNREFUSED). @oclif/plugin-which was not installed.',
    error: 'Connection failed',
    stdout: '',
  })
  await expectRestWorks(home)
})
