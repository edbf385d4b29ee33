import {once} from 'node:events'
import {readdirSync, rmSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import {type AddressInfo} from 'node:net'
import {join} from 'node:path'
import {describe, expect, it, onTestFinished} from 'vitest'

import {omiAt, signIn} from '../support/browser.js'
import {gateFor} from '../support/gate.js'
import {omi as binary, startOmi, temporaryFolder} from '../support/omi.js'
import {configText, homeWithConfig, homeWithKey, homeWithSession, storedProfile} from '../support/session-home.js'
import {SignInServer, type Trouble} from '../support/sign-in-server.js'

/** Older than an ID token gets. */
const EXPIRED = 4000

const refreshFailed = (status: number) =>
  `✗ Firebase refresh failed (${status})\n  Re-run \`omi auth login --browser\` to get fresh credentials.\n`

const withoutTokens = (text: string) => text.replaceAll(/^((?:id|refresh)_token\w*) = .*$/gm, '$1')

describe('a session', () => {
  it('is refreshed by one of twenty that find it due at once', async () => {
    const server = await SignInServer.start()
    const home = homeWithSession(server, EXPIRED)
    const {env, open} = await gateFor(20)
    const list = () => omiAt(server, ['--json', 'key', 'list'], {env, home}).finally(open)
    const runs = await Promise.all(Array.from({length: 20}, list))
    expect(runs).toEqual(Array.from({length: 20}, () => ({code: 0, stderr: '', stdout: '[]\n'})))
    expect(server.count('refresh')).toBe(1)
    expect([...server.refreshTokens]).toEqual([storedProfile(home).refresh_token])
    expect(readdirSync(join(home, '.omi'))).toEqual(['config.toml'])
  }, 120_000)

  it('of an older client works, is refreshed, and keeps its layout', async () => {
    const server = await SignInServer.start()
    server.takesIdTokens = true
    const home = homeWithSession(server, EXPIRED)
    const before = configText(home)
    expect(await omiAt(server, ['--json', 'memory', 'list'], {home})).toEqual({code: 0, stderr: '', stdout: '[]\n'})
    const {id_token: idToken, refresh_token: refreshToken} = storedProfile(home)
    expect(server.authorizations('memories')).toEqual([idToken])
    expect([...server.refreshTokens]).toEqual([refreshToken])
    expect(withoutTokens(configText(home))).toBe(withoutTokens(before))
    expect(configText(home)).toMatch(/^id_token_expires_at = \d+\.0$/m)
  })

  it('is left alone while its token is good', async () => {
    const server = await SignInServer.start()
    const home = homeWithSession(server, 3500)
    expect(await omiAt(server, ['key', 'list'], {home})).toMatchObject({code: 0})
    expect(server.count('refresh')).toBe(0)
  })

  it('is refreshed shortly before its token ends', async () => {
    const server = await SignInServer.start()
    const home = homeWithSession(server, 3550)
    expect(await omiAt(server, ['key', 'list'], {home})).toMatchObject({code: 0})
    expect(server.count('refresh')).toBe(1)
  })

  it('is not needed by a developer key', async () => {
    const server = await SignInServer.start()
    const home = homeWithConfig(`[profiles.default]
api_base = "${server.apiBase}"
api_key = "${server.addKey()}"
id_token = "x"
refresh_token = "y"
id_token_expires_at = 1.0
`)
    expect(await omiAt(server, ['memory', 'list'], {home})).toMatchObject({code: 0})
    expect(server.count('refresh')).toBe(0)
  })

  it('is asked for where a developer key does not do', async () => {
    const server = await SignInServer.start()
    const {home} = homeWithKey(server)
    expect(await omiAt(server, ['key', 'list'], {home})).toEqual({
      code: 2,
      stderr: '✗ Browser sign-in required\n  Run omi auth login --browser.\n',
      stdout: '',
    })
    expect(server.requests).toEqual([])
  })

  it('whose token is refused is refreshed once, and the request repeated once', async () => {
    const server = await SignInServer.start()
    const home = homeWithSession(server)
    server.revokeIdTokens()
    expect(await omiAt(server, ['--json', 'key', 'list'], {home})).toEqual({code: 0, stderr: '', stdout: '[]\n'})
    expect(server.count('refresh')).toBe(1)
    expect(server.count('list keys')).toBe(2)
    expect(server.authorizations('list keys')[1]).toBe(storedProfile(home).id_token)

    server.fail('list keys', {body: {detail: 'Invalid authorization token'}, status: 401})
    expect(await omiAt(server, ['key', 'list'], {home})).toEqual({
      code: 2,
      stderr: '✗ Authentication failed\n  Token rejected. Run omi auth login to re-authenticate.\n',
      stdout: '',
    })
    expect(server.count('refresh')).toBe(2)
    expect(server.count('list keys')).toBe(4)
  })

  it('is no credential for a server that wants a developer key, which says so', async () => {
    const server = await SignInServer.start()
    const home = homeWithSession(server)
    const run = await omiAt(server, ['memory', 'list'], {home})
    expect(run).toEqual({
      code: 2,
      stderr:
        '✗ Authentication failed\n' +
        '  This server does not take the token of a browser sign-in: it wants a developer key.\n' +
        '  Generate one in the Omi web app under Developer → API Keys, then run omi auth login --api-key.\n',
      stdout: '',
    })
    const json = await omiAt(server, ['--json', 'memory', 'list'], {home})
    expect(JSON.parse(json.stderr)).toMatchObject({exit_code: 2, server_detail: 'Invalid API Key', status: 401})
  })

  it('that ends while it is refreshed stays ended', async () => {
    const server = await SignInServer.start()
    const home = homeWithSession(server, EXPIRED)
    const answer = server.hold('refresh')
    const reached = server.reached('refresh')
    const waiting = omiAt(server, ['key', 'list'], {home}, binary)
    await reached
    expect(await omiAt(server, ['auth', 'logout'], {home})).toMatchObject({code: 0})
    answer()
    expect(await waiting).toMatchObject({code: 2, stderr: expect.stringMatching(/^✗ Browser sign-in required\n/)})
    expect(storedProfile(home)).toEqual({api_base: server.apiBase, local_api_url: 'http://127.0.0.1:47777'})
  })

  it('whose refresh is killed is there, and is refreshed by the next', async () => {
    const server = await SignInServer.start()
    const home = homeWithSession(server, EXPIRED)
    const before = configText(home)
    server.failOnce('refresh', 'stall')
    const reached = server.reached('refresh')
    const child = startOmi(['key', 'list'], {env: server.env, home})
    await reached
    child.kill('SIGKILL')
    await once(child, 'close')
    expect(configText(home)).toBe(before)
    expect(await omiAt(server, ['key', 'list'], {home})).toMatchObject({code: 0})
    expect([...server.refreshTokens]).toEqual([storedProfile(home).refresh_token])
  })

  it('has its new refresh token on disk before the new ID token is used', async () => {
    const server = await SignInServer.start()
    const home = homeWithSession(server, EXPIRED)
    server.fail('list keys', 'hang')
    const reached = server.reached('list keys')
    const child = startOmi(['key', 'list'], {env: server.env, home})
    await reached
    child.kill('SIGKILL')
    await once(child, 'close')
    expect([...server.refreshTokens]).toEqual([storedProfile(home).refresh_token])
    expect(server.authorizations('list keys')).toEqual([storedProfile(home).id_token])
  })

  it('can be refreshed at any time', async () => {
    const server = await SignInServer.start()
    const home = homeWithSession(server)
    const {id_token: before} = storedProfile(home)
    const run = await omiAt(server, ['--json', 'auth', 'refresh'], {home})
    expect(run).toMatchObject({code: 0, stderr: ''})
    const {id_token: after, id_token_expires_at: expiresAt, refresh_token: refreshToken} = storedProfile(home)
    expect(JSON.parse(run.stdout)).toEqual({profile: 'default', id_token_expires_at: expiresAt})
    expect(after).not.toBe(before)
    expect([...server.refreshTokens]).toEqual([refreshToken])
    expect(await omiAt(server, ['auth', 'refresh'], {home})).toEqual({
      code: 0,
      stderr: "✓ Session of profile 'default' renewed.\n",
      stdout: '',
    })
  })

  it('cannot be refreshed where there is none', async () => {
    const server = await SignInServer.start()
    const {home} = homeWithKey(server)
    const nothing = {
      code: 1,
      stderr: "✗ Nothing to refresh\n  Profile 'default' has no browser session. Run omi auth login --browser.\n",
      stdout: '',
    }
    expect(await omiAt(server, ['auth', 'refresh'], {home})).toEqual(nothing)
    expect(await omiAt(server, ['auth', 'refresh'])).toEqual(nothing)
  })

  it.each([400, 401, 403, 404])('whose refresh is refused with %i stays on disk', async (status) => {
    const server = await SignInServer.start()
    const home = homeWithSession(server, EXPIRED)
    const before = configText(home)
    server.fail('refresh', {body: {error: {message: 'TOKEN_EXPIRED'}}, status})
    for (const args of [
      ['auth', 'refresh'],
      ['key', 'list'],
    ]) {
      expect(await omiAt(server, args, {home})).toEqual({code: 2, stderr: refreshFailed(status), stdout: ''})
    }

    const json = await omiAt(server, ['--json', 'auth', 'refresh'], {home})
    expect(JSON.parse(json.stderr)).toMatchObject({
      error: `Firebase refresh failed (${status})`,
      exit_code: 2,
      server_detail: 'TOKEN_EXPIRED',
      status,
    })
    expect(configText(home)).toBe(before)
    expect(server.count('list keys')).toBe(0)
  })

  it.each<{env?: Record<string, string>; title: string; trouble: Trouble; what: string}>([
    {what: 'fails', trouble: {status: 503}, title: 'Server error (503)'},
    {what: 'hangs up', trouble: 'drop', title: 'Connection failed'},
    {what: 'is silent', trouble: 'stall', title: 'Connection failed', env: {OMI_TIMEOUT: '2'}},
    {what: 'answers with a page', trouble: {body: '<html>', status: 200}, title: 'Unexpected response'},
    {what: 'gives no token', trouble: {body: {expires_in: '3600'}, status: 200}, title: 'Unexpected response'},
  ])('stays on disk when Firebase $what', async ({env, title, trouble}) => {
    const server = await SignInServer.start()
    const home = homeWithSession(server, EXPIRED)
    const before = configText(home)
    server.fail('refresh', trouble)
    const run = await omiAt(server, ['-v', 'auth', 'refresh'], {env, home})
    expect(run).toMatchObject({code: 3, stdout: ''})
    expect(run.stderr).toContain(`✗ ${title}\n`)
    expect(run.stderr).not.toContain('key=')
    expect(server.count('refresh')).toBe(1)
    expect(configText(home)).toBe(before)
  })

  it('is asked for again when Firebase fails for a moment', async () => {
    const server = await SignInServer.start()
    const home = homeWithSession(server, EXPIRED)
    server.failOnce('refresh', {status: 503})
    const run = await omiAt(server, ['-v', 'auth', 'refresh'], {env: {OMI_MAX_ATTEMPTS: '4'}, home})
    expect(run).toMatchObject({code: 0})
    expect(run.stderr).toMatch(/^\[debug\] POST \/securetoken\.googleapis\.com\/v1\/token → 503 \(/)
  })

  describe('whose new tokens are lost on the way', () => {
    const lost =
      'The session may have been renewed all the same, and this machine does not know it. Try again; if the refresh fails ' +
      'then, run `omi auth login --browser`.'

    it('is not asked for again with what is spent, and says what may have happened', async () => {
      const server = await SignInServer.start()
      const home = homeWithSession(server, EXPIRED)
      server.failOnce('refresh', 'drop')
      const env = {OMI_MAX_ATTEMPTS: '4'}
      const run = await omiAt(server, ['--json', 'key', 'list'], {env, home})
      expect(JSON.parse(run.stderr)).toEqual({
        error: 'Connection failed',
        code: 'connection_failed',
        detail: `Could not reach ${new URL(server.apiBase).host} (ECONNRESET).\n${lost}`,
        exit_code: 3,
        outcome: 'unknown',
      })
      expect(server.count('refresh')).toBe(1)
      expect(readdirSync(join(home, '.omi'))).toEqual(['config.toml'])
      expect(await omiAt(server, ['key', 'list'], {env, home})).toMatchObject({code: 2, stderr: refreshFailed(400)})
    })

    it('goes on with the token it has, for as long as that is good', async () => {
      const server = await SignInServer.start()
      const home = homeWithSession(server, 3550)
      server.failOnce('refresh', 'drop')
      const run = await omiAt(server, ['key', 'list'], {home})
      expect(run).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/^! The session could not be renewed: Connection/),
      })
      expect(run.stderr).toContain(lost)
    })
  })

  it('keeps new tokens that cannot be written to the config file, and the next run brings them there', async () => {
    const server = await SignInServer.start()
    const home = homeWithSession(server, EXPIRED)
    const before = configText(home)
    writeFileSync(join(home, '.omi/config.toml.lock'), 'in the way')
    const run = await omiAt(server, ['key', 'list'], {home})
    expect(run).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^! The renewed session is in .*refresh-.*json until/),
    })
    expect(configText(home)).toBe(before)
    rmSync(join(home, '.omi/config.toml.lock'))
    expect(await omiAt(server, ['key', 'list'], {home})).toEqual({code: 0, stderr: '', stdout: ''})
    expect(server.count('refresh')).toBe(1)
    expect([...server.refreshTokens]).toEqual([storedProfile(home).refresh_token])
    expect(readdirSync(join(home, '.omi'))).toEqual(['config.toml'])
  })

  it('that is signed out of leaves no token behind, also where one could not be written', async () => {
    const server = await SignInServer.start()
    const home = homeWithSession(server, EXPIRED)
    writeFileSync(join(home, '.omi/config.toml.lock'), 'in the way')
    await omiAt(server, ['key', 'list'], {home})
    rmSync(join(home, '.omi/config.toml.lock'))
    expect(await omiAt(server, ['auth', 'logout'], {home})).toMatchObject({code: 0})
    expect(readdirSync(join(home, '.omi'))).toEqual(['config.toml'])
    for (const secret of server.secrets) expect(configText(home)).not.toContain(secret)
  })

  it('goes to the emulator that it came from, whatever the variable says', async () => {
    const server = await SignInServer.start()
    const home = temporaryFolder()
    await signIn(server, undefined, {home})
    for (const host of ['', '127.0.0.1:1']) {
      const run = await omiAt(server, ['auth', 'refresh'], {env: {FIREBASE_AUTH_EMULATOR_HOST: host}, home})
      expect(run).toMatchObject({code: 0})
    }
  })

  it.each(['10.0.0.1:9099', 'localhost.example.com:9099', '127.0.0.1@example.com'])(
    'goes to no emulator at %s',
    async (host) => {
      const server = await SignInServer.start()
      const home = homeWithSession(server)
      const run = await omiAt(server, ['auth', 'refresh'], {env: {FIREBASE_AUTH_EMULATOR_HOST: host}, home})
      expect(run).toMatchObject({code: 1, stdout: ''})
      expect(run.stderr).toContain(`✗ Invalid value: FIREBASE_AUTH_EMULATOR_HOST=${host}\n`)
      const remembered = homeWithConfig(`${configText(home)}firebase_auth_emulator_host = "${host}"\n`)
      const second = await omiAt(server, ['auth', 'refresh'], {home: remembered})
      expect(second).toMatchObject({code: 1, stdout: ''})
      expect(second.stderr).toContain('✗ Invalid configuration\n')
      expect(server.requests).toEqual([])
    },
  )

  it('of a server elsewhere goes to Firebase, whatever the variable says', async () => {
    const server = await SignInServer.start()
    const home = homeWithSession(server, EXPIRED, 'https://api.example.com')
    const {proxy, tunnels} = await refusingProxy()
    const env = {HTTPS_PROXY: proxy, NO_PROXY: '', OMI_API_BASE: ''}
    const run = await omiAt(server, ['auth', 'refresh'], {env, home})
    expect(run).toMatchObject({code: 3, stdout: ''})
    // Naming a server on this machine for one run does not change whose session it is.
    await omiAt(server, ['key', 'list'], {env: {...env, OMI_API_BASE: server.apiBase}, home})
    expect(tunnels).toEqual(['securetoken.googleapis.com:443', 'securetoken.googleapis.com:443'])
    expect(server.requests).toEqual([])
  })
})

/** A proxy that remembers where it was asked to go, and goes nowhere. */
async function refusingProxy(): Promise<{proxy: string; tunnels: string[]}> {
  const tunnels: string[] = []
  const server = createServer()
  server.on('connect', ({url = ''}, socket) => {
    tunnels.push(url)
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  return {proxy: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tunnels}
}
