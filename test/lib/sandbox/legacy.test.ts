import {describe, expect, it} from 'vitest'

import {ACTION_ITEMS, call, CONVERSATIONS, document, GOALS, MEMORIES, sandboxFor} from './support.js'

const SEGMENTS = [{text: 'something was said', start: 0, end: 1}]

describe('an older server', () => {
  it('has no endpoint for the key', async () => {
    const sandbox = await sandboxFor({legacy: true})
    expect(await call(sandbox, 'GET', '/v1/dev/key')).toEqual({body: {detail: 'Not Found'}, status: 404})
    const {paths} = await document<{paths: object}>(sandbox, 'GET', '/openapi.json')
    expect(paths).not.toHaveProperty('/v1/dev/key')
  })

  it('wants a target for a goal and lists all of them with the inactive ones', async () => {
    const sandbox = await sandboxFor({legacy: true})
    const refused = await call(sandbox, 'POST', GOALS, {body: {title: 'Be kind'}})
    expect(refused).toMatchObject({body: {detail: [{loc: ['body', 'target_value'], type: 'missing'}]}, status: 422})
    for (const title of ['a', 'b', 'c']) await document(sandbox, 'POST', GOALS, {target_value: 1, title})
    expect(await document(sandbox, 'GET', `${GOALS}?limit=2`)).toHaveLength(2)
    expect(await document(sandbox, 'GET', `${GOALS}?limit=2&include_inactive=true`)).toHaveLength(3)
  })

  it('does not clear what is sent as null', async () => {
    const sandbox = await sandboxFor({legacy: true})
    const item = await document<{id: string}>(sandbox, 'POST', ACTION_ITEMS, {
      description: 'x',
      due_at: '2026-12-24T17:00:00Z',
    })
    const kept = {due_at: '2026-12-24T17:00:00.000000Z'}
    expect(await document(sandbox, 'PATCH', `${ACTION_ITEMS}/${item.id}`, {due_at: null})).toMatchObject(kept)
    const goal = await document<{id: string}>(sandbox, 'POST', GOALS, {target_value: 1, title: 'x', unit: 'km'})
    expect(await document(sandbox, 'PATCH', `${GOALS}/${goal.id}`, {title: 'y', unit: null})).toMatchObject({
      title: 'y',
      unit: 'km',
    })
  })

  it('makes a conversation of every repetition, from an external integration', async () => {
    const sandbox = await sandboxFor({legacy: true})
    const body = {client_session_id: 'one', transcript_segments: SEGMENTS}
    const first = await document<{id: string}>(sandbox, 'POST', `${CONVERSATIONS}/from-segments`, body)
    const second = await document<{id: string}>(sandbox, 'POST', `${CONVERSATIONS}/from-segments`, body)
    expect(second.id).not.toBe(first.id)
    expect(await document(sandbox, 'GET', `${CONVERSATIONS}/${first.id}`)).toMatchObject({
      source: 'external_integration',
    })
  })

  it('does not know newer values', async () => {
    const newer = await sandboxFor()
    const older = await sandboxFor({legacy: true})
    const memory = {category: 'workflow', content: 'x'}
    const segments = {source: 'rayban_meta', transcript_segments: SEGMENTS}
    const requests: [method: string, path: string, body: unknown, refusal: number][] = [
      ['POST', MEMORIES, memory, 422],
      ['POST', `${MEMORIES}/batch`, {memories: [memory]}, 422],
      ['POST', `${CONVERSATIONS}/from-segments`, segments, 422],
      ['GET', `${MEMORIES}?categories=workflow`, undefined, 400],
    ]
    for (const [method, path, body, refusal] of requests) {
      expect((await call(newer, method, path, {body})).status, path).toBe(200)
      expect((await call(older, method, path, {body})).status, path).toBe(refusal)
    }

    const {body} = await call<{detail: {msg: string}[]}>(older, 'POST', MEMORIES, {body: memory})
    expect(body.detail[0]!.msg).not.toContain('workflow')
    expect(body.detail[0]!.msg).toContain("'work'")
  })
})
