import {chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {gateFor} from '../support/gate.js'
import {omi as binary, temporaryFolder} from '../support/omi.js'
import {KEY, NOBODY, serverAnswering} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

/** A home folder with this text as its config file. */
function homeWith(toml: string): {file: string; home: string} {
  const home = temporaryFolder()
  const file = configOf(home)
  mkdirSync(dirname(file), {mode: 0o700})
  writeFileSync(file, toml, {mode: 0o600})
  return {file, home}
}

const configOf = (home: string) => join(home, '.omi', 'config.toml')
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)
const usage = (error: string) => expect.objectContaining({error, exit_code: 1})

describe('the config file', () => {
  it('is where config path says, whether it exists or not', async () => {
    const home = temporaryFolder()
    expect(await omi(['config', 'path'], {home})).toEqual({code: 0, stderr: '', stdout: `${configOf(home)}\n`})
    expect(await omi(['--json', 'config', 'path'], {home})).toMatchObject({
      stdout: `${JSON.stringify({path: configOf(home)})}\n`,
    })
    expect(existsSync(join(home, '.omi'))).toBe(false)
  })

  it.each([
    ['in the home folder', '~/elsewhere/omi.toml', (home: string) => join(home, 'elsewhere/omi.toml')],
    ['by its full name', '/nowhere/omi.toml', () => '/nowhere/omi.toml'],
    ['in its place when the variable is empty', '', configOf],
  ])('is named by OMI_CONFIG: %s', async (_, variable, expected) => {
    const home = temporaryFolder()
    const {stdout} = await omi(['config', 'path'], {env: {OMI_CONFIG: variable}, home})
    expect(stdout).toBe(`${expected(home)}\n`)
  })

  it('is written where OMI_CONFIG says, in a folder made for its owner', async () => {
    const home = temporaryFolder()
    const run = await omi(['config', 'set', 'api_base', 'https://omi.example.com'], {
      env: {OMI_CONFIG: '~/elsewhere/omi.toml'},
      home,
    })
    expect(run).toMatchObject({code: 0, stdout: ''})
    expect(mode(join(home, 'elsewhere/omi.toml'))).toBe('600')
    expect(mode(join(home, 'elsewhere'))).toBe('700')
    expect(existsSync(join(home, '.omi'))).toBe(false)
  })

  it('leaves a folder of the user as it is', async () => {
    const home = temporaryFolder()
    mkdirSync(join(home, 'shared'))
    chmodSync(join(home, 'shared'), 0o755)
    const env = {OMI_CONFIG: join(home, 'shared/omi.toml')}
    expect(await omi(['config', 'profile', 'use', 'work'], {env, home})).toMatchObject({code: 0})
    expect(mode(join(home, 'shared'))).toBe('755')
  })

  it('is the owner’s alone, whatever the umask and the folder before', async () => {
    const home = temporaryFolder()
    const before = process.umask(0)
    try {
      expect(await omi(['config', 'set', 'api_base', 'https://omi.example.com'], {home})).toMatchObject({code: 0})
    } finally {
      process.umask(before)
    }

    expect([mode(configOf(home)), mode(dirname(configOf(home)))]).toEqual(['600', '700'])
    chmodSync(dirname(configOf(home)), 0o755)
    await omi(['config', 'set', 'api_base', 'https://omi.example.com/2'], {home})
    expect(mode(dirname(configOf(home)))).toBe('700')
  })

  it('stays a symbolic link', async () => {
    const home = temporaryFolder()
    const target = join(home, 'dotfiles.toml')
    writeFileSync(target, '# mine\n')
    mkdirSync(join(home, '.omi'))
    symlinkSync(target, configOf(home))
    expect(await omi(['config', 'profile', 'use', 'work'], {home})).toMatchObject({code: 0})
    expect(lstatSync(configOf(home)).isSymbolicLink()).toBe(true)
    expect(readFileSync(target, 'utf8')).toMatch(/^# mine\nactive_profile = "work"\n/)
  })

  it('keeps what is not ours through every verb that writes', async () => {
    const comment = '# kept'
    const {file, home} = homeWith(`${comment} 1
active_profile = 'default' ${comment} 2
future = {a = 1}

${comment} 3
[profiles.default] ${comment} 4
api_base = "https://api.omi.me" ${comment} 5
colour = "blue" ${comment} 6

[plugins.other] ${comment} 7
x = [
  1, ${comment} 8
]
`)
    await omi(['config', 'set', 'api_base', 'https://omi.example.com'], {home})
    await omi(['config', 'profile', 'use', 'work'], {home})
    await omi(['config', 'profile', 'delete', 'work', '--yes'], {home})
    await omi(['auth', 'login', '--api-key', KEY], {env: {OMI_API_BASE: NOBODY}, home})
    await omi(['auth', 'logout'], {home})
    const text = readFileSync(file, 'utf8')
    for (const number of [1, 2, 3, 4, 5, 6, 7, 8]) expect(text).toContain(`${comment} ${number}\n`)
    expect(text).toContain('future = {a = 1}\n')
    expect(text).toContain('colour = "blue"')
    expect(text).toContain('[plugins.other]')
    expect(text).toContain(`api_base = "${NOBODY}"`)
    expect(text).not.toContain(KEY)
  })

  it('loses nothing when twenty processes write at once', async () => {
    const names = Array.from({length: 20}, (_, index) => `machine-${index + 1}`)
    const {file, home} = homeWith(
      names.map((name) => `# about ${name}\n[profiles.${name}] # ${name}\nnote = "${name}"\n`).join('\n'),
    )
    const {env, open} = await gateFor(names.length)
    const runs = await Promise.all(
      names.map((name) =>
        binary(['-p', name, 'config', 'set', 'api_base', `https://${name}.example.com`], {env, home}).finally(open),
      ),
    )
    expect(runs.filter(({code}) => code !== 0)).toEqual([])
    const shown = JSON.parse((await omi(['--json', 'config', 'show'], {home})).stdout)
    expect(shown.profiles.map(({api_base: base, name}: Record<string, string>) => [name, base])).toEqual(
      names.map((name) => [name, `https://${name}.example.com`]),
    )
    const text = readFileSync(file, 'utf8')
    for (const name of names) {
      expect(text).toContain(`# about ${name}\n[profiles.${name}] # ${name}\nnote = "${name}"\n`)
    }
  }, 120_000)

  describe('that is not TOML', () => {
    const BROKEN = '[profiles.default]\napi_key = "omi_dev_0123456789abcdef\n'

    it.each([
      [['config', 'show']],
      [['config', 'set', 'api_base', 'https://omi.example.com']],
      [['config', 'profile', 'list']],
      [['config', 'profile', 'use', 'work']],
      [['config', 'profile', 'delete', 'default', '--yes']],
      [['auth', 'login', '--api-key', KEY]],
      [['auth', 'logout']],
      [['memory', 'list']],
    ])('is told with line and column, and left alone: %j', async (args) => {
      const {file, home} = homeWith(BROKEN)
      const {apiBase, requests} = await serverAnswering({body: []})
      const run = await omi(args, {env: {OMI_API_BASE: apiBase}, home})
      expect(run).toEqual({
        code: 1,
        stderr: `✗ Invalid configuration\n  ${file}: line 2, column 36: Unexpected end of the line.\n`,
        stdout: '',
      })
      expect(readFileSync(file, 'utf8')).toBe(BROKEN)
      expect(requests).toEqual([])
    })

    it.each([
      [['config', 'path']],
      [['version']],
      [['--version']],
      [['--help']],
      [['memory']],
      [['memory', 'list', '--help']],
    ])('is in nobody’s way: %j', async (args) => {
      const {home} = homeWith(BROKEN)
      expect(await omi(args, {home})).toMatchObject({code: 0, stderr: ''})
    })
  })

  it.each([
    ['profiles = 5\n', 'profiles has to be a table.'],
    ['[profiles.default]\napi_key = 5\n', 'profiles.default.api_key has to be a string.'],
    ['[profiles.default]\napi_base = "nonsense"\n', 'api_base of profile'],
  ])('with a value of the wrong kind is refused: %j', async (toml, reason) => {
    const {home} = homeWith(toml)
    const run = await omi(['--json', 'auth', 'status'], {home})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(JSON.parse(run.stderr)).toMatchObject({
      error: 'Invalid configuration',
      detail: expect.stringContaining(reason),
    })
  })

  it('below a file can be read as none, and not be written', async () => {
    const home = temporaryFolder()
    writeFileSync(join(home, 'file'), '')
    const env = {OMI_CONFIG: join(home, 'file/omi.toml')}
    const run = await omi(['config', 'set', 'api_base', 'https://omi.example.com'], {env, home})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(run.stderr).toMatch(/^✗ Cannot write configuration\n {2}.*omi\.toml \(ENOTDIR\)/)
    expect(await omi(['auth', 'status'], {env, home})).toMatchObject({code: 0, stderr: ''})
  })

  it('that is a folder is refused', async () => {
    const home = temporaryFolder()
    const run = await omi(['config', 'show'], {env: {OMI_CONFIG: home}, home})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(run.stderr).toMatch(/^✗ Invalid configuration\n.*\(EISDIR\)/)
  })

  describe('with permissions for others', () => {
    const SIGNED_IN = `[profiles.default]\napi_key = "${KEY}"\n`

    it('is warned about in auth status', async () => {
      const {file, home} = homeWith(SIGNED_IN)
      chmodSync(file, 0o644)
      const run = await omi(['auth', 'status'], {home})
      expect(run.code).toBe(0)
      expect(run.stderr).toBe(`! ${file} holds a credential and is open to others (0644). Mend it: chmod 600 ${file}\n`)
      expect(await omi(['--json', 'auth', 'status'], {home})).toMatchObject({code: 0, stderr: ''})
    })

    it('is warned about on a terminal, not on a pipe', async () => {
      const {apiBase} = await serverAnswering({body: []})
      const {file, home} = homeWith(`${SIGNED_IN}api_base = "${apiBase}"\n`)
      chmodSync(file, 0o640)
      const {screen} = await omiAtTerminal(['--no-color', 'memory', 'list'], {home})
      expect(screen).toContain(`(0640). Mend it: chmod 600 ${file}`)
      expect(await omi(['memory', 'list'], {home})).toMatchObject({code: 0, stderr: ''})
      expect((await omiAtTerminal(['--json', 'memory', 'list'], {home})).screen).toBe('[]\n')
    })

    it('is no matter without a credential in it', async () => {
      const {file, home} = homeWith('[profiles.default]\napi_base = "https://api.omi.me"\n')
      chmodSync(file, 0o644)
      expect(await omi(['auth', 'status'], {home})).toMatchObject({code: 0, stderr: ''})
    })
  })

  it('has no option that is unknown, and no value that cannot be used', async () => {
    const home = temporaryFolder()
    const errorOf = async (...args: string[]) => JSON.parse((await omi(['--json', ...args], {home})).stderr)
    expect(await errorOf('config', 'set', 'colour', 'blue')).toEqual(usage("Unknown config key 'colour'"))
    for (const value of [
      'nonsense',
      'ftp://omi.example.com',
      '',
      'https://ann:secret@omi.example.com',
      'https://o?a=1',
    ])
      expect(await errorOf('config', 'set', 'api_base', value)).toEqual(usage('Invalid value: api_base'))
    expect(await errorOf('--api-base', 'nonsense', 'memory', 'list')).toEqual(usage('Invalid value: --api-base'))
    expect(existsSync(join(home, '.omi'))).toBe(false)
  })
})
