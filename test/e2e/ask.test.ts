import {expect, it} from 'vitest'

import {pointedAt, sandboxForTest, serverAnswering} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

it('prints the answer, then its sources with their ids', async () => {
  const sandbox = await sandboxForTest({seedData: true})
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  const question = 'What did we decide about the budget?'
  const {answer, sources} = JSON.parse((await omi(['--json', 'ask', question], {env})).stdout) as {
    answer: string
    sources: Array<{created_at: string; id: string; title: string}>
  }
  expect(sandbox.requests.at(-1)?.body).toEqual({limit: 5, question, timezone: 'UTC'})
  expect(sources.length).toBeGreaterThan(0)
  const lines = sources.map(({created_at: time, id, title}) => `${id}\t${title}\t${time}\n`).join('')
  expect(await omi(['ask', '-', '--limit', '5'], {env, input: `${question}\n`})).toEqual({
    code: 0,
    stderr: '',
    stdout: `${answer}\n\n${lines}`,
  })
  const {screen} = await omiAtTerminal(['--no-color', 'ask', question, '--timezone', 'Europe/Berlin'], {env})
  expect(sandbox.requests.at(-1)?.body).toMatchObject({timezone: 'Europe/Berlin'})
  expect(screen).toMatch(/\n\nSources\nID +WHEN +TITLE\n\S+ +\d+ [A-Z][a-z]{2} /)
  expect(screen).toContain(sources[0]?.id.slice(0, 8))
})

it('makes the answer safe, and needs no sources', async () => {
  const {apiBase} = await serverAnswering(
    {body: {answer: 'Yes.\n\u001B[2JOn \u202EFriday.', sources: []}},
    {body: {answer: 'Yes.', sources: [{id: 'a\tb', title: 'x\ny'}, null]}},
    {body: {}},
  )
  const env = pointedAt(apiBase)
  expect((await omi(['ask', 'When?'], {env})).stdout).toBe(`Yes.\n${String.raw`\x1b[2JOn \u202eFriday.`}\n`)
  expect((await omi(['ask', 'When?'], {env})).stdout).toBe(`Yes.\n\n${String.raw`a\tb`}\t${String.raw`x\ny`}\t\n`)
  expect(await omi(['ask', 'When?'], {env})).toMatchObject({code: 0, stderr: ''})
})

it.each([
  [['x'.repeat(1001)], '✗ Invalid value: QUESTION\n  It has 1001 characters; at most 1000 are allowed.\n'],
  [[' '], '✗ Invalid value: QUESTION\n  It is empty.\n'],
  [[], '✗ Missing argument: QUESTION\n'],
  [['When?', '--limit', '11'], '✗ Invalid value: --limit 11\n  Expected a whole number, 1 to 10.\n'],
  [
    ['When?', '--timezone', 'europe/berln'],
    '✗ Invalid value: --timezone europe/berln\n  Did you mean Europe/Berlin? Expected a name such as Europe/Berlin.\n',
  ],
])('refuses what cannot be asked, without a request', async (args, problem) => {
  const sandbox = await sandboxForTest()
  const {code, stderr} = await omi(['ask', ...args], {env: pointedAt(sandbox.apiBase, sandbox.apiKey)})
  expect(code).toBe(1)
  expect(stderr).toContain(problem)
  expect(sandbox.requests).toEqual([])
})
