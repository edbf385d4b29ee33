import {describe, expect, it} from 'vitest'

import {expectNoSecrets, signIn} from '../support/browser.js'
import {omi, type Run, temporaryFolder} from '../support/omi.js'
import {KEY, pointedAt, sandboxForTest, serverAnswering} from '../support/server.js'
import {homeWithSession, storedProfile} from '../support/session-home.js'
import {SignInServer} from '../support/sign-in-server.js'

/** All that oclif, Node.js and their like print of themselves. */
const EVERYTHING = {DEBUG: '*', NODE_DEBUG: '*'}

/** The part of a key that makes it one, also as Node.js prints bytes. */
const forms = (secret: string) => [secret, Buffer.from(secret).toString('hex', 0, 12).match(/../g)!.join(' ')]

function expectHidden({stderr, stdout}: Run, ...secrets: string[]): void {
  // It was on, or the test would show nothing.
  expect(stderr).toMatch(/^HTTP \d+: |oclif:/m)
  for (const text of secrets.flatMap((secret) => forms(secret))) {
    expect(stderr).not.toContain(text)
    expect(stdout).not.toContain(text)
  }
}

describe('the debug output of libraries and of Node.js', () => {
  const SECRET = KEY.slice('omi_dev_'.length)

  it.each([
    ['a key', ['--api-key', KEY], SECRET],
    ['a key behind =', [`--api-key=${KEY}`], SECRET],
    ['what is no key of Omi', ['--api-key', 'sk-live-4f9a8b7c6d'], '4f9a8b7c6d'],
    ['what is no key of Omi behind =', ['--api-key=sk-live-4f9a8b7c6d'], '4f9a8b7c6d'],
    ['more than a key', ['--api-key', 'Bearer 4f9a8b7c6d5e'], '4f9a8b7c6d5e'],
    ['a key with quotes', ['--api-key', `'4f9a8b7c6d5e\\"`], '4f9a8b7c6d5e'],
    ['a key in the wrong place', [KEY], SECRET],
  ])('shows no credential of auth login: %s', async (_, args, secret) => {
    const {apiBase} = await serverAnswering({body: []})
    const run = await omi(['-v', '--json', 'auth', 'login', ...args], {env: {...EVERYTHING, OMI_API_BASE: apiBase}})
    expectHidden(run, secret)
  })

  it.each([
    ['memory', 'list'],
    ['memory', 'create', 'x'],
    ['auth', 'status'],
    ['auth', 'whoami'],
    ['auth', 'refresh'],
    ['auth', 'logout'],
    ['auth', 'login', '--api-key'],
    ['key', 'list'],
    ['config', 'show'],
    ['api', 'GET', '/v1/dev/user/goals'],
    ['api', 'POST', '/v1/dev/user/goals', '--field', 'title=x'],
  ])('shows no credential of %s %s', async (...args) => {
    const sandbox = await sandboxForTest()
    const env = {...EVERYTHING, ...pointedAt(sandbox.apiBase, sandbox.apiKey)}
    const run = await omi(['-v', '--json', ...args.filter(Boolean)], {env, input: sandbox.apiKey})
    expectHidden(run, sandbox.apiKey.slice('omi_dev_'.length))
  })

  it('shows no credential of a browser sign-in, of its session and of its end', async () => {
    const server = await SignInServer.start()
    const home = temporaryFolder()
    const env = {...server.env, ...EVERYTHING}
    const all = (run: Run) => {
      expectNoSecrets(server, run)
      const {api_key: key, id_token: idToken, refresh_token: refreshToken} = storedProfile(home)
      const bodies = server.requests.flatMap(({body}) => [...new URLSearchParams(body)])
      const sent = bodies.flatMap(([name, value]) => (/code|token/.test(name) && value.length > 16 ? [value] : []))
      expectHidden(run, ...[key, idToken, refreshToken, ...sent].flatMap((secret) => (secret ? [String(secret)] : [])))
    }

    const login = await signIn(server, undefined, {args: ['-v', 'auth', 'login', '--browser'], env, home})
    expect(login).toMatchObject({code: 0})
    all(login)
    for (const args of [
      ['auth', 'refresh'],
      ['key', 'list'],
      ['key', 'revoke', 'none', '--yes'],
      ['auth', 'logout'],
    ]) {
      all(await omi(['-v', ...args], {env, home}))
    }
  })

  it('shows no credential of a session that its server does not renew', async () => {
    const server = await SignInServer.start()
    const home = homeWithSession(server, 7200)
    const {id_token: idToken, refresh_token: refreshToken} = storedProfile(home)
    server.fail('refresh', {body: {error: {message: `No ${refreshToken}, ${idToken}`}}, status: 400})
    const run = await omi(['--json', '-v', 'auth', 'refresh'], {env: {...server.env, ...EVERYTHING}, home})
    expect(run.code).toBe(2)
    expectHidden(run, String(idToken), String(refreshToken))
  })

  it('shows no password of a proxy', async () => {
    const env = {
      ...EVERYTHING,
      HTTPS_PROXY: 'http://me:4f9a8b7c6d@127.0.0.1:9',
      OMI_API_KEY: KEY,
      OMI_MAX_ATTEMPTS: '1',
    }
    const run = await omi(['-v', 'memory', 'list'], {env})
    expect(run.code).toBe(3)
    expectHidden(run, SECRET, '4f9a8b7c6d', Buffer.from('me:4f9a8b7c6d').toString('base64'))
  })
})
