import {expect, it} from 'vitest'

import {pointedAt, sandboxForTest} from '../support/server.js'
import {omi} from '../support/within.js'

/** A 404 to a deletion that is asked for again means "done" only where an earlier attempt may have done it. */

const VERBS = [
  ['memory', 'memories'],
  ['conversation', 'conversations'],
  ['action-item', 'action-items'],
  ['goal', 'goals'],
] as const

it.each(VERBS)('%s delete: what was turned away before is not found', async (topic, list) => {
  const sandbox = await sandboxForTest({faults: [`DELETE /v1/dev/user/${list}/* 429:1 x1`]})
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  const run = await omi(['--json', topic, 'delete', 'nosuch', '--yes'], {env})
  expect(run).toMatchObject({code: 5, stdout: ''})
  expect(JSON.parse(run.stderr)).toMatchObject({error: expect.stringMatching(/ not found: nosuch$/), status: 404})
  expect(sandbox.requests).toHaveLength(2)
})

it.each(['drop-before', '502', '500-after'])('after %s it may have been done', async (effect) => {
  const sandbox = await sandboxForTest({faults: [`DELETE * ${effect} x1`]})
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  const run = await omi(['--json', 'memory', 'delete', 'nosuch', '--yes'], {env})
  expect(run).toMatchObject({code: 0, stderr: '', stdout: '{"success":true}\n'})
})

it('remembers an attempt that may have done it over one that was turned away', async () => {
  const sandbox = await sandboxForTest({faults: ['DELETE * drop-before x1', 'DELETE * 429:1 x1']})
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  expect(await omi(['memory', 'delete', 'nosuch', '--yes'], {env})).toMatchObject({code: 0})
  expect(sandbox.requests).toHaveLength(3)
})

it('omi api never makes up an answer', async () => {
  const sandbox = await sandboxForTest({faults: ['DELETE * 502 x1']})
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  const run = await omi(['--json', 'api', 'DELETE', '/v1/dev/user/memories/nosuch'], {env})
  expect(run).toMatchObject({code: 5, stdout: ''})
})
