import {describe, expect, it} from 'vitest'

import {operationOf, policiesOf, type Policy} from '../../../src/lib/contract/operation.js'
import {OPERATIONS, RATE_POLICIES} from '../../../src/lib/contract/operations.js'
import {type OperationId} from '../../../src/lib/sandbox/contract.js'
import {RateLimiter} from '../../../src/lib/sandbox/rate-limits.js'
import {type SandboxOptions} from '../../../src/lib/sandbox/server.js'
import {fullSandbox} from '../../support/full-sandbox.js'
import {clock, CONVERSATIONS, document, sandboxFor, send} from './support.js'

/** A policy or a figure of the contract's table that the sandbox does not keep to fails here. */

const LIMITED = (Object.keys(OPERATIONS) as OperationId[]).filter((id) => operationOf(id).policies !== undefined)

const figures = ({headers, status}: Awaited<ReturnType<typeof send>>) => [
  status,
  headers.get('x-ratelimit-limit'),
  headers.get('x-ratelimit-remaining'),
]

describe('policies by the table of the contract', () => {
  const limited = LIMITED.flatMap((id) => {
    const operation = operationOf(id)
    const plain = {id, operation, query: {}}
    return operation.policiesWithTranscript ? [plain, {...plain, query: {include_transcript: 'true'}}] : [plain]
  })

  it('are each counted by some operation', () => {
    expect(limited.length).toBeGreaterThan(28)
    const counted = new Set(limited.flatMap(({operation, query}) => policiesOf(operation, query)))
    expect([...counted].sort()).toEqual(Object.keys(RATE_POLICIES).sort())
  })

  it.each(limited)('of $id $query are all counted, and no others', async ({operation, query}) => {
    const time = clock()
    let limiter = new RateLimiter(time.now)
    const rateLimits: SandboxOptions['rateLimits'] = {take: (...request) => limiter.take(...request)}
    const sandbox = await sandboxFor({rateLimits})
    const {id: keyId} = await document<{id: string}>(sandbox, 'GET', '/v1/dev/key')
    const path = `${operation.path.replace(/\{\w+\}/, 'some-id')}?${new URLSearchParams(query)}`
    const body = operation.method === 'POST' || operation.method === 'PATCH' ? {} : undefined
    const own = policiesOf(operation, query)
    const others = (Object.keys(RATE_POLICIES) as Policy[]).filter((policy) => !own.includes(policy))
    /** A limiter with which the key has used all but `left` of what these policies allow. */
    const nearlyUsed = (policies: readonly Policy[], left: number) => {
      time.set(0)
      limiter = new RateLimiter(time.now)
      let minute = 0
      for (const policy of policies) {
        for (let used = 0; used < RATE_POLICIES[policy] - left; used++) {
          // Over all, 100 a minute.
          if (++minute % 50 === 0) time.set((minute / 50) * 61)
          limiter.take(keyId, [policy])
        }
      }
    }

    for (const policy of own) {
      nearlyUsed([policy], 1)
      const last = await send(sandbox, operation.method, path, {body})
      expect(last.status).not.toBe(429)
      expect(last.headers.get('x-ratelimit-remaining')).toBe('0')
      const refused = await send(sandbox, operation.method, path, {body})
      expect(refused.status, policy).toBe(429)
      expect(refused.headers.get('x-ratelimit-limit'), policy).toBe(String(RATE_POLICIES[policy]))
      expect(refused.headers.get('x-ratelimit-remaining')).toBe('0')
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    }

    nearlyUsed(others, 0)
    expect((await send(sandbox, operation.method, path, {body})).status).not.toBe(429)
  })

  it('name the figures of the one that ran out, and those before it have counted the request', async () => {
    const {sandbox} = await fullSandbox({conversations: 30}, {now: clock().now, rateLimits: true})
    const list = (query: string) => send(sandbox, 'GET', `${CONVERSATIONS}?${query}`)
    for (let left = 24; left >= 0; left--) {
      expect(figures(await list('include_transcript=yes'))).toEqual([200, '25', String(left)])
    }

    const refused = await list('include_transcript=1')
    expect(figures(refused)).toEqual([429, '25', '0'])
    expect(await refused.json()).toEqual({detail: 'Rate limit exceeded. Try again in 3600s.'})
    expect(figures(await list('include_transcript=false'))).toEqual([200, '60', '33'])
    expect(figures(await send(sandbox, 'GET', '/v1/dev/user/folders'))).toEqual([200, '60', '32'])
    expect(figures(await send(sandbox, 'GET', `${CONVERSATIONS}/conversation-1`))).toEqual([200, '60', '31'])
  })
})
