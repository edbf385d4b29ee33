import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, it, onTestFinished} from 'vitest'

import {type Sandbox} from '../../../../src/lib/sandbox/server.js'
import {call, clock, MEMORIES, sandboxFor} from '../support.js'
import {authorizePath, codeFor, exchange, refresh, session, signIn} from './support.js'

const KEYS = '/v1/dev/keys'

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>

const listStatus = async (sandbox: Sandbox, idToken: string) => {
  const {status} = await call(sandbox, 'GET', KEYS, {key: idToken})
  return status
}

describe('Firebase', () => {
  it('gives tokens that say who it is, and that open the keys and nothing else', async () => {
    const sandbox = await sandboxFor()
    const before = Math.floor(Date.now() / 1000)
    const exchanged = await exchange(sandbox, {code: await codeFor(sandbox, {}, 'sandbox-tiago')})
    const {body, status} = await signIn(sandbox, {returnSecureToken: true, token: exchanged.body.custom_token})
    expect(status).toBe(200)
    expect(body).toMatchObject({expiresIn: '3600', idToken: expect.any(String), refreshToken: expect.any(String)})
    const claims = claimsOf(body.idToken)
    expect(claims).toMatchObject({email: 'tiago@example.com', name: 'Tiago Reis', sub: 'sandbox-tiago'})
    expect(claims.iat).toBeGreaterThanOrEqual(before)
    expect(claims.exp).toBe((claims.iat as number) + 3600)
    expect(body.idToken).toMatch(/^[\w-]+\.[\w-]+\.$/)
    expect(await listStatus(sandbox, body.idToken)).toBe(200)
    for (const path of [MEMORIES, '/v1/dev/key']) {
      expect((await call(sandbox, 'GET', path, {key: body.idToken})).status).toBe(401)
    }
  })

  it('shows both people the same data', async () => {
    const sandbox = await sandboxFor()
    const [mara, tiago] = [await session(sandbox), await session(sandbox, 'sandbox-tiago')]
    await call(sandbox, 'POST', KEYS, {body: {name: 'laptop'}, key: mara.idToken})
    const {body} = await call<{name: string}[]>(sandbox, 'GET', KEYS, {key: tiago.idToken})
    expect(body[0]).toMatchObject({name: 'laptop'})
  })

  it('gives a new refresh token with each ID token, and takes the old one no more', async () => {
    const sandbox = await sandboxFor()
    const {idToken, refreshToken} = await session(sandbox, 'sandbox-tiago')
    const {body, status} = await refresh(sandbox, {refresh_token: refreshToken})
    expect(status).toBe(200)
    expect(body).toMatchObject({expires_in: '3600', token_type: 'Bearer', user_id: 'sandbox-tiago'})
    expect(body.refresh_token).not.toBe(refreshToken)
    expect(body.id_token).not.toBe(idToken)
    expect(await listStatus(sandbox, body.id_token)).toBe(200)
    expect(await refresh<unknown>(sandbox, {refresh_token: refreshToken})).toEqual({
      body: {error: {code: 400, message: 'INVALID_REFRESH_TOKEN', status: 'INVALID_ARGUMENT'}},
      status: 400,
    })
    expect((await refresh(sandbox, {refresh_token: body.refresh_token})).status).toBe(200)
  })

  it('lets one of twenty have a refresh token', async () => {
    const sandbox = await sandboxFor()
    const {refreshToken} = await session(sandbox)
    const answers = await Promise.all(Array.from({length: 20}, () => refresh(sandbox, {refresh_token: refreshToken})))
    expect(answers.filter(({status}) => status === 200)).toHaveLength(1)
  })

  it('lets ID tokens live as long as it is told', async () => {
    const time = clock()
    const sandbox = await sandboxFor({now: time.now, tokenLifetime: 5})
    const {idToken, refreshToken} = await session(sandbox)
    time.set(4)
    expect(await listStatus(sandbox, idToken)).toBe(200)
    time.set(5)
    expect(await listStatus(sandbox, idToken)).toBe(401)
    const {body} = await refresh(sandbox, {refresh_token: refreshToken})
    expect(body).toMatchObject({expires_in: '5'})
    expect(await listStatus(sandbox, body.id_token)).toBe(200)
  })

  it.each<[string, Record<string, string>]>([
    ['INVALID_REFRESH_TOKEN', {refresh_token: 'bogus'}],
    ['MISSING_REFRESH_TOKEN', {}],
    ['INVALID_GRANT_TYPE', {grant_type: 'password', refresh_token: 'x'}],
    ['MISSING_GRANT_TYPE', {grant_type: '', refresh_token: 'x'}],
  ])('answers %s to %j', async (message, form) => {
    const answer = await refresh<unknown>(await sandboxFor(), form)
    expect(answer).toEqual({body: {error: {code: 400, message, status: 'INVALID_ARGUMENT'}}, status: 400})
  })

  it.each<[string, unknown]>([
    ['INVALID_CUSTOM_TOKEN', {token: 'bogus'}],
    ['INVALID_CUSTOM_TOKEN', {token: 'bogus.bnVsbA.'}],
    ['MISSING_CUSTOM_TOKEN', {returnSecureToken: true}],
    ['MISSING_CUSTOM_TOKEN', [1]],
    ['Invalid JSON payload received.', '{'],
  ])('answers %s to %j', async (message, body) => {
    expect(await signIn<unknown>(await sandboxFor(), body)).toEqual({
      body: {error: {code: 400, message, status: 'INVALID_ARGUMENT'}},
      status: 400,
    })
  })

  it('takes neither an ID token nor an old custom token for a custom token', async () => {
    const time = clock()
    const sandbox = await sandboxFor({now: time.now})
    expect((await signIn(sandbox, {token: sandbox.idToken})).status).toBe(400)
    const exchanged = await exchange(sandbox, {code: await codeFor(sandbox)})
    time.set(3600)
    expect((await signIn(sandbox, {token: exchanged.body.custom_token})).status).toBe(400)
  })

  it('wants a web API key, whichever', async () => {
    const sandbox = await sandboxFor()
    const denied = {body: {error: {code: 403, status: 'PERMISSION_DENIED'}}, status: 403}
    for (const query of ['', '?key=']) {
      expect(await signIn(sandbox, {token: 'x'}, query)).toMatchObject(denied)
      expect(await refresh(sandbox, {refresh_token: 'x'}, query)).toMatchObject(denied)
    }
  })

  it('remembers sessions across a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'omi-sandbox-'))
    onTestFinished(() => rm(folder, {recursive: true}))
    const dataFile = join(folder, 'data.json')
    const first = await sandboxFor({dataFile})
    const {idToken, refreshToken} = await session(first)
    await first.close()

    const second = await sandboxFor({dataFile})
    expect(await listStatus(second, idToken)).toBe(200)
    const {body} = await refresh(second, {refresh_token: refreshToken})
    await second.close()

    const third = await sandboxFor({dataFile})
    expect((await refresh(third, {refresh_token: refreshToken})).status).toBe(400)
    expect((await refresh(third, {refresh_token: body.refresh_token})).status).toBe(200)
    await third.close()
  })

  it('leaves nothing but the paths in the log', async () => {
    const lines: string[] = []
    const sandbox = await sandboxFor({log: (line) => lines.push(line)})
    const {refreshToken} = await session(sandbox)
    await refresh(sandbox, {refresh_token: refreshToken})
    expect(lines.map((line) => line.replace(/ \d+ms$/, ''))).toEqual([
      'GET /v1/auth/authorize 307',
      'GET /sign-in 200',
      'POST /sign-in 303',
      'POST /v1/auth/token 200',
      'POST /identitytoolkit.googleapis.com/v1/accounts:signInWithCustomToken 200',
      'POST /securetoken.googleapis.com/v1/token 200',
    ])
  })

  it('can be made to fail on purpose', async () => {
    const sandbox = await sandboxFor({faults: ['POST /securetoken* 503', 'GET /v1/auth/authorize 500']})
    expect((await fetch(`${sandbox.apiBase}/securetoken.googleapis.com/v1/token`, {method: 'POST'})).status).toBe(503)
    expect((await call(sandbox, 'GET', authorizePath())).status).toBe(500)
  })
})
