import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {omi as binary, temporaryFolder} from '../support/omi.js'
import {command, linked, pluginFolder} from '../support/plugins.js'
import {omi} from '../support/within.js'

describe('a linked plugin', () => {
  it('is listed and shown, with its commands', async () => {
    const folder = pluginFolder('omi-plugin-notes', {
      files: {'commands/notes/add.js': command('add'), 'commands/notes/show.js': command('show')},
    })
    const {home, run} = await linked(folder)
    const line = `omi-plugin-notes\t1.0.0\tlink\tnotes add,notes show\t${folder}\n`
    expect(run).toEqual({code: 0, stderr: '✓ omi-plugin-notes linked.\n', stdout: line})
    const document = {
      name: 'omi-plugin-notes',
      version: '1.0.0',
      type: 'link',
      root: folder,
      commands: ['notes add', 'notes show'],
    }
    expect((await omi(['plugins'], {home})).stdout).toBe(line)
    expect(JSON.parse((await omi(['--json', 'plugins'], {home})).stdout)).toEqual([document])
    const shown = await omi(['--json', 'plugins', 'inspect', 'omi-plugin-notes'], {home})
    expect(JSON.parse(shown.stdout)).toMatchObject(document)
  })

  it('runs as it is now, with the commands that it got since', async () => {
    const folder = pluginFolder('omi-plugin-growing', {files: {'commands/one.js': command('one')}})
    const {home} = await linked(folder)
    expect(readdirSync(folder)).toContain('.oclif.manifest.json')
    writeFileSync(join(folder, 'commands/one.js'), command('one, changed'))
    expect((await binary(['one'], {home})).stdout).toBe('one, changed\n')
    const description = join(folder, 'package.json')
    writeFileSync(description, readFileSync(description, 'utf8').replace('"1.0.0"', '"1.1.0"'))
    for (const words of [['one'], ['plugins'], ['version']]) {
      expect(await binary(words, {home})).toMatchObject({code: 0, stderr: ''})
    }

    writeFileSync(join(folder, 'commands/two.js'), command('two'))
    expect(await binary(['two'], {home})).toEqual({code: 0, stderr: '', stdout: 'two\n'})
    expect(await binary(['three'], {home})).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('✗ No such command: three\n'),
    })
  })

  it('is looked at for a word that is not known, and written to only where it changed', async () => {
    const folder = pluginFolder('omi-plugin-steady', {files: {'commands/one.js': command('one')}})
    const {home} = await linked(folder)
    const manifest = join(folder, '.oclif.manifest.json')
    const before = statSync(manifest)
    expect(await binary(['onee'], {home})).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No such command: onee'),
    })
    expect(statSync(manifest)).toMatchObject({ino: before.ino, mtimeMs: before.mtimeMs})
    // Beside a file of this name there is no room for one with a longer name, to be written before it takes its place.
    const target = join(temporaryFolder(), 'm'.repeat(250))
    renameSync(manifest, target)
    symlinkSync(target, manifest)
    writeFileSync(join(folder, 'commands/two.js'), command('two'))
    expect(await binary(['two'], {home})).toEqual({code: 0, stderr: '', stdout: 'two\n'})
    expect(readFileSync(target, 'utf8')).not.toContain('two')
  })

  it('whose manifest cannot be written works all the same', async () => {
    const folder = pluginFolder('omi-plugin-closed', {files: {'commands/one.js': command('one')}})
    mkdirSync(join(folder, '.oclif.manifest.json'))
    const {home, run} = await linked(folder)
    expect(run).toMatchObject({code: 0, stderr: expect.stringContaining('✓ omi-plugin-closed linked.\n')})
    expect(await binary(['onee'], {home})).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No such command: onee'),
    })
  })

  it('keeps a .oclif.manifest.json that it brought', async () => {
    const folder = pluginFolder('omi-plugin-brings', {files: {'commands/one.js': command('one')}})
    await linked(folder)
    const path = join(folder, '.oclif.manifest.json')
    const {commands} = JSON.parse(readFileSync(path, 'utf8')) as {commands: object}
    const brought = JSON.stringify({commands, version: '1.0.0'}, null, 2)
    writeFileSync(path, brought)
    const {home} = await linked(folder)
    expect(await binary(['one'], {home})).toEqual({code: 0, stderr: '', stdout: 'one\n'})
    expect(await binary(['onee'], {home})).toMatchObject({code: 1})
    expect(readFileSync(path, 'utf8')).toBe(brought)
    expect(await omi(['plugins', 'uninstall', folder], {home})).toMatchObject({code: 0})
    expect(readFileSync(path, 'utf8')).toBe(brought)
  })

  it.each([
    ['uninstall', ['uninstall', 'omi-plugin-guest'], '[{"name":"omi-plugin-guest","uninstalled":true}]\n'],
    [
      'uninstall, named twice',
      ['uninstall', 'omi-plugin-guest', 'omi-plugin-guest'],
      '[{"name":"omi-plugin-guest","uninstalled":true}]\n',
    ],
    ['reset', ['reset'], '{"plugins":[],"removed":["omi-plugin-guest"]}\n'],
    ['reset --hard', ['reset', '--hard'], '{"plugins":[],"removed":["omi-plugin-guest"]}\n'],
  ])('leaves nothing behind but its own folder as it was: %s', async (_, args, stdout) => {
    const folder = pluginFolder('omi-plugin-guest', {
      files: {
        'commands/guest.js': `const {BaseCommand} = require('@omi-dev/cli')
          module.exports = class extends BaseCommand { async run() { return 'guest' } render() {} }`,
      },
      package: {peerDependencies: {'@omi-dev/cli': '*'}},
    })
    const before = readdirSync(folder)
    const {home} = await linked(folder)
    expect((statSync(join(home, '.omi')).mode & 0o777).toString(8)).toBe('700')
    expect((await binary(['--json', 'guest'], {home})).stdout).toBe('"guest"\n')
    expect(await omi(['--json', 'plugins', ...args], {home})).toEqual({code: 0, stderr: '', stdout})
    expect(readdirSync(folder)).toEqual(before)
    expect(existsSync(join(home, '.omi'))).toBe(false)
  })

  it('with a lock file finds omi after npm has installed what is in it', async () => {
    const description = {
      peerDependencies: {'@omi-dev/cli': '*'},
      peerDependenciesMeta: {'@omi-dev/cli': {optional: true}},
    }
    const name = 'omi-plugin-locked'
    const lock = {name, lockfileVersion: 3, packages: {'': {name, version: '1.0.0', ...description}}, version: '1.0.0'}
    const folder = pluginFolder(name, {
      files: {
        'commands/guest.js': `const {BaseCommand} = require('@omi-dev/cli')
          module.exports = class extends BaseCommand { async run() { return 'guest' } render() {} }`,
        'package-lock.json': JSON.stringify(lock),
      },
      package: description,
    })
    const {home, run} = await linked(folder)
    expect(run).toMatchObject({code: 0, stderr: '✓ omi-plugin-locked linked.\n'})
    expect(await binary(['--json', 'guest'], {home})).toEqual({code: 0, stderr: '', stdout: '"guest"\n'})
  })

  it('with a command that does not load has it among the problems from then on', async () => {
    const files = {'commands/boom.js': "throw new Error('kaputt')", 'commands/fine.js': command('fine')}
    const {folder, home} = await linked(pluginFolder('omi-plugin-half', {files}))
    const surface = await omi(['--json', 'commands'], {home})
    expect(JSON.parse(surface.stdout)).toMatchObject({
      problems: [{command: 'boom', plugin: 'omi-plugin-half', problem: 'kaputt'}],
    })
    expect((await omi(['plugins'], {home})).stderr).toContain(
      `has a command that cannot be loaded (boom: kaputt, ${join(folder, 'commands/boom.js')}:1).`,
    )
  })

  it('that adds nothing, or what another has, is told so', async () => {
    const empty = pluginFolder('omi-plugin-empty', {package: {oclif: {commands: './dist/commands'}}})
    expect((await linked(empty)).run).toMatchObject({
      code: 0,
      stderr: '! Plugin omi-plugin-empty has neither commands nor hooks. Is it built?\n✓ omi-plugin-empty linked.\n',
    })
    const {home} = await linked(pluginFolder('omi-plugin-first', {files: {'commands/same.js': command('first')}}))
    const second = pluginFolder('omi-plugin-second', {
      files: {'commands/memory.js': command('memory'), 'commands/same.js': command('second')},
    })
    const {run} = await linked(second, home)
    expect(run.stderr.split('\n')).toEqual([
      "! Plugin omi-plugin-second has a command 'memory' that is not used: it is the name of a topic of omi's.",
      "! Plugin omi-plugin-second has a command 'same' as the plugin omi-plugin-first has: only one of the two is used.",
      '✓ omi-plugin-second linked.',
      '',
    ])
  })

  it('comes into no list that cannot be read', async () => {
    const home = temporaryFolder()
    mkdirSync(join(home, '.omi/data'), {recursive: true})
    writeFileSync(join(home, '.omi/data/package.json'), '{broken')
    const {run} = await linked(pluginFolder('omi-plugin-late', {files: {'commands/late.js': command('late')}}), home)
    expect(run).toMatchObject({code: 1, stderr: expect.stringMatching(/^✗ List of plugins is damaged\n/)})
    expect(readFileSync(join(home, '.omi/data/package.json'), 'utf8')).toBe('{broken')
  })

  it.each([
    [{version: undefined}, 'Invalid value: PATH '],
    [{name: '@omi-dev/cli'}, 'Not a plugin: @omi-dev/cli'],
  ])('described by %j is refused', async (description, title) => {
    const {run} = await linked(pluginFolder('omi-plugin-nameless', {package: description}))
    expect(run).toMatchObject({code: 1, stderr: expect.stringContaining(`✗ ${title}`), stdout: ''})
  })

  it('is linked again by reset --reinstall', async () => {
    const folder = pluginFolder('omi-plugin-again', {
      files: {'commands/again.js': command('again')},
      package: {peerDependencies: {'@omi-dev/cli': '*'}},
    })
    const {home} = await linked(folder)
    const names = () => [readdirSync(folder), readdirSync(join(folder, 'node_modules/@omi-dev'))]
    const before = names()
    expect(await omi(['plugins', 'reset', '--reinstall'], {home})).toMatchObject({code: 0})
    expect(names()).toEqual(before)
    expect(await binary(['again'], {home})).toEqual({code: 0, stderr: '', stdout: 'again\n'})
  })

  it('may answer with nothing, which in JSON mode is null', async () => {
    const silent = "Says.prototype.run = async function () { await this.parse(Says); this.log('to people') }"
    const {home} = await linked(pluginFolder('omi-plugin-silent', {files: {'commands/silent.js': command('', silent)}}))
    expect(await binary(['--json', 'silent'], {home})).toEqual({code: 0, stderr: '', stdout: 'null\n'})
  })

  it.each([
    ['nothing', '', 'null\n'],
    ['what it prints itself', 'await this.output.json({printed: true})', '{"printed":true}\n'],
  ])('made with BaseCommand may answer with %s', async (_, does, stdout) => {
    const {home} = await linked(
      pluginFolder('omi-plugin-quiet', {
        files: {
          'commands/quiet.js': `const {BaseCommand} = require('@omi-dev/cli')
            module.exports = class extends BaseCommand {
              async run() { ${does} }
              render() { throw new Error('There is nothing to render') }
            }`,
        },
        package: {peerDependencies: {'@omi-dev/cli': '*'}},
      }),
    )
    expect(await binary(['--json', 'quiet'], {home})).toEqual({code: 0, stderr: '', stdout})
    expect(await binary(['quiet'], {home})).toEqual({code: 0, stderr: '', stdout: stdout === 'null\n' ? '' : stdout})
  })
})

it.each([
  [['plugins', 'link', 'no-such-folder'], 1, 'Invalid value: PATH no-such-folder'],
  [['plugins', 'install', './no-such-file.tgz'], 1, 'Invalid value: PLUGIN ./no-such-file.tgz'],
  [['plugins', 'install', '.'], 1, 'Invalid value: PLUGIN .'],
  [['plugins', 'install', 'Bad Name!'], 1, 'Plugin was not installed: Bad Name!'],
  [['plugins', 'install'], 1, 'Missing argument: PLUGIN'],
  [['plugins', 'uninstall', 'not-there'], 5, 'Plugin not found: not-there'],
  [['plugins', 'inspect', 'not-there'], 5, 'Plugin not found: not-there'],
])('omi %j is exit %i', async (args, code, title) => {
  const home = temporaryFolder()
  const {stderr, ...run} = await binary(['--json', ...args], {home})
  expect({...run, error: (JSON.parse(stderr) as {error: string}).error}).toEqual({code, error: title, stdout: ''})
})
