import {readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {temporaryFolder} from '../support/omi.js'
import {homeWithProfiles, WORK_KEY} from '../support/profiles.js'
import {KEY, NOBODY, pointedAt, sandboxForTest, serverAnswering} from '../support/server.js'
import {omi} from '../support/within.js'

const SIGNED_OUT = {
  profile: 'default',
  authenticated: false,
  auth_method: null,
  api_base: 'https://api.omi.me',
  credential: '(none)',
  credential_source: null,
  session: false,
  id_token_expires_at: null,
}

const NOT_AUTHENTICATED =
  '✗ Not authenticated\n  Run `omi auth login` and paste your dev API key. (See `omi auth login --help`.)\n'

const json = async (...args: Parameters<typeof omi>) => JSON.parse((await omi(...args)).stdout)

describe('auth', () => {
  it('is what every request needs first', async () => {
    const {apiBase, requests} = await serverAnswering({body: []})
    const env = {OMI_API_BASE: apiBase}
    for (const args of [
      ['memory', 'list'],
      ['memory', 'list', '--all'],
      ['memory', 'get', 'm1'],
      ['memory', 'create', 'Likes tea'],
      ['memory', 'delete', 'm1', '--yes'],
      ['auth', 'whoami'],
    ]) {
      expect(await omi(args, {env})).toEqual({code: 2, stderr: NOT_AUTHENTICATED, stdout: ''})
    }

    expect(requests).toEqual([])
  })

  it('comes after arguments and flags', async () => {
    for (const args of [
      ['memory', 'list', '--limit', '0'],
      ['memory', 'get', '..'],
      ['memory', 'create', ''],
      ['memory', 'update', 'm1'],
    ]) {
      expect(await omi(args)).toMatchObject({code: 1, stdout: ''})
    }
  })

  describe('status', () => {
    it('is signed out on a fresh machine, and leaves nothing there', async () => {
      const home = temporaryFolder()
      expect(await json(['--json', 'auth', 'status'], {home})).toEqual(SIGNED_OUT)
      expect(await omi(['auth', 'status'], {home})).toEqual({
        code: 0,
        stderr: '',
        stdout: 'default\tfalse\t\thttps://api.omi.me\t(none)\t\tfalse\t\n',
      })
      expect(readdirSync(home)).toEqual([])
    })

    it('tells which credential is in use, and nothing of it', async () => {
      const home = homeWithProfiles()
      expect(await json(['--json', '-p', 'work', 'auth', 'status'], {home})).toEqual({
        ...SIGNED_OUT,
        profile: 'work',
        authenticated: true,
        auth_method: 'api_key',
        credential: 'omi_de…cdef',
        credential_source: 'profile',
      })
      const env = {OMI_API_KEY: ' omi_dev_fedcba9876543210\n'}
      expect(await json(['--json', 'auth', 'status'], {env, home})).toMatchObject({
        credential: 'omi_de…3210',
        credential_source: 'OMI_API_KEY',
      })
    })

    it.each(['Bearer omi_dev_0123456789abcdef', 'a password', 'omi_dev_short'])(
      'is signed out with OMI_API_KEY=%j',
      async (key) => {
        const run = await omi(['--json', 'auth', 'status'], {env: {OMI_API_KEY: key}})
        expect(run).toMatchObject({code: 0, stderr: ''})
        expect(JSON.parse(run.stdout)).toMatchObject({authenticated: false, credential: '(invalid)'})
      },
    )
  })

  describe('whoami', () => {
    it('tells what the key is and may do', async () => {
      const sandbox = await sandboxForTest()
      const env = pointedAt(sandbox.apiBase, sandbox.readOnlyKey)
      const identity = await json(['--json', 'auth', 'whoami'], {env})
      expect(identity).toMatchObject({
        profile: 'default',
        authenticated: true,
        auth_method: 'api_key',
        credential_source: 'OMI_API_KEY',
        key_name: 'Sandbox (read-only)',
        owns_memories: true,
      })
      expect(identity.scopes).toContain('memories:read')
      expect(identity.scopes).not.toContain('memories:write')
      expect(sandbox.requests.map(({path}) => path)).toEqual(['/v1/dev/key'])
    })

    it('takes a key without a list of scopes for one that reads', async () => {
      const key = {id: 'k1', name: 'old', key_prefix: 'omi_dev_01', created_at: '2026-01-01T00:00:00Z', scopes: null}
      const {apiBase} = await serverAnswering({body: key})
      expect(await json(['--json', 'auth', 'whoami'], {env: pointedAt(apiBase)})).toMatchObject({
        key_name: 'old',
        owns_memories: true,
        scopes: null,
      })
    })

    it.each([
      {what: 'does not know', answer: {body: {detail: 'Not Found'}, status: 404}},
      {what: 'refuses', answer: {body: {detail: 'No'}, status: 403}},
      {what: 'fails', answer: {status: 500}},
      {what: 'answers with a page', answer: {body: '<html>', headers: {'content-type': 'text/html'}}},
      {what: 'answers with something else', answer: {body: {hello: 'world'}}},
    ])('asks for memories where the server $what', async ({answer}) => {
      const {apiBase, requests} = await serverAnswering(answer, {body: []})
      expect(await json(['--json', 'auth', 'whoami'], {env: pointedAt(apiBase)})).toMatchObject({
        authenticated: true,
        key_name: null,
        owns_memories: true,
        scopes: null,
      })
      expect(requests.map(({url}) => url)).toEqual(['/v1/dev/key', '/v1/dev/user/memories?limit=1'])
    })

    it('does not know about the memories of a key that may not ask', async () => {
      const {apiBase} = await serverAnswering({body: {detail: 'No'}, status: 403})
      const run = await omi(['--json', 'auth', 'whoami'], {env: pointedAt(apiBase)})
      expect(run).toMatchObject({code: 0, stderr: ''})
      expect(JSON.parse(run.stdout)).toMatchObject({authenticated: true, owns_memories: null})
    })

    it.each([
      ['at first', [{body: {detail: 'Invalid API Key'}, status: 401}]],
      [
        'at last',
        [
          {body: {detail: 'Not Found'}, status: 404},
          {body: {detail: 'Invalid API Key'}, status: 401},
        ],
      ],
    ])('is refused with a key that the server does not take, %s', async (_, answers) => {
      const {apiBase, requests} = await serverAnswering(...answers)
      expect(await omi(['auth', 'whoami'], {env: pointedAt(apiBase)})).toEqual({
        code: 2,
        stderr: '✗ Authentication failed\n  Token rejected. Run omi auth login to re-authenticate.\n',
        stdout: '',
      })
      expect(requests).toHaveLength(answers.length)
    })

    it('needs a server', async () => {
      const env = {...pointedAt(NOBODY), OMI_MAX_ATTEMPTS: '1'}
      expect(await omi(['auth', 'whoami'], {env})).toMatchObject({code: 3, stdout: ''})
    })
  })

  describe('logout', () => {
    it('takes the credential out of its profile and leaves the others', async () => {
      const home = homeWithProfiles()
      const run = await omi(['--json', '-p', 'work', 'auth', 'logout'], {home})
      expect(run).toEqual({code: 0, stderr: '', stdout: '{"profile":"work","logged_out":true}\n'})
      const text = readFileSync(join(home, '.omi/config.toml'), 'utf8')
      expect(text).not.toContain(WORK_KEY)
      expect(text).toContain(KEY)
      expect(await json(['--json', '-p', 'work', 'auth', 'status'], {home})).toMatchObject({authenticated: false})
    })

    it('warns when there is nothing to clear, and makes no file', async () => {
      const home = temporaryFolder()
      const run = await omi(['auth', 'logout'], {home})
      expect(run).toEqual({code: 0, stderr: "! Profile 'default' was not signed in.\n", stdout: ''})
      const scripted = await omi(['--json', '-p', 'default', 'auth', 'logout'], {home})
      expect(scripted).toEqual({code: 0, stderr: '', stdout: '{"profile":"default","logged_out":false}\n'})
      expect(readdirSync(home)).toEqual([])
    })

    it("takes the token of the desktop app's own API with it", async () => {
      const home = homeWithProfiles()
      const path = join(home, '.omi/config.toml')
      writeFileSync(path, '[profiles.default]\nlocal_api_url = "http://127.0.0.1:9"\nlocal_token = "desk-1234"\n')
      expect((await omi(['--json', 'auth', 'logout'], {home})).stdout).toContain('"logged_out":true')
      expect(readFileSync(path, 'utf8')).toBe('[profiles.default]\nlocal_api_url = "http://127.0.0.1:9"\n')
    })

    it('warns that OMI_API_KEY still holds, but not where --profile wins over it', async () => {
      const home = homeWithProfiles()
      const named = await omi(['-p', 'work', 'auth', 'logout'], {env: {OMI_API_KEY: KEY}, home})
      expect(named).toEqual({code: 0, stderr: "✓ Signed out of profile 'work'.\n", stdout: ''})
      const run = await omi(['auth', 'logout'], {env: {OMI_API_KEY: KEY}, home})
      expect(run.code).toBe(0)
      expect(run.stderr).toContain('! OMI_API_KEY is set and is still used.')
      expect(run.stderr).not.toContain(KEY)
    })
  })

  it('with OMI_API_KEY writes nothing to disk', async () => {
    const home = temporaryFolder()
    const sandbox = await sandboxForTest()
    const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
    await omi(['memory', 'create', 'Likes tea'], {env, home})
    await omi(['memory', 'list'], {env, home})
    await omi(['auth', 'whoami'], {env, home})
    expect(readdirSync(home)).toEqual([])
  })

  it('is gone with ~/.omi, and everything else of ours too', async () => {
    const home = temporaryFolder()
    const sandbox = await sandboxForTest()
    const env = {OMI_API_BASE: sandbox.apiBase}
    expect(await omi(['auth', 'login', '--api-key'], {env, home, input: sandbox.apiKey})).toMatchObject({code: 0})
    const input = '["Likes tea", "Likes walks"]'
    for (const args of [
      ['memory', 'create', '--file', '-'],
      ['memory', 'list'],
      ['plugins'],
      ['--help'],
      ['memory', 'lst'],
      ['config', 'profile', 'use', 'work'],
      ['sandbox', 'exec', '--', process.execPath, '--version'],
    ]) {
      await omi(args, {home, input})
    }

    expect(readdirSync(home)).toEqual(['.omi'])
    rmSync(join(home, '.omi'), {recursive: true})
    expect(await json(['--json', 'auth', 'status'], {home})).toEqual(SIGNED_OUT)
  })
})
