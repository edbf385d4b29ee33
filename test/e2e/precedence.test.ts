import {describe, expect, it} from 'vitest'

import {omi as binary, temporaryFolder} from '../support/omi.js'
import {homeWith, homeWithProfiles, WORK_KEY} from '../support/profiles.js'
import {KEY, pointedAt, sandboxForTest, serverAnswering, serverForTest} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

interface Given {
  args: string[]
  env: Record<string, string>
}

interface CredentialCase extends Given {
  profile: string
  secret: string
}

interface ServerCase extends Given {
  base: string
  home?: () => string
}

describe('what holds for a run', () => {
  it.each<CredentialCase & {what: string}>([
    {what: 'the active profile', args: [], env: {}, profile: 'default', secret: KEY},
    {what: 'a variable before it', args: [], env: {OMI_PROFILE: 'work'}, profile: 'work', secret: WORK_KEY},
    {what: 'a flag before both', args: ['-p', 'default'], env: {OMI_PROFILE: 'work'}, profile: 'default', secret: KEY},
    {
      what: 'no variable that is empty',
      args: [],
      env: {OMI_API_KEY: '', OMI_PROFILE: ''},
      profile: 'default',
      secret: KEY,
    },
    {
      what: 'a key before the profile',
      args: [],
      env: {OMI_API_KEY: 'omi_dev_fedcba9876543210'},
      profile: 'default',
      secret: 'omi_dev_fedcba9876543210',
    },
  ])('as to the credential: $what', async ({args, env, profile, secret}) => {
    const {apiBase, requests} = await serverAnswering({body: []})
    const home = homeWithProfiles(apiBase)
    expect(await omi([...args, 'memory', 'list'], {env, home})).toEqual({code: 0, stderr: '', stdout: ''})
    expect(requests[0]?.headers.authorization).toBe(`Bearer ${secret}`)
    const status = await omi(['--json', ...args, 'auth', 'status'], {env, home})
    expect(JSON.parse(status.stdout)).toMatchObject({api_base: apiBase, profile})
  })

  it.each<ServerCase & {what: string}>([
    {what: 'the default', home: temporaryFolder, args: [], env: {}, base: 'https://api.omi.me'},
    {what: 'the profile', args: [], env: {}, base: 'https://one.example.com'},
    {what: 'a variable', args: [], env: {OMI_API_BASE: 'https://two.example.com/'}, base: 'https://two.example.com'},
    {
      what: 'a flag',
      args: ['--api-base=https://three.example.com/api/'],
      env: {OMI_API_BASE: 'https://two.example.com'},
      base: 'https://three.example.com/api',
    },
    {what: 'no variable that is empty', args: [], env: {OMI_API_BASE: ''}, base: 'https://one.example.com'},
  ])('as to the server: $what', async ({args, base, env, home}) => {
    const folder = home ? home() : homeWithProfiles('https://one.example.com')
    const status = await omi(['--json', ...args, 'auth', 'status'], {env, home: folder})
    expect(JSON.parse(status.stdout).api_base).toBe(base)
  })

  it.each([
    ['memory', 'list'],
    ['auth', 'status'],
    ['auth', 'logout'],
    ['config', 'show'],
    ['config', 'profile', 'list'],
  ])('is that --profile names one that exists: omi -p nobody %s %s', async (...words) => {
    const {apiBase, requests} = await serverAnswering({body: []})
    const run = await omi(['-p', 'nobody', '--api-base', apiBase, ...words], {home: homeWithProfiles(apiBase)})
    expect(run).toEqual({
      code: 1,
      stderr: "✗ No such profile: 'nobody'\n  See them all with omi config profile list.\n",
      stdout: '',
    })
    expect(requests).toEqual([])
  })

  it('is that a profile of OMI_PROFILE that does not exist has no credential', async () => {
    const {apiBase, requests} = await serverAnswering({body: []})
    const env = {OMI_API_BASE: apiBase, OMI_PROFILE: 'nobody'}
    const run = await omi(['memory', 'list'], {env, home: homeWithProfiles(apiBase)})
    expect(run).toMatchObject({code: 2, stdout: ''})
    expect(run.stderr).toMatch(/^✗ Not authenticated\n/)
    expect(requests).toEqual([])
  })

  it('is that a run with --profile writes to the account of that profile and to no other', async () => {
    const [a, b] = await Promise.all([sandboxForTest(), sandboxForTest()])
    const atA: string[] = []
    const doorToA = await serverForTest((request, response) => {
      atA.push(request.url ?? '')
      response.writeHead(500).end()
    })
    const home = homeWith(
      `[profiles.a]\napi_base = "${a.apiBase}"\napi_key = "${a.apiKey}"\n` +
        `[profiles.b]\napi_base = "${b.apiBase}"\napi_key = "${b.apiKey}"\n`,
    )
    const env = pointedAt(doorToA, a.apiKey)
    const run = await omi(['-v', '-p', 'b', 'memory', 'create', 'Likes tea'], {env, home})
    expect(run.code).toBe(0)
    expect(run.stderr).toContain('[debug] OMI_API_KEY is set, and not used with --profile b\n')
    expect(run.stderr).toContain('[debug] OMI_API_BASE is set, and not used with --profile b\n')
    expect(atA).toEqual([])
    const status = await omi(['--json', '-p', 'b', 'auth', 'status'], {env, home})
    expect(JSON.parse(status.stdout)).toMatchObject({api_base: b.apiBase, credential_source: 'profile'})
    const contents = async (profile: string) =>
      JSON.parse((await omi(['--json', '-p', profile, 'memory', 'list'], {home})).stdout) as Array<{content: string}>
    expect((await contents('b')).map(({content}) => content)).toEqual(['Likes tea'])
    expect(await contents('a')).toEqual([])
    // A variable that chooses the profile is no flag.
    const chosen = await omi(['--json', 'auth', 'status'], {env: {...env, OMI_PROFILE: 'b'}, home})
    expect(JSON.parse(chosen.stdout)).toMatchObject({api_base: doorToA, credential_source: 'OMI_API_KEY'})
  })

  it('is with --profile: --api-base, then its own server, then OMI_API_BASE', async () => {
    const home = homeWith('[profiles.bare]\n[profiles.own]\napi_base = "https://own.example.com"\n')
    const env = {OMI_API_BASE: 'https://variable.example.com'}
    const baseOf = async (...globals: string[]) =>
      JSON.parse((await omi(['--json', ...globals, 'auth', 'status'], {env, home})).stdout).api_base
    expect(await baseOf('-p', 'own')).toBe('https://own.example.com')
    expect(await baseOf('-p', 'bare')).toBe('https://variable.example.com')
    expect(await baseOf('-p', 'own', '--api-base', 'https://flag.example.com')).toBe('https://flag.example.com')
    await omi(['config', 'profile', 'use', 'new'], {home})
    expect(await baseOf('-p', 'new')).toBe('https://variable.example.com')
  })

  it('is told where OMI_API_KEY would have been a credential', async () => {
    const home = homeWith('[profiles.work]\n')
    const run = await omi(['-p', 'work', 'memory', 'list'], {env: {OMI_API_KEY: KEY}, home})
    expect(run).toEqual({
      code: 2,
      stderr:
        '✗ Not authenticated\n' +
        '  Run `omi auth login` and paste your dev API key. (See `omi auth login --help`.)\n' +
        '  OMI_API_KEY is set, and not used with --profile work.\n',
      stdout: '',
    })
  })

  it('is told in the errors of a credential', async () => {
    const {apiBase} = await serverAnswering({body: {detail: 'Invalid token'}, status: 401})
    const home = homeWithProfiles(apiBase)
    const own = await omi(['--json', 'memory', 'list'], {home})
    expect(JSON.parse(own.stderr)).toMatchObject({credential_source: 'profile', exit_code: 2})
    const variable = await omi(['--json', 'auth', 'whoami'], {env: {OMI_API_KEY: KEY}, home})
    expect(JSON.parse(variable.stderr)).toMatchObject({credential_source: 'OMI_API_KEY', exit_code: 2})
  })

  it('is that config show and config profile list speak of the profile in use', async () => {
    const home = homeWithProfiles()
    const shown = JSON.parse((await omi(['--json', '-p', 'work', 'config', 'show'], {home})).stdout)
    expect(shown.active_profile).toBe('work')
    expect(shown.profiles[1]).toMatchObject({active: true, name: 'work'})
  })

  it('is a warning when a stored credential goes to another host', async () => {
    const {apiBase} = await serverAnswering({body: []}, {body: []}, {status: 404, body: {detail: 'Gone'}})
    const home = homeWithProfiles()
    const {host} = new URL(apiBase)
    const args = ['--api-base', apiBase, 'memory', 'list']
    expect(await omi(args, {home})).toEqual({
      code: 0,
      stderr: `! The credential of profile 'default' belongs to api.omi.me and now goes to ${host}.\n`,
      stdout: '',
    })
    const ownKey = await omi(args, {env: {OMI_API_KEY: KEY}, home})
    expect(ownKey).toEqual({code: 0, stderr: '', stdout: ''})
    const failed = await omi(['--json', ...args], {home})
    expect(JSON.parse(failed.stderr)).toMatchObject({
      api_base: apiBase,
      credential_api_base: 'https://api.omi.me',
      exit_code: 5,
    })
  })

  it.each([
    ['OMI_TIMEOUT', 'soon', 'Expected a number of seconds above 0, up to 86400.'],
    ['OMI_TIMEOUT', '99999999', 'Expected a number of seconds above 0, up to 86400.'],
    ['OMI_TIMEOUT', '0x10', 'Expected a number of seconds above 0, up to 86400.'],
    ['OMI_MAX_ATTEMPTS', '0', 'Expected a whole number from 1 to 20.'],
    ['OMI_MAX_ATTEMPTS', '1.5', 'Expected a whole number from 1 to 20.'],
  ])('is no %s=%s', async (name, value, detail) => {
    const run = await omi(['--json', 'memory', 'list'], {env: {OMI_API_KEY: KEY, [name]: value}})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(JSON.parse(run.stderr)).toMatchObject({detail, error: `Invalid value: ${name}=${value}`})
  })

  describe('the time zone', () => {
    const item = {id: 'a1', description: 'Call', completed: false, due_at: '2026-11-23T22:30:00Z'}
    const update = ['action-item', 'update', 'a1', '--due-at', '2026-11-24 09:00']

    it.each([
      {what: 'TZ', globals: [], env: {TZ: 'Asia/Tokyo'}, offset: '+09:00', shown: '2026-11-24 07:30'},
      {
        what: 'OMI_TIMEZONE before it',
        globals: [],
        env: {OMI_TIMEZONE: 'America/New_York', TZ: 'Asia/Tokyo'},
        offset: '-05:00',
        shown: '2026-11-23 17:30',
      },
      {
        what: '--timezone before both',
        globals: ['--timezone', 'Europe/Berlin'],
        env: {OMI_TIMEZONE: 'America/New_York', TZ: 'Nowhere'},
        offset: '+01:00',
        shown: '2026-11-23 23:30',
      },
    ])('is that of $what, in what is sent and in what is shown', async ({env, globals, offset, shown}) => {
      const {apiBase, requests} = await serverAnswering({body: item})
      const run = await omiAtTerminal(['--no-color', ...globals, ...update], {env: {...pointedAt(apiBase), ...env}})
      expect(run.code).toBe(0)
      expect(JSON.parse(requests[0]?.body ?? '')).toEqual({due_at: `2026-11-24T09:00:00.000${offset}`})
      expect(run.screen).toMatch(new RegExp(`^due +${shown} `, 'm'))
    })

    it('is none of which nobody knows: a warning, and an error where it decides what is sent', async () => {
      const {apiBase, requests} = await serverAnswering({body: []})
      const env = {...pointedAt(apiBase), TZ: 'Europe/Berlni'}
      const warning =
        '! Invalid value: TZ=Europe/Berlni. Times are in UTC. ' +
        'Did you mean Europe/Berlin? Expected a name such as Europe/Berlin.\n'
      expect(await omi(['memory', 'list'], {env})).toEqual({code: 0, stderr: warning, stdout: ''})
      expect(await omi(update, {env})).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('It depends on the time zone.'),
      })
      for (const globals of [['--timezone', 'Europe/Berlni'], ['--timezone=']]) {
        expect(await omi([...globals, 'memory', 'list'], {env})).toMatchObject({code: 1, stdout: ''})
      }

      expect(requests).toHaveLength(1)
    })

    it('is the default of ask, whose own flag wins', async () => {
      const {apiBase, requests} = await serverAnswering({body: {answer: 'Yes.', memories: []}})
      const env = pointedAt(apiBase)
      await omi(['--timezone', 'Asia/Tokyo', 'ask', 'When?'], {env})
      await omi(['--timezone', 'Asia/Tokyo', 'ask', 'When?', '--timezone', 'Europe/Berlin'], {env})
      expect(requests.map(({body}) => JSON.parse(body).timezone)).toEqual(['Asia/Tokyo', 'Europe/Berlin'])
    })
  })

  it.each(['bogus', 'ftp://127.0.0.1'])('is no OMI_NPM_REGISTRY=%s', async (value) => {
    const run = await binary(['--json', 'plugins', 'install', 'omi-plugin-x'], {env: {OMI_NPM_REGISTRY: value}})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(JSON.parse(run.stderr)).toMatchObject({
      detail: 'Expected an http or https URL.',
      error: 'Invalid value: OMI_NPM_REGISTRY',
    })
  })
})
