import {expect, it} from 'vitest'

import {KEY, pointedAt, sandboxForTest} from '../support/server.js'
import {omi} from '../support/within.js'

/** A memory may be created again, since its id comes from the content; what then is not known is said. */

const PATH = '/v1/dev/user/memories'
const LINE = 'It may have been created: check with omi memory list before you repeat it.'

it.each(['html', 'malformed', 'empty', 'cut', 'drop-after', '500-after'])(
  'is created again after %s, and is one',
  async (effect) => {
    const sandbox = await sandboxForTest({faults: [`POST ${PATH} ${effect} x1`]})
    const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
    const run = await omi(['--json', 'memory', 'create', 'Likes tea'], {env})
    expect(run).toMatchObject({code: 0, stderr: ''})
    expect(sandbox.requests.map(({method}) => method)).toEqual(['POST', 'POST'])
    const {stdout} = await omi(['--json', 'memory', 'list'], {env})
    expect(JSON.parse(stdout)).toEqual([JSON.parse(run.stdout)])
  },
)

it.each([
  [['memory', 'create', 'Likes tea']],
  [['memory', 'create', '--file', '-']],
  [['api', 'POST', PATH, '--field', 'content=Likes tea']],
])('says that nobody knows where no answer is one: omi %j', async (args) => {
  const sandbox = await sandboxForTest({faults: ['POST * html']})
  const env = {...pointedAt(sandbox.apiBase, sandbox.apiKey), OMI_MAX_ATTEMPTS: '2'}
  const {code, stderr} = await omi(['--json', ...args], {env, input: '["Likes tea"]'})
  expect(code).toBe(3)
  const error = JSON.parse(stderr) as {detail: string}
  expect(error).toMatchObject({error: 'Unexpected response', outcome: 'unknown'})
  expect(error.detail.split('\n')).toContain(LINE)
  expect(sandbox.requests).toHaveLength(2)
})

it('says so to scripts after a server error too, and gives people the page’s own advice', async () => {
  const sandbox = await sandboxForTest({faults: ['POST * 500-after']})
  const env = {...pointedAt(sandbox.apiBase, sandbox.apiKey), OMI_MAX_ATTEMPTS: '1'}
  const json = await omi(['--json', 'memory', 'create', 'Likes tea'], {env})
  expect(JSON.parse(json.stderr)).toMatchObject({error: 'Server error (500)', outcome: 'unknown'})
  const {stderr} = await omi(['memory', 'create', 'Likes tea'], {env})
  expect(stderr).toBe('✗ Server error (500)\n  The Omi API returned an error. Try again, then check status.omi.me.\n')
})

it('has no doubt where the server turned it away, or nobody was there', async () => {
  const sandbox = await sandboxForTest({faults: ['POST * 429:1']})
  for (const apiBase of [sandbox.apiBase, 'http://127.0.0.1:9']) {
    const env = {...pointedAt(apiBase, apiBase === sandbox.apiBase ? sandbox.apiKey : KEY), OMI_MAX_ATTEMPTS: '2'}
    const {stderr} = await omi(['--json', 'memory', 'create', 'Likes tea'], {env})
    expect(JSON.parse(stderr)).not.toHaveProperty('outcome')
  }
})
