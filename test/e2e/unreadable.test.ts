import {execFile} from 'node:child_process'
import {mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {expect, it} from 'vitest'

import {environmentOf, OMI, temporaryFolder} from '../support/omi.js'
import {homeWithProfiles} from '../support/profiles.js'
import {KEY, pointedAt, serverAnswering} from '../support/server.js'
import {omi} from '../support/within.js'

/** A home folder in which nobody can read the file at `path`, not even root. */
function homeWithUnreadable(path: string): string {
  const home = homeWithProfiles()
  const file = join(home, '.omi', path)
  rmSync(file, {force: true})
  mkdirSync(join(file, '..'), {recursive: true})
  symlinkSync(file, file)
  return home
}

/** Runs the binary as a user whom the system does not know. */
const homeless = (args: string[], env: Record<string, string> = {}) =>
  promisify(execFile)('setpriv', ['--reuid=54321', '--clear-groups', process.execPath, OMI, ...args], {
    env: {...environmentOf({env, home: '/'}), HOME: undefined, NODE_COMPILE_CACHE: undefined},
  }).catch((error: {stderr: string; stdout: string}) => error)

it('a run with a key of its own leaves alone a config file that cannot be read', async () => {
  const {apiBase} = await serverAnswering({body: []})
  const home = homeWithUnreadable('config.toml')
  const env = pointedAt(apiBase)
  expect(await omi(['memory', 'list'], {env, home})).toEqual({code: 0, stderr: '', stdout: ''})
  const status = await omi(['--json', 'auth', 'status'], {env: {OMI_API_KEY: KEY}, home})
  expect(JSON.parse(status.stdout)).toMatchObject({api_base: 'https://api.omi.me', authenticated: true})
  for (const args of [
    ['key', 'list'],
    ['auth', 'logout'],
    ['-p', 'work', 'memory', 'list'],
    ['config', 'show'],
  ]) {
    const {code, stderr} = await omi(args, {env, home})
    expect({code, stderr}).toEqual({code: 1, stderr: expect.stringMatching(/^✗ Invalid configuration\n.*\(ELOOP\)/)})
  }

  expect(await omi(['memory', 'list'], {env: {OMI_API_BASE: apiBase}, home})).toMatchObject({code: 1, stdout: ''})
})

it('a config file that does not parse is left alone only where the server is given too', async () => {
  const {apiBase} = await serverAnswering({body: []})
  const home = homeWithProfiles()
  writeFileSync(join(home, '.omi/config.toml'), 'active_profile = ')
  expect(await omi(['memory', 'list'], {env: pointedAt(apiBase), home})).toMatchObject({code: 0, stderr: ''})
  expect(await omi(['memory', 'list'], {env: {OMI_API_KEY: KEY}, home})).toMatchObject({code: 1, stdout: ''})
})

it('a ~/.omi that is a file holds nothing, and is named where something shall be kept', async () => {
  const {apiBase} = await serverAnswering({body: []})
  const home = temporaryFolder()
  writeFileSync(join(home, '.omi'), '')
  expect(await omi(['memory', 'list'], {env: pointedAt(apiBase), home})).toEqual({code: 0, stderr: '', stdout: ''})
  const set = await omi(['config', 'set', 'api_base', apiBase], {home})
  expect(set).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^✗ Cannot write configuration\n.*a file, not a folder/),
  })
})

it('a list of plugins that cannot be read is told where a plugin may be missed', async () => {
  const home = homeWithUnreadable('data/package.json')
  expect(await omi(['config', 'path'], {home})).toMatchObject({code: 0, stderr: ''})
  const reason = /Plugins cannot be read \(.*package\.json \(ELOOP\)/
  expect((await omi(['greet'], {home})).stderr).toMatch(reason)
  expect((await omi(['plugins'], {home})).stderr).toMatch(reason)
})

it('a current folder that is gone is told as that, where it is needed', async () => {
  const folder = join(temporaryFolder(), 'gone')
  mkdirSync(folder)
  const script = 'cd "$1" && rmdir "$1" && shift && "$@"; echo "exit $?"; OMI_CONFIG= "$@"'
  const {stderr, stdout} = await promisify(execFile)(
    'sh',
    ['-c', script, 'sh', folder, process.execPath, OMI, 'config', 'path'],
    {env: environmentOf({env: {OMI_CONFIG: 'relative.toml'}})},
  )
  expect(stderr).toMatch(/^✗ The current folder is gone\n {2}A path that does not begin with \/ begins there\./)
  expect(stdout).toMatch(/^exit 1\n\/.*\/\.omi\/config\.toml\n$/)
})

it.runIf(process.getuid?.() === 0)('help needs no home folder, nor does a run with a key of its own', async () => {
  const {apiBase} = await serverAnswering({body: []})
  expect((await homeless(['--help'])).stdout).toContain('USAGE')
  expect((await homeless(['memory', 'list'])).stderr).toMatch(/^✗ No home folder\n/)
  expect(await homeless(['memory', 'list'], pointedAt(apiBase))).toMatchObject({stderr: '', stdout: ''})
})
