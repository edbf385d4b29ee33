import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {temporaryFolder} from '../support/omi.js'
import {homeWithProfiles, WORK_KEY} from '../support/profiles.js'
import {KEY} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

const configText = (home: string) => readFileSync(join(home, '.omi/config.toml'), 'utf8')

const ROWS = [
  {
    name: 'default',
    active: true,
    auth_method: 'api_key',
    api_base: 'https://api.omi.me',
    credential: 'omi_de…cdef',
  },
  {name: 'work', active: false, auth_method: 'api_key', api_base: 'https://api.omi.me', credential: 'omi_de…cdef'},
]

describe('profiles', () => {
  it('are shown with masked credentials', async () => {
    const home = homeWithProfiles()
    const list = await omi(['--json', 'config', 'profile', 'list'], {home})
    expect(JSON.parse(list.stdout)).toEqual(ROWS)
    const show = await omi(['--json', 'config', 'show'], {home})
    expect(JSON.parse(show.stdout)).toEqual({
      config_path: join(home, '.omi/config.toml'),
      active_profile: 'default',
      profiles: ROWS,
    })
    const piped = await omi(['config', 'profile', 'list'], {home})
    expect(piped).toMatchObject({
      code: 0,
      stdout:
        'default\ttrue\tapi_key\thttps://api.omi.me\tomi_de…cdef\n' +
        'work\tfalse\tapi_key\thttps://api.omi.me\tomi_de…cdef\n',
    })
    const {screen} = await omiAtTerminal(['--no-color', 'config', 'show'], {home})
    expect(screen).toContain(join(home, '.omi/config.toml'))
    expect(screen).toMatch(/^work +false +api_key +https:\/\/api\.omi\.me +omi_de…cdef$/m)
    expect(screen).not.toContain('0123456789abcdef')
  })

  it('never get a key for a name', async () => {
    const home = temporaryFolder()
    const used = await omi(['config', 'profile', 'use', KEY], {home})
    expect(used).toEqual({
      code: 1,
      stderr:
        '✗ Invalid value: profile KEY\n' +
        '  That looks like a developer key. To sign in with it: omi auth login --api-key\n',
      stdout: '',
    })
    expect(existsSync(join(home, '.omi'))).toBe(false)
  })

  it('are none on a fresh machine', async () => {
    const home = temporaryFolder()
    expect(await omi(['--json', 'config', 'profile', 'list'], {home})).toMatchObject({code: 0, stdout: '[]\n'})
    expect(JSON.parse((await omi(['--json', 'config', 'show'], {home})).stdout)).toMatchObject({
      active_profile: 'default',
      profiles: [],
    })
    expect(await omi(['config', 'profile', 'list'], {home})).toEqual({code: 0, stderr: '', stdout: ''})
  })

  it('are switched between, and made where they are missing', async () => {
    const home = homeWithProfiles()
    const used = await omi(['--json', 'config', 'profile', 'use', 'work'], {home})
    expect(used).toEqual({code: 0, stderr: '', stdout: '{"active_profile":"work"}\n'})
    expect(JSON.parse((await omi(['--json', 'auth', 'status'], {home})).stdout).profile).toBe('work')
    const made = await omi(['config', 'profile', 'use', 'new.one'], {home})
    expect(made).toMatchObject({code: 0, stderr: '✓ Active profile: new.one\n', stdout: ''})
    const shown = JSON.parse((await omi(['--json', 'config', 'show'], {home})).stdout)
    expect(shown.active_profile).toBe('new.one')
    expect(shown.profiles.map(({active, name}: {active: boolean; name: string}) => [name, active])).toEqual([
      ['default', false],
      ['work', false],
      ['new.one', true],
    ])
  })

  it('are deleted once that is confirmed', async () => {
    const home = homeWithProfiles()
    const before = configText(home)
    const unasked = await omi(['config', 'profile', 'delete', 'work'], {home, input: 'y\n'})
    expect(unasked).toMatchObject({code: 1, stdout: ''})
    expect(unasked.stderr).toMatch(/^✗ Confirmation needed\n.*--yes/)
    const replies = [{to: 'credentials?', type: 'n\r'}]
    const declined = await omiAtTerminal(['config', 'profile', 'delete', 'work'], {home, replies})
    expect(declined.code).toBe(1)
    expect(configText(home)).toBe(before)

    const deleted = await omi(['--json', 'config', 'profile', 'delete', 'work', '-y'], {home})
    expect(deleted).toEqual({code: 0, stderr: '', stdout: '{"profile":"work","deleted":true}\n'})
    expect(configText(home)).not.toContain(WORK_KEY)
    expect(configText(home)).toContain(KEY)
    const again = await omi(['--json', 'config', 'profile', 'delete', 'work', '-y'], {home})
    expect(again.code).toBe(1)
    expect(JSON.parse(again.stderr)).toMatchObject({error: "No such profile: 'work'", exit_code: 1})
  })

  it('leave none active that is gone', async () => {
    const home = homeWithProfiles()
    await omi(['config', 'profile', 'use', 'work'], {home})
    const replies = [{to: 'credentials?', type: 'y\r'}]
    expect((await omiAtTerminal(['config', 'profile', 'delete', 'work'], {home, replies})).code).toBe(0)
    expect(JSON.parse((await omi(['--json', 'auth', 'status'], {home})).stdout)).toMatchObject({
      profile: 'default',
      authenticated: true,
    })
  })

  it.each(['a b', 'a/b', 'ä', '', 'x'.repeat(65), 'a\nb'])('are not made with the name %j', async (name) => {
    const home = homeWithProfiles()
    const before = configText(home)
    const run = await omi(['--json', 'config', 'profile', 'use', name], {home})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(configText(home)).toBe(before)
  })

  it.each(['a.b', 'A_b-9@home', 'x'.repeat(64), '__proto__', 'constructor'])(
    'are made with the name %j',
    async (name) => {
      const home = homeWithProfiles()
      const run = await omi(['-p', name, 'config', 'set', 'api_base', 'https://omi.example.com'], {home})
      expect(run).toMatchObject({code: 0})
      const rows = JSON.parse((await omi(['--json', 'config', 'profile', 'list'], {home})).stdout)
      expect(rows.at(-1)).toMatchObject({name, api_base: 'https://omi.example.com'})
    },
  )

  it('are read with any name that TOML can quote', async () => {
    const home = temporaryFolder()
    mkdirSync(join(home, '.omi'))
    writeFileSync(join(home, '.omi/config.toml'), '[profiles."my work ü"]\napi_key = "omi_dev_0123456789abcdef"\n')
    const status = await omi(['--json', '-p', 'my work ü', 'auth', 'status'], {home})
    expect(JSON.parse(status.stdout)).toMatchObject({authenticated: true, profile: 'my work ü'})
    const set = await omi(['-p', 'my work ü', 'config', 'set', 'api_base', 'https://omi.example.com'], {home})
    expect(set).toMatchObject({code: 0})
    expect(configText(home)).toContain('[profiles."my work ü"]')
  })
})
