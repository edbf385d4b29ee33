import {expect, it} from 'vitest'

import {call, document, sandboxFor, send} from './support.js'

it('answers a message in lines, and keeps both', async () => {
  const sandbox = await sandboxFor({seedData: true})
  const key = sandbox.idToken
  const response = await send(sandbox, 'POST', '/v2/messages', {body: {text: ' What about the budget? '}, key})
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const lines = (await response.text()).split('\n\n').filter(Boolean)
  const kinds = new Set(lines.map((line) => line.split(':', 1)[0]))
  expect([...kinds]).toEqual(['', 'think', 'memory', 'message', 'data', 'done'])
  const {body} = await call<Array<{sender: string; text: string}>>(sandbox, 'GET', '/v2/messages', {key})
  const [answer, question] = body
  expect(question).toMatchObject({sender: 'human', text: 'What about the budget?'})
  const pieces = lines.flatMap((line) => /^data: (.*)$/.exec(line)?.[1] ?? [])
  expect(pieces.join('').replaceAll('__CRLF__', '\n')).toBe(answer?.text)
  const done = lines.at(-1)?.slice('done: '.length) ?? ''
  expect(JSON.parse(Buffer.from(done, 'base64').toString())).toEqual(answer)

  expect((await call(sandbox, 'DELETE', '/v2/messages', {key})).status).toBe(204)
  expect((await call(sandbox, 'GET', '/v2/messages', {key})).body).toEqual([])
})

it('has the tasks of the account', async () => {
  const sandbox = await sandboxFor({seedData: true})
  const key = sandbox.idToken
  const {body: task} = await call<{id: string}>(sandbox, 'POST', '/v1/action-items', {body: {description: 'Sow'}, key})
  const list = '/v1/action-items?completed=false&limit=2'
  const {body: tasks} = await call<{action_items: object[]; has_more: boolean}>(sandbox, 'GET', list, {key})
  expect(tasks).toMatchObject({action_items: [{description: 'Sow', id: task.id}, {}], has_more: true})
  await call(sandbox, 'PATCH', `/v1/action-items/${task.id}/completed?completed=true`, {key})
  expect(await document(sandbox, 'GET', '/v1/dev/user/action-items?completed=true&limit=500')).toContainEqual(
    expect.objectContaining({completed_at: expect.any(String), id: task.id}),
  )
  const {status} = await call(sandbox, 'PATCH', '/v1/action-items/none/completed?completed=true', {key})
  expect(status).toBe(404)
})
