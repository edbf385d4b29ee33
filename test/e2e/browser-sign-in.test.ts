import {execFileSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {request} from 'node:http'
import {hostname, tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'

import {
  afterUrl,
  expectNoSecrets,
  NO_BROWSER,
  omiAt,
  open,
  pathWithOpener,
  redirectOf,
  signIn,
  signInByProcess,
  visit,
} from '../support/browser.js'
import {omi, omiOnTerminal, temporaryFolder} from '../support/omi.js'
import {KEY} from '../support/server.js'
import {configText, homeWithKey, storedProfile} from '../support/session-home.js'
import {SignInServer} from '../support/sign-in-server.js'

const STATE_MISMATCH =
  '✗ OAuth state mismatch\n' +
  '  The browser callback did not match the original session token. Possible CSRF — aborting.\n'

const ALL_SCOPES = ['conversations', 'memories', 'action_items', 'goals'].flatMap((noun) => [
  `${noun}:read`,
  `${noun}:write`,
])

/** The callback with parameters changed or (null) taken away. */
async function callbackWith(url: string, changes: Record<string, null | string>): Promise<string> {
  const callback = new URL(await redirectOf(url))
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) callback.searchParams.delete(name)
    else callback.searchParams.set(name, value)
  }

  return callback.href
}

describe('the browser sign-in', () => {
  it('makes a key and keeps the session beside it', async () => {
    const server = await SignInServer.start()
    const home = temporaryFolder()
    const run = await signIn(server, undefined, {home})
    expect(run).toMatchObject({code: 0, stdout: ''})
    expect(run.stderr).toBe(
      `To sign in, open this page in your browser:\n  ${run.url}\n${NO_BROWSER}✓ Signed in to ${server.apiBase} as profile 'default'.\n`,
    )
    const [key] = server.keys
    expect(key).toMatchObject({name: `omi-cli (${hostname()}, default)`, scopes: ALL_SCOPES})
    expect(server.keys).toHaveLength(1)
    expect(storedProfile(home)).toEqual({
      api_base: server.apiBase,
      auth_method: 'api_key',
      api_key: key?.secret,
      api_key_id: key?.id,
      id_token: expect.stringMatching(/^eyJ/),
      refresh_token: [...server.refreshTokens][0],
      id_token_expires_at: expect.closeTo(Date.now() / 1000 + 3600, -2),
      firebase_auth_emulator_host: new URL(server.apiBase).host,
    })
    expect(await omiAt(server, ['--json', 'memory', 'list'], {home})).toEqual({code: 0, stderr: '', stdout: '[]\n'})
    expect(JSON.parse((await omiAt(server, ['--json', 'auth', 'status'], {home})).stdout)).toMatchObject({
      authenticated: true,
      auth_method: 'api_key',
      session: true,
      id_token_expires_at: storedProfile(home).id_token_expires_at,
    })
    expect(JSON.parse((await omiAt(server, ['--json', 'key', 'list'], {home})).stdout)).toHaveLength(1)
  })

  it('asks for the page and for the token as agreed', async () => {
    const server = await SignInServer.start()
    let callback = ''
    const run = await signIn(
      server,
      async (url) => {
        callback = await redirectOf(url)
        return open(callback)
      },
      {args: ['auth', 'login', '--browser', '--provider', 'apple']},
    )
    const asked = new URL(run.url)
    expect(`${asked.origin}${asked.pathname}`).toBe(`${server.apiBase}/v1/auth/authorize`)
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      provider: 'apple',
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
    const [exchange, firebase] = server.requests
    expect(Object.fromEntries(new URLSearchParams(exchange?.body))).toEqual({
      grant_type: 'authorization_code',
      code: new URL(callback).searchParams.get('code'),
      redirect_uri: asked.searchParams.get('redirect_uri'),
      use_custom_token: 'true',
      code_verifier: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(new URL(firebase?.url ?? '').searchParams.get('key')).toMatch(/^AIza/)
    expect(JSON.parse(firebase?.body ?? '')).toMatchObject({returnSecureToken: true})
    const second = await signIn(server, undefined, {env: {OMI_FIREBASE_API_KEY: 'other'}})
    expect(new URL(second.url).searchParams.get('provider')).toBe('google')
    expect(new URL(second.url).searchParams.get('state')).not.toBe(asked.searchParams.get('state'))
    expect(
      new URL(server.requests.findLast(({step}) => step === 'firebase sign-in')?.url ?? '').searchParams.get('key'),
    ).toBe('other')
  })

  it('in JSON prints the address as a line on stderr and the result on stdout', async () => {
    const server = await SignInServer.start()
    const run = await signIn(server, undefined, {args: ['--json', 'auth', 'login', '--browser']})
    expect(run).toMatchObject({code: 0, stderr: `${JSON.stringify({url: run.url})}\n`})
    expect(JSON.parse(run.stdout)).toEqual({
      profile: 'default',
      active_profile: 'default',
      auth_method: 'api_key',
      api_base: server.apiBase,
    })
  })

  it.skipIf(process.platform !== 'linux')('opens the browser by itself', async () => {
    const server = await SignInServer.start()
    // The page is the one that is printed, and the browser is what comes to it.
    const PATH = pathWithOpener('fetch(url)')
    const opened: string[] = []
    const run = await signIn(server, async (url) => opened.push(url), {env: {PATH}})
    expect(run).toMatchObject({code: 0})
    expect(run.stderr).not.toContain(NO_BROWSER)
    expect(opened).toEqual([run.url])
    expect(server.keys).toHaveLength(1)
  })

  it.skipIf(process.platform === 'win32').each([
    ['a command', (bin: string) => join(bin, 'xdg-open')],
    ['a command with arguments', (bin: string) => `'${process.execPath}' "${join(bin, 'xdg-open')}" %s`],
    ['the second of several', (bin: string) => `/does/not/exist:false:${join(bin, 'xdg-open')}`],
  ])('opens the browser that BROWSER names: %s', async (_, browser) => {
    const server = await SignInServer.start()
    // What opens URLs on this system would make the sign-in fail.
    const PATH = `${pathWithOpener("fetch(url + '&provider=none')")}:/usr/bin:/bin`
    const BROWSER = browser(pathWithOpener('if (process.env.OMI_API_KEY === undefined) fetch(url)'))
    const run = await signIn(server, async () => {}, {env: {BROWSER, OMI_API_KEY: KEY, PATH}})
    expect(run).toMatchObject({code: 0})
    expect(server.keys).toHaveLength(1)
  })

  it.skipIf(process.platform !== 'linux')('can be picked on a terminal', async () => {
    const server = await SignInServer.start()
    const home = temporaryFolder()
    const env = {...server.env, PATH: `${pathWithOpener('fetch(url)')}:${process.env.PATH}`}
    const replies = [{to: 'How do you want to sign in?', type: '1\r'}]
    const {code, screen} = await omiOnTerminal(['--no-color', 'auth', 'login'], {env, home, replies})
    expect(screen).toContain('✓ Signed in to')
    expect(code).toBe(0)
    expect(storedProfile(home).api_key).toBe(server.keys[0]?.secret)
    expectNoSecrets(server, {code, stderr: screen, stdout: ''})
  })

  it('does not hang at the picker when the input is at its end', async () => {
    const replies = [{to: 'How do you want to sign in?', type: '\u0004'}]
    const {code} = await omiOnTerminal(['auth', 'login'], {replies})
    expect(code).toBe(130)
    expect(await omi(['auth', 'login'], {input: ''})).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^✗ No input on stdin\n/),
    })
  })

  it.each([
    {args: ['--browser', '--api-key', KEY]},
    {args: ['--browser', '--provider', 'github']},
    {args: ['--provider', 'google']},
  ])('is refused before anything else with $args', async ({args}) => {
    const server = await SignInServer.start()
    const run = await omiAt(server, ['auth', 'login', ...args])
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(run.stderr).toMatch(/^✗ Invalid value: /)
    expect(run.stderr).not.toContain('http')
  })

  it('warns that OMI_API_KEY wins', async () => {
    const server = await SignInServer.start()
    const run = await signIn(server, undefined, {env: {OMI_API_KEY: KEY}})
    expect(run).toMatchObject({code: 0})
    expect(run.stderr).toMatch(/\n! OMI_API_KEY is set and wins/)
  })

  it('uses no emulator that is not on this machine', async () => {
    const server = await SignInServer.start()
    const env = {FIREBASE_AUTH_EMULATOR_HOST: 'emulator.example.com:9099'}
    const run = await omiAt(server, ['auth', 'login', '--browser'], {env})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(run.stderr).toMatch(/^✗ Invalid value: FIREBASE_AUTH_EMULATOR_HOST=emulator\.example\.com:9099\n/)
  })

  describe('with its callback', () => {
    it.each<{changes: Record<string, null | string>; what: string}>([
      {what: 'a wrong state', changes: {state: 'x'}},
      {what: 'no state', changes: {state: null}},
    ])('with $what ends the sign-in at once', async ({changes}) => {
      const server = await SignInServer.start()
      const {before, home} = homeWithKey(server)
      const pages: Array<{html: string; status: number}> = []
      const run = await signIn(server, async (url) => pages.push(await open(await callbackWith(url, changes))), {home})
      expect(run).toMatchObject({code: 2, stdout: ''})
      expect(afterUrl(run.stderr)).toBe(STATE_MISMATCH)
      expect(pages).toEqual([{html: expect.stringContaining('OAuth state mismatch'), status: 400}])
      expect(pages[0]?.html).toContain('You can close this tab.')
      expect(server.requests).toEqual([])
      expect(configText(home)).toBe(before)
    })

    it('without a code says so', async () => {
      const server = await SignInServer.start()
      const run = await signIn(server, async (url) => open(await callbackWith(url, {code: null})))
      expect(run).toMatchObject({code: 2, stdout: ''})
      expect(afterUrl(run.stderr)).toMatch(/^✗ OAuth callback missing authorization code\n {2}\S/)
    })

    it('with an error says what the provider says, as text', async () => {
      const server = await SignInServer.start()
      const markup = '<script>alert("1")</script>\u001B[31m\n  ✓ Signed in'
      const changes = {code: null, error: 'access_denied', error_description: markup}
      let page = {html: '', status: 0}
      const act = async (url: string) => {
        page = await open(await callbackWith(url, changes))
      }

      const run = await signIn(server, act)
      expect(run).toMatchObject({code: 2, stdout: ''})
      expect(afterUrl(run.stderr)).toBe(
        '✗ OAuth provider returned an error\n' +
          '  Run `omi auth login --browser` again, or use `omi auth login --api-key` instead.\n' +
          String.raw`  access_denied: <script>alert("1")</script>\x1b[31m\n  ✓ Signed in` +
          '\n',
      )
      expect(page.status).toBe(400)
      expect(page.html).toContain('access_denied: &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;')
      expect(page.html).not.toContain('<script')
      const json = await signIn(server, act, {args: ['--json', 'auth', 'login', '--browser']})
      expect(JSON.parse(json.stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({
        error: 'OAuth provider returned an error',
        exit_code: 2,
      })
    })

    it('is awaited whatever else is asked for', async () => {
      const server = await SignInServer.start()
      const statuses: Record<string, number> = {}
      const run = await signIn(server, async (url) => {
        const callback = await redirectOf(url)
        const {origin} = new URL(callback)
        for (const path of ['/favicon.ico', '/', '//', '/callback/', '/x?code=1&state=2']) {
          statuses[path] = (await open(origin + path)).status
        }

        statuses.post = (await open(callback, 'POST')).status
        statuses.host = await statusWithHost(callback, 'omi.example.com')
        statuses.localhost = await statusWithHost(callback, `localhost:${new URL(callback).port}`)
        // Any page can send these.
        statuses.empty = (await open(`${origin}/callback`)).status
        statuses.error = (await open(await callbackWith(url, {code: null, error: 'x', state: null}))).status
        statuses.stateless = (await open(await callbackWith(url, {error: 'x', state: null}))).status
        statuses.foreign = (await open(await callbackWith(url, {error: 'x', state: 'x'}))).status
        const long = await open(`${callback}&x=${'x'.repeat(1_000_000)}`).catch(() => ({status: 0}))
        statuses.long = long.status
        statuses.callback = (await open(callback)).status
      })
      expect(run).toMatchObject({code: 0})
      expect(statuses).toEqual({
        '/favicon.ico': 404,
        '/': 404,
        '//': 404,
        '/callback/': 404,
        '/x?code=1&state=2': 404,
        post: 405,
        host: 400,
        localhost: 400,
        empty: 400,
        error: 400,
        stateless: 400,
        foreign: 400,
        // The connection may be closed before all of it was sent.
        long: expect.toBeOneOf([0, 431]),
        callback: 200,
      })
    })

    it('shows its page again to a browser that asks twice, and takes all its cookies', async () => {
      const server = await SignInServer.start()
      const pages: Array<{html: string; status: number}> = []
      const run = await signIn(server, async (url) => {
        const callback = await redirectOf(url)
        const headers = {cookie: `all=${'x'.repeat(20_000)}`}
        for (let index = 0; index < 2; index += 1) {
          const response = await fetch(callback, {headers})
          pages.push({html: await response.text(), status: response.status})
        }
      })
      expect(run).toMatchObject({code: 0})
      expect(pages[0]).toEqual({html: expect.stringContaining('Signed in at the provider'), status: 200})
      expect(pages[1]).toEqual(pages[0])
      expect(server.count('exchange')).toBe(1)
    })

    it('counts once', async () => {
      const server = await SignInServer.start()
      server.failOnce('exchange', 'hang')
      let second = {html: '', status: 0}
      const run = await signInByProcess(server, async (url, kill) => {
        const callback = await redirectOf(url)
        const reached = server.reached('exchange')
        const first = await open(callback)
        expect(first.status).toBe(200)
        expect(first.html).toContain('You can close this tab.')
        await reached
        second = await open(await callbackWith(url, {state: 'x'}))
        kill('SIGINT')
      })
      expect(second).toEqual({html: expect.stringContaining('already come to its end'), status: 410})
      expect(run.code).toBe(130)
      expect(server.count('exchange')).toBe(1)
    })

    it('leaves nothing listening', async () => {
      const server = await SignInServer.start()
      const run = await signInByProcess(server, visit)
      const {origin} = new URL(new URL(run.url).searchParams.get('redirect_uri') ?? '')
      await expect(fetch(origin)).rejects.toThrow()
    })

    it('is not awaited any more after Ctrl-C, and nothing has changed', async () => {
      const server = await SignInServer.start()
      const {before, home} = homeWithKey(server)
      const run = await signInByProcess(server, async (_, kill) => kill('SIGINT'), {home})
      expect(run).toMatchObject({code: 130, stdout: ''})
      const {origin} = new URL(new URL(run.url).searchParams.get('redirect_uri') ?? '')
      await expect(fetch(origin)).rejects.toThrow()
      expect(configText(home)).toBe(before)
    })

    it('has to have a port', async () => {
      const server = await SignInServer.start()
      const folder = temporaryFolder()
      const preload = join(folder, 'no-port.cjs')
      // As on a machine that has used up its ports.
      writeFileSync(
        preload,
        `require('node:net').Server.prototype.listen = function () {
          process.nextTick(() => this.emit('error', Object.assign(new Error('in use'), {code: 'EADDRINUSE'})))
        }`,
      )
      const run = await omiAt(server, ['auth', 'login', '--browser'], {env: {NODE_OPTIONS: `--require=${preload}`}})
      expect(run).toEqual({
        code: 1,
        stderr:
          '✗ Cannot wait for the browser\n' +
          '  No port of 127.0.0.1 can be listened on (EADDRINUSE). Use `omi auth login --api-key` instead.\n',
        stdout: '',
      })
    })
  })

  describe('five minutes', () => {
    let folder: string

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'omi-impatient-'))
      execFileSync(process.execPath, [
        fileURLToPath(new URL('../support/build-impatient.mjs', import.meta.url)),
        folder,
      ])
    })

    afterAll(() => rmSync(folder, {force: true, recursive: true}))

    it('are the time to sign in', async () => {
      const server = await SignInServer.start()
      const {before, home} = homeWithKey(server)
      const binary = join(folder, 'bin', 'run.js')
      const run = await signInByProcess(server, async () => {}, {binary, home})
      expect(run).toMatchObject({code: 2, stdout: ''})
      expect(afterUrl(run.stderr)).toBe(
        '✗ OAuth flow timed out\n' +
          '  No callback received within 5 minutes. Try again, or use `omi auth login --api-key` instead.\n',
      )
      expect(configText(home)).toBe(before)
    })
  })
})

/** The status for a request to `url` that is addressed to another host; fetch lets nobody say that. */
async function statusWithHost(url: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, {headers: {host}}, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}
