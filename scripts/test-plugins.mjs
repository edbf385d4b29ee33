// Installs plugins from the real package registry, as users do: plugin-standup packed, with the older @oclif/core and an
// older copy of this package that it brings along, and plugins that know nothing of this product: those of oclif itself, and
// ones as oclif's generator made them in its last majors.
import assert from 'node:assert/strict'
import {execFileSync, spawnSync} from 'node:child_process'
import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const OMI = join(ROOT, 'bin/run.js')
/** oclif in the first version of its major. */
const OLDER_CORE = '@oclif/core@4.0.0'
/** oclif's own plugins, in the majors that run with every Node.js that this product does. */
const OF_OCLIF = [
  'plugin-which@3',
  'plugin-commands@4',
  'plugin-search@1',
  'plugin-not-found@3',
  'plugin-warn-if-update-available@3',
  'plugin-autocomplete@3',
].map((name) => `@oclif/${name}`)

const folder = mkdtempSync(join(tmpdir(), 'omi-plugins-'))
const home = join(folder, 'home')
const standup = join(folder, 'plugin-standup')
const {NODE_EXTRA_CA_CERTS, PATH} = process.env
// Without the certificates of a company's proxy there may be no way to the registry.
const env = {HOME: home, PATH, ...(NODE_EXTRA_CA_CERTS && {NODE_EXTRA_CA_CERTS})}

function omi(...args) {
  const {status, stderr, stdout} = spawnSync(process.execPath, [OMI, ...args], {cwd: folder, encoding: 'utf8', env})
  return {code: status, stderr, stdout}
}

const done = (...args) => {
  const run = omi(...args)
  assert.equal(run.code, 0, `omi ${args.join(' ')}: ${run.stderr}`)
  return run.stdout
}

const npmIn = (cwd, ...args) => execFileSync('npm', [...args, '--silent'], {cwd, encoding: 'utf8', env}).trim()
const npm = (...args) => npmIn(standup, ...args)

/** A copy of an example without what was built or installed there. */
const copyExample = (name, target) =>
  cpSync(join(ROOT, 'examples', name), target, {
    filter: (path) => !/node_modules|dist|manifest\.json$/.test(path),
    recursive: true,
  })

const readDescription = (root) => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** The profile of the sandbox that answers, one of a server that does not, one that is not there, and one without a key. */
function expectStandupWorks() {
  const inSandbox = (...args) =>
    JSON.parse(done('sandbox', 'exec', '--seed-data', '--', process.execPath, OMI, '--json', ...args))
  assert.ok(inSandbox('standup').open_action_items.length > 0)
  writeFileSync(
    join(home, '.omi/config.toml'),
    '[profiles.away]\napi_base = "http://127.0.0.1:9"\napi_key = "omi_dev_0123456789abcdef"\n',
    {mode: 0o600},
  )
  const away = omi('--json', '--profile', 'away', 'standup')
  assert.equal(away.code, 3)
  assert.equal(JSON.parse(away.stderr).error, 'Connection failed')
  assert.equal(omi('--json', '--profile', 'nobody', 'standup').code, 1)
  assert.equal(omi('--json', '--profile', 'default', 'standup').code, 2)
  assert.match(omi('standup', '--json').stderr, /omi --json standup/)
  rmSync(join(home, '.omi/config.toml'))
}

/** A packed plugin as oclif's generator made it when the core had this version. */
function pluginOf(core) {
  const name = `generated-${core.split('.', 1)[0]}`
  const root = join(folder, name)
  mkdirSync(join(root, 'lib/commands', name), {recursive: true})
  const oclif = {bin: 'mynewcli', commands: './lib/commands', plugins: ['@oclif/plugin-help'], topicSeparator: ' '}
  const description = {name, version: '0.0.0', dependencies: {'@oclif/core': core}, engines: {node: '>=12.0.0'}, oclif}
  writeFileSync(join(root, 'package.json'), JSON.stringify(description))
  const code = `const {Args, Command, Flags} = require('@oclif/core')
class World extends Command {
  async run() {
    const {args, flags} = await this.parse(World)
    this.log('hello ' + args.person + ' from ' + flags.from)
    return {...args, core: require('@oclif/core/package.json').version}
  }
}
World.enableJsonFlag = true
World.args = {person: Args.string({required: true})}
World.flags = {from: Flags.string({char: 'f', required: true})}
exports.default = World
`
  writeFileSync(join(root, 'lib/commands', name, 'world.js'), code)
  return join(folder, npmIn(folder, 'pack', root).split('\n').at(-1))
}

const json = (...args) => JSON.parse(done('--json', '-p', 'default', ...args))

/** With --json and a profile before the command; what omi has itself stays its own. */
function expectStrangersWork() {
  assert.equal(json('which', 'config', 'path').plugin, '@omi-dev/cli')
  for (const core of ['2.16.0', '3.27.0']) {
    assert.deepEqual(json(`generated-${core[0]}`, 'world', 'you', '-f', 'me'), {core, person: 'you'})
  }

  assert.equal(json('commands').name, 'omi')
  assert.match(omi('memry').stderr, /^✗ No such command: memry\n {2}Did you mean omi memory\?/m)
  assert.match(json('autocomplete', 'bash').line, /omi\.bash/)
}

try {
  mkdirSync(home)
  copyExample('plugin-standup', standup)
  npm('install')
  done('plugins', 'link', '--no-install', standup)
  npm('test')
  const tarball = npm('pack').split('\n').at(-1)
  done('plugins', 'uninstall', standup)
  console.log('✓ plugin-standup passes its tests once it is linked.')

  const template = join(folder, 'template')
  copyExample('template', template)
  npmIn(template, 'install')
  done('plugins', 'link', '--no-install', template)
  npmIn(template, 'test')
  done('plugins', 'uninstall', template)
  console.log('✓ So does the template.')

  done('plugins', 'install', join(standup, tarball))
  expectStandupWorks()
  console.log('✓ Packed and installed, it works with what stands before the topic.')

  done('plugins', 'install', ...OF_OCLIF, pluginOf('2.16.0'), pluginOf('3.27.0'))
  expectStrangersWork()
  // From the registry, and from its file.
  done('plugins', 'update', '@oclif/plugin-which', 'generated-2')
  expectStrangersWork()
  const names = JSON.parse(done('--json', 'plugins')).map(({name}) => name)
  assert.equal(names.length, OF_OCLIF.length + 3)
  done('plugins', 'uninstall', ...names)
  assert.equal(JSON.parse(done('--json', 'plugins')).length, 0)
  assert.equal(existsSync(join(home, '.omi/data')), false)
  console.log('✓ So do plugins that know nothing of omi, side by side, and all go again.')

  const older = join(folder, 'older')
  mkdirSync(older)
  execFileSync(process.execPath, [join(ROOT, 'test/support/build-older.mjs'), older], {stdio: 'inherit'})
  const copy = execFileSync('npm', ['pack', older, '--ignore-scripts', '--silent'], {
    cwd: folder,
    encoding: 'utf8',
  }).trim()
  const description = readDescription(standup)
  // What a plugin names as an optional peer only is not installed.
  delete description.peerDependencies
  writeFileSync(join(standup, 'package.json'), JSON.stringify(description))
  npm('install', join(folder, copy), OLDER_CORE)
  for (const name of ['@omi-dev/cli', '@oclif/core']) {
    console.log(`  ${name} ${readDescription(join(standup, 'node_modules', name)).version}`)
  }

  done('plugins', 'link', '--no-install', standup)
  expectStandupWorks()
  console.log('✓ With older copies of omi and oclif of its own it works the same.')
} finally {
  rmSync(folder, {force: true, recursive: true})
}
