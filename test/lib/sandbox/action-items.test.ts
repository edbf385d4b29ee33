import {describe, expect, it} from 'vitest'

import {type Schema} from '../../../src/lib/sandbox/contract.js'
import {type Sandbox} from '../../../src/lib/sandbox/server.js'
import {ACTION_ITEMS, call, clock, document, sandboxFor} from './support.js'

type ActionItem = Schema<'ActionItem'>

const create = (sandbox: Sandbox, description: string, fields: object = {}) =>
  document<ActionItem>(sandbox, 'POST', ACTION_ITEMS, {description, ...fields})

const update = (sandbox: Sandbox, {id}: ActionItem, body: object) =>
  document<ActionItem>(sandbox, 'PATCH', `${ACTION_ITEMS}/${id}`, body)

async function descriptions(sandbox: Sandbox, query = ''): Promise<string[]> {
  const items = await document<ActionItem[]>(sandbox, 'GET', `${ACTION_ITEMS}${query}`)
  return items.map((item) => item.description)
}

describe('action items', () => {
  it('are created open, with the time of the day in UTC, and listed newest first', async () => {
    const sandbox = await sandboxFor()
    const first = await create(sandbox, ' one ', {due_at: '2026-12-24T18:00:00+01:00'})
    expect(first).toMatchObject({
      completed: false,
      completed_at: null,
      conversation_id: null,
      description: 'one',
      due_at: '2026-12-24T17:00:00.000000Z',
    })
    const second = await create(sandbox, 'one', {completed: true})
    expect(second.id).not.toBe(first.id)
    expect(second.completed_at).toBe(second.created_at)
    expect(await document(sandbox, 'GET', ACTION_ITEMS)).toEqual([second, first])
  })

  it('get completed_at when completed and lose it when opened again', async () => {
    const sandbox = await sandboxFor({now: clock().now})
    const item = await create(sandbox, 'x')
    const done = await update(sandbox, item, {completed: true})
    expect(done.completed_at).toMatch(/^2026-11-23T12:00:00/)
    expect(await update(sandbox, item, {description: 'y'})).toMatchObject({completed_at: done.completed_at})
    expect(await update(sandbox, item, {completed: false})).toMatchObject({
      completed: false,
      completed_at: null,
      description: 'y',
    })
  })

  it('keep what is not sent and lose a due date sent as null', async () => {
    const sandbox = await sandboxFor()
    const item = await create(sandbox, 'x', {due_at: '2026-12-24T17:00:00Z'})
    expect(await update(sandbox, item, {description: ' y '})).toMatchObject({description: 'y', due_at: item.due_at})
    expect(await update(sandbox, item, {due_at: null})).toMatchObject({description: 'y', due_at: null})
  })

  it('refuse an update without a field and blank text', async () => {
    const sandbox = await sandboxFor()
    const {id} = await create(sandbox, 'x')
    expect(await call(sandbox, 'PATCH', `${ACTION_ITEMS}/${id}`, {body: {unknown: 1}})).toEqual({
      body: {detail: 'At least one field must be provided'},
      status: 422,
    })
    const blank = {body: {detail: 'description cannot be empty'}, status: 422}
    expect(await call(sandbox, 'PATCH', `${ACTION_ITEMS}/${id}`, {body: {description: ' '}})).toEqual(blank)
    expect(await call(sandbox, 'POST', ACTION_ITEMS, {body: {description: ' '}})).toEqual(blank)
    expect(await descriptions(sandbox)).toEqual(['x'])
  })

  it('are filtered by state, conversation and day of creation, both ends included', async () => {
    const time = clock('2026-11-01T00:00:00Z')
    const sandbox = await sandboxFor({now: time.now})
    for (let day = 0; day < 4; day++) {
      time.set(day * 86_400)
      await create(sandbox, `day ${day}`, {completed: day % 2 === 1})
    }

    expect(await descriptions(sandbox, '?completed=true')).toEqual(['day 3', 'day 1'])
    expect(await descriptions(sandbox, '?completed=false&limit=1&offset=1')).toEqual(['day 0'])
    expect(await descriptions(sandbox, '?conversation_id=none')).toEqual([])
    const range = '?start_date=2026-11-02T01:00:00%2B01:00&end_date=2026-11-03T00:00:00Z'
    expect(await descriptions(sandbox, range)).toEqual(['day 2', 'day 1'])
  })

  it('come in batches of up to 50, all or none', async () => {
    const sandbox = await sandboxFor()
    const items = Array.from({length: 51}, (_, index) => ({description: `item ${index}`}))
    const batch = (actionItems: object[]) =>
      call<{action_items: ActionItem[]; created_count: number}>(sandbox, 'POST', `${ACTION_ITEMS}/batch`, {
        body: {action_items: actionItems},
      })
    expect((await batch(items)).status).toBe(422)
    expect((await batch([{description: 'a'}, {description: ' '}])).status).toBe(422)
    expect(await descriptions(sandbox)).toEqual([])
    const {body} = await batch(items.slice(0, 50))
    expect(body.created_count).toBe(50)
    expect(body.action_items[49]!.description).toBe('item 49')
    expect(await descriptions(sandbox, '?limit=2')).toEqual(['item 49', 'item 48'])
  })

  it('are deleted once', async () => {
    const sandbox = await sandboxFor()
    const {id} = await create(sandbox, 'x')
    expect(await call(sandbox, 'DELETE', `${ACTION_ITEMS}/${id}`)).toEqual({body: {success: true}, status: 200})
    expect(await call(sandbox, 'DELETE', `${ACTION_ITEMS}/${id}`)).toEqual({
      body: {detail: 'Action item not found'},
      status: 404,
    })
  })

  it('are found and changed among 10 000', async () => {
    const sandbox = await sandboxFor({rateLimits: false})
    for (let start = 0; start < 10_000; start += 5000) {
      const batches = Array.from({length: 100}, (_, batch) => {
        const items = Array.from({length: 50}, (_, index) => ({description: `item ${start + batch * 50 + index}`}))
        return call(sandbox, 'POST', `${ACTION_ITEMS}/batch`, {body: {action_items: items}})
      })
      await Promise.all(batches)
    }

    const range = 'start_date=2000-01-01T00:00:00Z'
    const last = await document<ActionItem[]>(sandbox, 'GET', `${ACTION_ITEMS}?${range}&limit=500&offset=9999`)
    expect(last).toHaveLength(1)
    await update(sandbox, last[0]!, {completed: true})
    expect(await descriptions(sandbox, '?completed=true')).toEqual([last[0]!.description])
  })
})
