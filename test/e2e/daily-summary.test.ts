import {expect, it} from 'vitest'

import {type DailySummary} from '../../src/lib/contract/schema.js'
import {pointedAt, sandboxForTest, serverAnswering} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

it("prints the API's object in JSON, and asks for days", async () => {
  const sandbox = await sandboxForTest({seedData: true})
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  const {stdout} = await omi(['--json', 'daily-summary', 'list', '--limit', '2'], {env})
  expect(JSON.parse(stdout)).toMatchObject({summaries: [{id: expect.any(String)}, {id: expect.any(String)}]})
  expect(sandbox.requests.at(-1)?.query).toBe('limit=2&offset=0')
  await omi(['daily-summary', 'list', '--start-date', '2026-11-01', '--end-date', '2026-11-23'], {env})
  expect(sandbox.requests.at(-1)?.query).toBe('limit=30&offset=0&start_date=2026-11-01&end_date=2026-11-23')
})

it('refuses times and limits that the API does not know', async () => {
  const sandbox = await sandboxForTest()
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  for (const flags of [
    ['--start-date', '2026-11-01T10:00'],
    ['--end-date', '2026-13-01'],
    ['--limit', '101'],
  ]) {
    const {code, stderr} = await omi(['daily-summary', 'list', ...flags], {env})
    expect(code).toBe(1)
    expect(stderr).toContain(`✗ Invalid value: ${flags.join(' ')}\n`)
  }

  expect(sandbox.requests).toEqual([])
})

it('shows a table on a terminal and a line on a pipe', async () => {
  const sandbox = await sandboxForTest({seedData: true})
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  const listed = await omi(['--json', 'daily-summary', 'list', '--limit', '1'], {env})
  const {summaries} = JSON.parse(listed.stdout) as {summaries: [DailySummary]}
  const [{date, day_emoji: emoji, headline, id, overview}] = summaries
  const {screen} = await omiAtTerminal(['--no-color', 'daily-summary', 'list', '--limit', '1'], {env})
  expect(screen).toMatch(/^ID +DATE +HEADLINE\n/)
  expect(screen).toContain(`${id.slice(0, 8)}  Yesterday  ${emoji} ${headline}\n`)
  const {stdout} = await omi(['daily-summary', 'get', id], {env})
  expect(stdout.split('\t').slice(0, 5)).toEqual([id, date, emoji, headline, overview])
})

it('shows one with its overview wrapped, whatever it lacks', async () => {
  const overview = 'A day in the garden with beans. '.repeat(6).trim()
  const {apiBase} = await serverAnswering(
    {body: {id: 's1', date: '2026-11-22', overview}},
    {body: {}},
    {body: {summaries: 7}},
  )
  const env = pointedAt(apiBase)
  const {screen} = await omiAtTerminal(['--no-color', 'daily-summary', 'get', 's1'], {env})
  const [record, text = ''] = screen.trimEnd().split('\n\n')
  expect(record).toMatch(/^id +s1\ndate +2026-11-22\nheadline +-$/)
  expect(text.replaceAll('\n', ' ')).toBe(overview)
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  expect(await omi(['daily-summary', 'list'], {env})).toEqual({code: 0, stderr: '', stdout: ''})
})

it('names one that is not there', async () => {
  const sandbox = await sandboxForTest()
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  expect(await omi(['daily-summary', 'get', 'nope'], {env})).toEqual({
    code: 5,
    stderr: '✗ Daily summary not found: nope\n',
    stdout: '',
  })
})
