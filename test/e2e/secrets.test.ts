import {describe, expect, it} from 'vitest'

import {omi as binary, omiOnTerminal} from '../support/omi.js'
import {KEY, pointedAt, serverAnswering, serverForTest} from '../support/server.js'
import {homeWithConfig} from '../support/session-home.js'
import {SignInServer} from '../support/sign-in-server.js'
import {omi} from '../support/within.js'

/** The part of the key that makes it one. */
const SECRET = KEY.slice('omi_dev_'.length)
const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1c2VyIn0.c2lnbmF0dXJl'

const signedIn = () =>
  homeWithConfig(`[profiles.default]\nauth_method = "api_key"\napi_key = "${KEY}"\nid_token = "${TOKEN}"\n`)

describe('credentials', () => {
  describe('a credential in the wrong place', () => {
    it.each([
      [['auth', 'login', KEY], 'Unexpected argument: KEY'],
      [['memory', 'list', KEY], 'Unexpected argument: KEY'],
      [['auth', 'login', '--api-key', 'Bearer', KEY], 'Unexpected argument: KEY'],
      [['auth', 'login', `--${KEY}`], 'No such option: --KEY'],
      [['auth', 'login', `-k${KEY}`], 'No such option: -kKEY'],
      [['auth', 'login', `--key=${KEY}`], 'No such option: --key'],
      [[`--${KEY}`, 'memory', 'list'], 'No such option: --KEY'],
      [[`--verbose=${KEY}`, 'memory', 'list'], 'Invalid value: --verbose=KEY'],
      [[KEY], 'No such command: KEY'],
      [['memory', KEY], 'No such command: memory KEY'],
      [['help', KEY], 'No such command: KEY'],
      [['memory', 'list', '--limit', KEY], 'Invalid value: --limit KEY'],
      [['memory', 'list', '--categories', KEY], 'Invalid value: --categories KEY'],
      [['memory', 'create', 'x', '--category', KEY], 'Invalid value: --category KEY'],
      [['memory', 'update', TOKEN, '--limit', '1'], 'No such option: --limit'],
      [['config', 'profile', 'delete', TOKEN], "No such profile: 'KEY'"],
      [['config', 'set', 'api_base', KEY], 'Invalid value: api_base'],
      [['--api-base', `https://user:${KEY}@x.example`, 'memory', 'list'], 'Invalid value: --api-base'],
      [['auth', 'login', '--api-key', KEY, '--json'], 'No such option: --json'],
      [['memory', 'get', TOKEN, '--json'], 'No such option: --json'],
    ])('is not printed: omi %j', async (args, title) => {
      const human = await binary(args)
      expect(human).toMatchObject({code: 1, stdout: ''})
      expect(human.stderr.split('\n')[0]).toBe(`✗ ${title}`)
      const json = await omi(['--json', ...args])
      expect(JSON.parse(json.stderr)).toMatchObject({error: title, exit_code: 1})
      for (const text of [human.stderr, json.stderr, json.stdout]) {
        expect(text).not.toContain(SECRET)
        expect(text).not.toContain(TOKEN)
      }
    })

    it.each(['OMI_TIMEOUT', 'OMI_MAX_ATTEMPTS', 'OMI_API_BASE'])('is not printed from %s', async (variable) => {
      const {code, stderr} = await binary(['--json', 'memory', 'list'], {env: {[variable]: KEY}})
      expect(code).toBe(1)
      expect(JSON.parse(stderr)).toMatchObject({exit_code: 1})
      expect(stderr).not.toContain(SECRET)
    })

    it.each([`Bearer ${KEY}`, `"${KEY}"`, `${KEY} ${KEY}`, `omi_mcp_${SECRET}`, `x${KEY}`])(
      'is not printed when it is no key: %s',
      async (key) => {
        const runs = await Promise.all([
          binary(['auth', 'login', '--api-key', key]),
          binary(['auth', 'login', '--api-key'], {input: key}),
          omi(['-v', 'memory', 'list'], {env: {OMI_API_KEY: key}}),
          omi(['--json', 'auth', 'status'], {env: {OMI_API_KEY: key}}),
        ])
        for (const {stderr, stdout} of runs) expect(stderr + stdout).not.toContain(SECRET)
      },
    )
  })

  describe('a credential in use', () => {
    it.each([
      ['auth', 'status'],
      ['config', 'show'],
      ['config', 'profile', 'list'],
    ])('is masked in omi %s %s', async (...args) => {
      for (const flags of [[], ['--json'], ['-v']]) {
        const {code, stderr, stdout} = await omi([...flags, ...args.filter(Boolean)], {home: signedIn()})
        expect(code).toBe(0)
        expect(stdout).toContain('omi_de…cdef')
        expect(stdout + stderr).not.toContain(SECRET)
        expect(stdout + stderr).not.toContain(TOKEN)
      }
    })

    it('is masked on a terminal', async () => {
      const {screen} = await omiOnTerminal(['auth', 'status'], {home: signedIn()})
      expect(screen).toContain('omi_de…cdef')
      expect(screen).not.toContain(SECRET)
    })

    it('is not printed while it is typed', async () => {
      const {apiBase} = await serverAnswering({body: []})
      const {code, screen} = await omiOnTerminal(['auth', 'login', '--api-key'], {
        env: {OMI_API_BASE: apiBase},
        replies: [{to: 'Developer key', type: `${KEY}\r`}],
      })
      expect(code).toBe(0)
      expect(screen).not.toContain(SECRET)
    })

    it('is not printed when the server says it', async () => {
      const apiBase = await serverForTest(({headers: {authorization}}, response) => {
        response.writeHead(400, {'content-type': 'application/json', 'x-request-id': String(authorization)})
        response.end(JSON.stringify({detail: `Got ${authorization}, ("${authorization}")`}))
      })
      const env = pointedAt(apiBase)
      for (const flags of [[], ['-v'], ['--json'], ['-v', '--json']]) {
        const {code, stderr, stdout} = await omi([...flags, 'memory', 'list'], {env})
        expect(code).toBe(1)
        expect(stderr).toContain('Got Bearer KEY')
        expect(stderr + stdout).not.toContain(SECRET)
      }
    })

    it('masks no letters of words where it is hardly one', async () => {
      const server = await SignInServer.start()
      const home = homeWithConfig(
        `[profiles.default]\nauth_method = "oauth"\nrefresh_token = "a"\napi_base = "${server.apiBase}"\n`,
      )
      server.fail('refresh', {body: {error: {message: 'Invalid value (a)'}}, status: 400})
      const {stderr} = await omi(['--json', '-v', 'auth', 'refresh'], {env: server.env, home})
      expect(stderr).toContain('[debug] server: Invalid value (a)\n')
      expect(stderr).toContain('"server_detail":"Invalid value (a)"')
    })

    it('is not printed when the server sends elsewhere with it', async () => {
      const apiBase = await serverForTest(({headers: {authorization = ''}}, response) => {
        response.writeHead(302, {location: `https://x.example/?key=${encodeURIComponent(authorization)}`}).end()
      })
      const {code, stderr} = await omi(['-v', '--json', 'memory', 'list'], {env: pointedAt(apiBase)})
      expect(code).toBe(3)
      expect(stderr).not.toContain(SECRET)
    })

    it('is not printed in a debug line as a part of an id', async () => {
      const {apiBase} = await serverAnswering({status: 404, body: {detail: 'Gone'}})
      const {stderr} = await omi(['-v', '--json', 'memory', 'delete', `x ${KEY}`, '-y'], {env: pointedAt(apiBase)})
      expect(stderr).toContain('[debug] DELETE /v1/dev/user/memories/x%20KEY')
      expect(JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({error: 'Memory not found: x KEY'})
      expect(stderr).not.toContain(SECRET)
    })
  })
})
