import {expect, it} from 'vitest'

import {NOBODY, pointedAt, sandboxForTest} from '../support/server.js'
import {omi} from '../support/within.js'

/** What a raw request repeats, and what it says when nobody knows whether it happened. */

const environmentFor = ({apiBase, apiKey}: {apiBase: string; apiKey: string}) => ({
  ...pointedAt(apiBase, apiKey),
  OMI_MAX_ATTEMPTS: '2',
})

it.each([
  ['POST', '/v1/dev/user/ask', 'question=When?'],
  ['POST', '/v1/dev/user/memories', 'content=Prefers tea'],
  ['GET', '/v1/dev/user/goals', 'limit:=1'],
])('%s %s is repeated', async (method, path, field) => {
  const sandbox = await sandboxForTest({faults: [`${method} ${path} drop-after x1`]})
  const run = await omi(['api', method, path, '--field', field], {env: environmentFor(sandbox)})
  expect(run).toMatchObject({code: 0, stderr: ''})
  expect(sandbox.requests).toHaveLength(2)
})

it.each([
  ['/v1/dev/user/goals', 'title=Read', 'omi goal list'],
  ['/v1/dev/user/action-items', 'description=Read', 'omi action-item list'],
  ['/v1/dev/user/conversations', 'text=We talked about the garden.', 'omi conversation list'],
  ['/v1/dev/user/novelties?x=1', 'a=b', 'omi api GET /v1/dev/user/novelties'],
])('POST %s is not, and the error says so', async (path, field, check) => {
  for (const fault of ['drop-after', 'drop-before', '500', 'never']) {
    const sandbox = await sandboxForTest({faults: [`POST * ${fault}`]})
    const args = ['--json', 'api', 'POST', path, '--field', field]
    const env = {...environmentFor(sandbox), ...(fault === 'never' && {OMI_TIMEOUT: '2'})}
    const {code, stderr} = await omi(args, {env})
    expect(code).toBe(3)
    const {detail, outcome} = JSON.parse(stderr) as {detail: string; outcome: string}
    expect(outcome).toBe('unknown')
    expect(detail.split('\n').at(-1)).toBe(`It may have been created: check with ${check} before you repeat it.`)
    expect(sandbox.requests).toHaveLength(1)
  }
})

it('repeats such a POST when it was turned away, with the policy of its path in the error', async () => {
  const path = '/v1/dev/user/conversations'
  const sandbox = await sandboxForTest({faults: [`POST ${path} 429:1`]})
  const args = ['--json', 'api', 'POST', path, '--field', 'text=x']
  const {code, stderr} = await omi(args, {env: environmentFor(sandbox)})
  expect(code).toBe(4)
  expect(JSON.parse(stderr)).toMatchObject({policy: 'dev:conversations'})
  expect(stderr).not.toContain('outcome')
  expect(sandbox.requests).toHaveLength(2)
})

it('has no doubt about what was refused, or never left', async () => {
  const {apiBase, apiKey} = await sandboxForTest()
  const sendTo = (base: string) =>
    omi(['--json', 'api', 'POST', '/v1/dev/user/goals'], {env: environmentFor({apiBase: base, apiKey})})
  const refused = await sendTo(apiBase)
  expect(refused.code).toBe(1)
  const unsent = await sendTo(NOBODY)
  expect(unsent.code).toBe(3)
  expect(refused.stderr + unsent.stderr).not.toContain('outcome')
})
