import {describe, expect, it} from 'vitest'

import type {Sandbox} from '../../../src/lib/sandbox/server.js'

import {call, createMemory, MEMORIES, sandboxFor, send} from './support.js'

/** A clock that stands still until it is set. */
function clock() {
  const start = Date.parse('2026-11-23T12:00:00Z')
  let seconds = 0
  return {
    now: () => new Date(start + seconds * 1000),
    set(value: number) {
      seconds = value
    },
  }
}

const limits = ({headers}: Awaited<ReturnType<typeof send>>) => [
  headers.get('x-ratelimit-limit'),
  headers.get('x-ratelimit-remaining'),
  headers.get('retry-after'),
]

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
      const response = await send(sandbox, 'GET', MEMORIES)
      expect(limits(response)).toEqual([null, null, null])
    }

    time.set(30)
    const refused = await send(sandbox, 'GET', MEMORIES)
    expect(refused.status).toBe(429)
    expect(limits(refused)).toEqual(['100', '0', '30'])
    expect((await send(sandbox, 'GET', MEMORIES, {key: sandbox.readOnlyKey})).status).toBe(200)
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
