import {describe, expect, it} from 'vitest'

import {type Schema} from '../../../src/lib/sandbox/contract.js'
import {call, clock, MEMORIES, sandboxFor, send} from './support.js'

const KEYS = '/v1/dev/keys'

type Key = Schema<'DevApiKey'>
type CreatedKey = Schema<'DevApiKeyCreated'>

describe('keys', () => {
  it('are managed with an ID token only, which opens nothing else', async () => {
    const sandbox = await sandboxFor()
    const {apiKey, idToken} = sandbox
    const invalid = {body: {detail: 'Invalid authorization token'}, status: 401}
    expect(await call(sandbox, 'GET', KEYS, {key: apiKey})).toEqual(invalid)
    // As good as a real one, but nobody issued it.
    expect(await call(sandbox, 'GET', KEYS, {key: idToken.replace('.', 'x.')})).toEqual(invalid)
    expect((await call(sandbox, 'GET', KEYS, {headers: {Authorization: ''}})).body).toEqual({
      detail: 'Authorization header not found',
    })
    expect((await call(sandbox, 'GET', KEYS, {key: idToken})).status).toBe(200)
    expect(await call(sandbox, 'GET', MEMORIES, {key: idToken})).toEqual({
      body: {detail: 'Invalid API Key'},
      status: 401,
    })
  })

  it('takes a token for an hour', async () => {
    const time = clock()
    const sandbox = await sandboxFor({now: time.now})
    const key = sandbox.idToken
    expect(key).toMatch(/^[\w-]+\.[\w-]+\.$/)
    const payload = JSON.parse(Buffer.from(key.split('.')[1]!, 'base64url').toString()) as {exp: number; iat: number}
    expect(payload.exp - payload.iat).toBe(3600)
    time.set(3599)
    expect((await call(sandbox, 'GET', KEYS, {key})).status).toBe(200)
    time.set(3600)
    expect((await call(sandbox, 'GET', KEYS, {key})).status).toBe(401)
    expect((await call(sandbox, 'GET', KEYS, {key: sandbox.idToken})).status).toBe(200)
  })

  it('are created with a secret shown once, work, and are listed newest first', async () => {
    const sandbox = await sandboxFor()
    const key = sandbox.idToken
    const {body} = await call<CreatedKey>(sandbox, 'POST', KEYS, {
      body: {name: ' laptop ', scopes: ['memories:write']},
      key,
    })
    expect(body).toMatchObject({name: 'laptop', scopes: ['memories:write']})
    expect(body.key).toMatch(/^omi_dev_\w{16,}$/)
    expect((await send(sandbox, 'POST', MEMORIES, {body: {content: 'x'}, key: body.key})).status).toBe(200)
    expect((await send(sandbox, 'GET', MEMORIES, {key: body.key})).status).toBe(403)
    const response = await send(sandbox, 'GET', KEYS, {key})
    const text = await response.text()
    expect((JSON.parse(text) as Key[]).map(({name}) => name)).toEqual(['laptop', 'Sandbox (read-only)', 'Sandbox'])
    for (const secret of [body.key, sandbox.apiKey, sandbox.readOnlyKey]) expect(text).not.toContain(secret)
  })

  it('may only read unless scopes are named, and refuse an unknown scope or a blank name', async () => {
    const sandbox = await sandboxFor()
    const key = sandbox.idToken
    const {body} = await call<CreatedKey>(sandbox, 'POST', KEYS, {body: {name: 'reader'}, key})
    expect(body.scopes).toEqual(['conversations:read', 'memories:read', 'action_items:read', 'goals:read'])
    const unknown = await call<{detail: string}>(sandbox, 'POST', KEYS, {body: {name: 'x', scopes: ['all']}, key})
    expect(unknown.status).toBe(400)
    expect(unknown.body.detail).toContain('Invalid scopes. Available: conversations:read')
    expect((await call(sandbox, 'POST', KEYS, {body: {name: ' '}, key})).status).toBe(422)
    expect((await call(sandbox, 'POST', KEYS, {body: {name: 'x', scopes: 'goals:read'}, key})).status).toBe(422)
  })

  it('open nothing once revoked; revoking again is the same', async () => {
    const sandbox = await sandboxFor()
    const key = sandbox.idToken
    const {body} = await call<CreatedKey>(sandbox, 'POST', KEYS, {body: {name: 'x'}, key})
    expect((await send(sandbox, 'GET', MEMORIES, {key: body.key})).status).toBe(200)
    for (let round = 0; round < 2; round++) {
      expect(await call(sandbox, 'DELETE', `${KEYS}/${body.id}`, {key})).toEqual({body: undefined, status: 204})
      expect((await send(sandbox, 'GET', MEMORIES, {key: body.key})).status).toBe(401)
    }
  })
})
