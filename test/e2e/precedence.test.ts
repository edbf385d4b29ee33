import {describe, expect, it} from 'vitest'

import {omi, omiOnTerminal, temporaryFolder} from '../support/omi.js'
import {homeWithProfiles, WORK_KEY} from '../support/profiles.js'
import {KEY, serverAnswering} from '../support/server.js'

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

  it('is that a profile that does not exist has no credential', async () => {
    const {apiBase, requests} = await serverAnswering({body: []})
    const home = homeWithProfiles(apiBase)
    const run = await omi(['-p', 'nobody', '--api-base', apiBase, 'memory', 'list'], {home})
    expect(run).toMatchObject({code: 2, stdout: ''})
    expect(run.stderr).toMatch(/^✗ Not authenticated\n/)
    expect(requests).toEqual([])
  })

  it('is that config show and config profile list speak of the profile in use', async () => {
    const home = homeWithProfiles()
    const shown = JSON.parse((await omi(['--json', '-p', 'work', 'config', 'show'], {home})).stdout)
    expect(shown.active_profile).toBe('work')
    expect(shown.profiles[1]).toMatchObject({active: true, name: 'work'})
  })

  it('is a warning on a terminal when a stored credential goes to another host', async () => {
    const {apiBase} = await serverAnswering({body: []})
    const home = homeWithProfiles()
    const {host} = new URL(apiBase)
    const args = ['--no-color', '--api-base', apiBase, 'memory', 'list']
    const {screen} = await omiOnTerminal(args, {home})
    expect(screen).toContain(`! The credential of profile 'default' belongs to api.omi.me and now goes to ${host}.\n`)
    expect(await omi(args, {home})).toMatchObject({code: 0, stderr: ''})
    const ownKey = await omiOnTerminal(args, {env: {OMI_API_KEY: KEY}, home})
    expect(ownKey.screen).not.toContain('belongs to')
  })

  it.each([
    ['OMI_TIMEOUT', 'soon'],
    ['OMI_TIMEOUT', '0'],
    ['OMI_MAX_ATTEMPTS', '0'],
    ['OMI_MAX_ATTEMPTS', '1.5'],
  ])('is no %s=%s', async (name, value) => {
    const run = await omi(['--json', 'memory', 'list'], {env: {OMI_API_KEY: KEY, [name]: value}})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(JSON.parse(run.stderr).error).toBe(`Invalid value: ${name}=${value}`)
  })

  it.each(['bogus', 'ftp://127.0.0.1'])('is no OMI_NPM_REGISTRY=%s', async (value) => {
    const run = await omi(['--json', 'plugins', 'install', 'omi-plugin-x'], {env: {OMI_NPM_REGISTRY: value}})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(JSON.parse(run.stderr)).toMatchObject({
      detail: 'Expected an http or https URL.',
      error: 'Invalid value: OMI_NPM_REGISTRY',
    })
  })
})
