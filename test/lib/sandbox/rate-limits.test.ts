import {describe, expect, it} from 'vitest'

import {RateLimiter} from '../../../src/lib/sandbox/rate-limits.js'
import {type Sandbox} from '../../../src/lib/sandbox/server.js'
import {call, clock, CONVERSATIONS, createMemory, MEMORIES, sandboxFor, send} from './support.js'

const limits = ({headers}: Awaited<ReturnType<typeof send>>) => [
  headers.get('x-ratelimit-limit'),
  headers.get('x-ratelimit-remaining'),
  headers.get('retry-after'),
]

/** Counts against no policy. */
const KEY = '/v1/dev/key'

const postBatch = (sandbox: Sandbox, content: string, key?: string) =>
  send(sandbox, 'POST', `${MEMORIES}/batch`, {body: {memories: [{content}]}, key})

describe('rate limits', () => {
  it('counts an hour of batches down, refuses without naming the policy, and begins again', async () => {
    const time = clock()
    const sandbox = await sandboxFor({now: time.now})
    for (let index = 0; index < 15; index++) {
      const response = await postBatch(sandbox, `m${index}`)
      expect(response.status).toBe(200)
      expect(limits(response)).toEqual(['15', String(14 - index), null])
    }

    time.set(3588)
    const refused = await postBatch(sandbox, 'one too many')
    expect(refused.status).toBe(429)
    expect(limits(refused)).toEqual(['15', '0', '12'])
    expect(await refused.json()).toEqual({detail: 'Rate limit exceeded. Try again in 12s.'})
    // Another policy is not touched.
    expect(await createMemory(sandbox, 'single')).toMatchObject({content: 'single'})
    time.set(3600)
    expect((await postBatch(sandbox, 'next hour')).status).toBe(200)
  })

  it('allows 120 single memories an hour', async () => {
    const time = clock()
    const sandbox = await sandboxFor({now: time.now})
    for (let index = 0; index < 120; index++) {
      // The limit over all is 100 a minute.
      time.set(index)

      await createMemory(sandbox, `m${index}`)
    }

    const refused = await send(sandbox, 'POST', MEMORIES, {body: {content: 'x'}})
    expect(refused.status).toBe(429)
    expect(limits(refused)).toEqual(['120', '0', '3481'])
  })

  it('counts a request that fails validation, and none that lacks the scope', async () => {
    const sandbox = await sandboxFor()
    await send(sandbox, 'POST', MEMORIES, {body: {}})
    await send(sandbox, 'POST', MEMORIES, {body: {content: 'x'}, key: sandbox.readOnlyKey})
    const response = await send(sandbox, 'POST', MEMORIES, {body: {content: 'x'}})
    expect(limits(response)).toEqual(['120', '118', null])
  })

  it('allows a key 100 requests a minute over all, each key on its own', async () => {
    const time = clock()
    const sandbox = await sandboxFor({now: time.now})
    for (let index = 0; index < 100; index++) {
      const response = await send(sandbox, 'GET', KEY)
      expect(limits(response)).toEqual([null, null, null])
    }

    time.set(30)
    const refused = await send(sandbox, 'GET', KEY)
    expect(refused.status).toBe(429)
    expect(limits(refused)).toEqual(['100', '0', '30'])
    expect((await send(sandbox, 'GET', KEY, {key: sandbox.readOnlyKey})).status).toBe(200)
  })

  it('gives both ways of making a conversation 25 an hour together', async () => {
    const sandbox = await sandboxFor({now: clock().now})
    const segments = {transcript_segments: [{text: 'what was said', start: 0, end: 1}]}
    for (let index = 0; index < 25; index++) {
      const [path, body] = index % 2 === 0 ? [CONVERSATIONS, {text: 'x'}] : [`${CONVERSATIONS}/from-segments`, segments]
      const response = await send(sandbox, 'POST', path as string, {body})
      expect(limits(response)).toEqual(['25', String(24 - index), null])
    }

    for (const path of [CONVERSATIONS, `${CONVERSATIONS}/from-segments`]) {
      const refused = await send(sandbox, 'POST', path, {body: {}})
      expect(refused.status).toBe(429)
      expect(limits(refused)).toEqual(['25', '0', '3600'])
    }
  })

  it('sends no figure of the limit over all where a policy has its own', async () => {
    const sandbox = await sandboxFor({now: clock().now})
    for (let index = 0; index < 100; index++) await send(sandbox, 'GET', MEMORIES)
    const refused = await send(sandbox, 'POST', MEMORIES, {body: {content: 'x'}})
    expect(refused.status).toBe(429)
    expect(limits(refused)).toEqual([null, null, '60'])
  })

  it('counts 10 000 requests a day over all keys', async () => {
    const time = clock()
    const limiter = new RateLimiter(time.now)
    for (let index = 0; index < 10_000; index++) {
      time.set(index)
      limiter.take(index % 2 === 0 ? 'one' : 'other', [])
    }

    expect(() => limiter.take('third', [])).toThrow(expect.objectContaining({status: 429}))
    time.set(86_400)
    expect(limiter.take('third', [])).toEqual({})
  })

  it('can be switched off', async () => {
    const sandbox = await sandboxFor({rateLimits: false})
    for (let index = 0; index < 130; index++) {
      const {status} = await call(sandbox, 'POST', MEMORIES, {body: {content: `m${index}`}})
      expect(status).toBe(200)
    }

    expect(limits(await send(sandbox, 'POST', MEMORIES, {body: {content: 'x'}}))).toEqual([null, null, null])
  })
})
