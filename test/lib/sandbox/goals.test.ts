import {describe, expect, it} from 'vitest'

import {type Schema} from '../../../src/lib/sandbox/contract.js'
import {type Sandbox} from '../../../src/lib/sandbox/server.js'
import {call, clock, document, GOALS, sandboxFor} from './support.js'

type Goal = Schema<'Goal'>

interface Entry {
  date: string
  value: number
}

const DAY = 86_400

const create = (sandbox: Sandbox, title: string, fields: object = {}) =>
  document<Goal>(sandbox, 'POST', GOALS, {title, ...fields})

const update = (sandbox: Sandbox, {id}: Goal, body: object) => document<Goal>(sandbox, 'PATCH', `${GOALS}/${id}`, body)

const progress = (sandbox: Sandbox, {id}: Goal, value: number) =>
  document<Goal>(sandbox, 'PATCH', `${GOALS}/${id}/progress?current_value=${value}`)

async function history(sandbox: Sandbox, {id}: Goal, query = ''): Promise<[string, number][]> {
  const entries = await document<Entry[]>(sandbox, 'GET', `${GOALS}/${id}/history${query}`)
  return entries.map(({date, value}) => [date, value])
}

describe('goals', () => {
  it('are qualitative with a title alone, and keep their metric when they have one', async () => {
    const sandbox = await sandboxFor()
    const plain = await create(sandbox, ' Be kind ')
    expect(plain).toMatchObject({
      current_value: 0,
      goal_type: 'scale',
      is_active: true,
      max_value: 10,
      min_value: 0,
      target_value: 0,
      title: 'Be kind',
      unit: null,
    })
    const fields = {
      goal_type: 'numeric',
      horizon_at: '2026-12-31T23:59:59.999+01:00',
      success_criteria: ['a'],
      target_value: 42.2,
      unit: 'km',
    }
    const running = await create(sandbox, 'Run', fields)
    expect(running).toMatchObject({...fields, horizon_at: '2026-12-31T22:59:59.999000Z', max_value: 42.2})
    expect(await document(sandbox, 'GET', `${GOALS}/${plain.id}`)).toEqual(plain)
    expect(await document(sandbox, 'GET', GOALS)).toEqual([plain, running])
    expect(await document(sandbox, 'GET', `${GOALS}?limit=1`)).toEqual([plain])
  })

  it('lose a field sent as null and keep one that is left out', async () => {
    const sandbox = await sandboxFor()
    const fields = {horizon_at: '2026-12-31T00:00:00Z', target_value: 5, unit: 'km', why_it_matters: 'health'}
    const goal = await create(sandbox, 'Run', fields)
    expect(await update(sandbox, goal, {unit: null})).toMatchObject({
      horizon_at: goal.horizon_at,
      target_value: 5,
      unit: null,
      why_it_matters: 'health',
    })
    expect(await update(sandbox, goal, {horizon_at: null, title: 'Walk', why_it_matters: null})).toMatchObject({
      horizon_at: null,
      target_value: 5,
      title: 'Walk',
      why_it_matters: null,
    })
    expect(await call(sandbox, 'PATCH', `${GOALS}/${goal.id}`, {body: {}})).toEqual({
      body: {detail: 'At least one field must be provided'},
      status: 422,
    })
  })

  it('keep one entry of progress a day, newest first', async () => {
    const time = clock('2026-11-01T10:00:00Z')
    const sandbox = await sandboxFor({now: time.now})
    const goal = await create(sandbox, 'Run', {target_value: 50})
    await progress(sandbox, goal, 1)
    expect(await progress(sandbox, goal, 2.5)).toMatchObject({current_value: 2.5})
    time.set(DAY)
    await progress(sandbox, goal, -3)
    time.set(40 * DAY)
    await progress(sandbox, goal, 20)
    await update(sandbox, goal, {current_value: 21})
    expect(await history(sandbox, goal)).toEqual([['2026-12-11', 20]])
    expect(await history(sandbox, goal, '?days=41')).toEqual([
      ['2026-12-11', 20],
      ['2026-11-02', -3],
      ['2026-11-01', 2.5],
    ])
    expect(await history(sandbox, goal, '?days=40')).toHaveLength(2)
  })

  it('take the value of their progress from the query', async () => {
    const sandbox = await sandboxFor()
    const {id} = await create(sandbox, 'Run')
    const path = `${GOALS}/${id}/progress`
    expect((await call(sandbox, 'PATCH', path, {body: {current_value: 5}})).status).toBe(422)
    expect((await call(sandbox, 'PATCH', `${path}?current_value=much`)).status).toBe(422)
    expect((await call(sandbox, 'PATCH', `${GOALS}/none/progress?current_value=5`)).body).toEqual({
      detail: 'Goal not found',
    })
  })

  it('are listed by rank, the inactive ones only when asked for', async () => {
    const sandbox = await sandboxFor({seedData: true})
    const active = await document<Goal[]>(sandbox, 'GET', GOALS)
    expect(active.map((goal) => goal.focus_rank)).toEqual([0, 1, null, null])
    const all = await document<Goal[]>(sandbox, 'GET', `${GOALS}?include_inactive=true`)
    expect(all).toHaveLength(5)
    expect(all.find((goal) => !goal.is_active)).toMatchObject({status: 'achieved'})
    expect(await document(sandbox, 'GET', `${GOALS}?include_inactive=true&limit=2`)).toEqual(all.slice(0, 2))
  })

  it('are gone once deleted, with their history', async () => {
    const sandbox = await sandboxFor()
    const goal = await create(sandbox, 'Run')
    await progress(sandbox, goal, 1)
    expect(await document(sandbox, 'DELETE', `${GOALS}/${goal.id}`)).toEqual({success: true})
    for (const path of ['', '/history']) {
      expect(await call(sandbox, 'GET', `${GOALS}/${goal.id}${path}`)).toEqual({
        body: {detail: 'Goal not found'},
        status: 404,
      })
    }
  })
})
