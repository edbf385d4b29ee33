import {describe, expect, it} from 'vitest'

import {afterUrl, open, redirectOf, signIn, visit} from '../support/browser.js'
import {configText, homeWithKey} from '../support/session-home.js'
import {SignInServer, type Step} from '../support/sign-in-server.js'

describe('a browser sign-in at a server in trouble', () => {
  it.each<{code: number; step: Step; title: string; trouble: {body?: unknown; status: number}}>([
    {
      step: 'exchange',
      trouble: {status: 400, body: {detail: 'Code expired'}},
      code: 2,
      title: 'Token exchange failed (400)',
    },
    {step: 'exchange', trouble: {status: 401, body: {detail: 'no'}}, code: 2, title: 'Token exchange failed (401)'},
    {
      step: 'exchange',
      trouble: {status: 404, body: {detail: 'nothing here'}},
      code: 2,
      title: 'Token exchange failed (404)',
    },
    {step: 'exchange', trouble: {status: 200, body: '<html>'}, code: 3, title: 'Unexpected response'},
    {step: 'exchange', trouble: {status: 200, body: []}, code: 3, title: 'Unexpected response'},
    {
      step: 'exchange',
      trouble: {status: 200, body: {id_token: 'x'}},
      code: 2,
      title: 'Server did not return a Firebase custom token',
    },
    {
      step: 'exchange',
      trouble: {status: 200, body: {custom_token: null}},
      code: 2,
      title: 'Server did not return a Firebase custom token',
    },
    {step: 'exchange', trouble: {status: 502, body: '<html>'}, code: 3, title: 'Server error (502)'},
    {
      step: 'firebase sign-in',
      trouble: {status: 400, body: {error: {message: 'INVALID_CUSTOM_TOKEN'}}},
      code: 2,
      title: 'Firebase sign-in failed (400)',
    },
    {
      step: 'firebase sign-in',
      trouble: {status: 403, body: {error: {message: 'API key not valid'}}},
      code: 2,
      title: 'Firebase sign-in failed (403)',
    },
    {step: 'firebase sign-in', trouble: {status: 503, body: ''}, code: 3, title: 'Server error (503)'},
    {step: 'firebase sign-in', trouble: {status: 200, body: {idToken: 'x y'}}, code: 3, title: 'Unexpected response'},
    {step: 'firebase sign-in', trouble: {status: 200, body: '<html>'}, code: 3, title: 'Unexpected response'},
    {step: 'mint', trouble: {status: 401, body: {detail: 'no'}}, code: 2, title: 'Authentication failed'},
    {step: 'mint', trouble: {status: 422, body: {detail: 'no'}}, code: 1, title: 'Invalid request'},
  ])('at $step with $trouble.status ($title) changes nothing', async ({code, step, title, trouble}) => {
    const server = await SignInServer.start()
    const {before, home} = homeWithKey(server)
    server.fail(step, trouble)
    const run = await signIn(server, visit, {args: ['-v', 'auth', 'login', '--browser'], home})
    expect(run).toMatchObject({code, stdout: ''})
    const line = run.stderr.split('\n').find((text) => text.startsWith('✗'))
    expect(line).toBe(`✗ ${title}`)
    expect(configText(home)).toBe(before)
    expect(server.keys).toEqual([])
    expect(run.stderr).not.toContain('AIza')
  })

  it('has its own words as the last line', async () => {
    const server = await SignInServer.start()
    server.fail('exchange', {body: {detail: 'Code expired'}, status: 400})
    const run = await signIn(server, visit, {args: ['--json', 'auth', 'login', '--browser']})
    expect(JSON.parse(run.stderr.split('\n')[1] ?? '')).toEqual({
      error: 'Token exchange failed (400)',
      code: 'token_exchange_failed',
      detail: 'Run `omi auth login --browser` again, or use `omi auth login --api-key` instead.\nCode expired',
      exit_code: 2,
      server_detail: 'Code expired',
      status: 400,
    })
  })

  it('that quotes what it was sent does not make us show it', async () => {
    const server = await SignInServer.start()
    const callback: string[] = []
    const run = await signIn(
      server,
      async (url) => {
        callback.push(await redirectOf(url))
        const code = new URL(callback[0] ?? '').searchParams.get('code')
        server.fail('exchange', {body: {detail: `Code ${code} is not known`}, status: 400})
        await open(callback[0] ?? '')
      },
      {args: ['-v', 'auth', 'login', '--browser']},
    )
    expect(run.stderr).toContain('Code KEY is not known')
  })

  it.each<Step>(['exchange', 'firebase sign-in'])('that does not answer at %s is no connection', async (step) => {
    const server = await SignInServer.start()
    const {before, home} = homeWithKey(server)
    server.fail(step, 'hang')
    const run = await signIn(server, visit, {env: {OMI_TIMEOUT: '2'}, home})
    expect(run).toMatchObject({code: 3, stdout: ''})
    expect(afterUrl(run.stderr)).toMatch(/^✗ Connection failed\n.*\(ETIMEDOUT\)/)
    expect(server.count(step)).toBe(1)
    expect(configText(home)).toBe(before)
  })

  it('is asked for a token once, and by Firebase again', async () => {
    const server = await SignInServer.start()
    server.failOnce('firebase sign-in', {status: 503}, 'drop')
    const env = {OMI_MAX_ATTEMPTS: '4'}
    expect(await signIn(server, visit, {env})).toMatchObject({code: 0})
    expect(server.count('firebase sign-in')).toBe(3)
    server.fail('exchange', {status: 503})
    expect(await signIn(server, visit, {env})).toMatchObject({code: 3})
    expect(server.count('exchange')).toBe(2)
  })

  it('names no secret in debug lines', async () => {
    const server = await SignInServer.start()
    const run = await signIn(server, visit, {args: ['-v', 'auth', 'login', '--browser']})
    const lines = run.stderr.match(/^\[debug\] .*? → \d+/gm)
    expect(lines).toEqual([
      '[debug] POST /v1/auth/token → 200',
      `[debug] POST /identitytoolkit.googleapis.com/v1/accounts:signInWithCustomToken → 200`,
      '[debug] GET /v1/dev/keys → 200',
      '[debug] POST /v1/dev/keys → 200',
    ])
  })
})
