// Installs plugins from the real package registry, as users do: plugin-standup packed, with the older @oclif/core and an
// older copy of this package that it brings along, and a plugin that knows nothing of this product.
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

  done('plugins', 'install', '@oclif/plugin-which@3')
  assert.equal(JSON.parse(done('--json', '--profile', 'default', 'which', 'config', 'path')).plugin, '@omi-dev/cli')
  done('plugins', 'uninstall', '@oclif/plugin-which', 'omi-plugin-standup')
  assert.equal(existsSync(join(home, '.omi')), false)
  console.log('✓ So does a plugin that knows nothing of omi, and both go without a trace.')

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
