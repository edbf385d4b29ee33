import {describe, expect, it} from 'vitest'

import {testClock} from '../../src/lib/testing/test-clock.js'
import {type Answer, pointedAt, serverAnswering} from '../support/server.js'
import {omi} from '../support/within.js'

const rateLimited = (headers: Record<string, string> = {}, detail = 'Rate limit exceeded.'): Answer => ({
  body: {detail},
  headers,
  status: 429,
})

const lines = (text: string) => text.trimEnd().split('\n')

describe('a rate limit', () => {
  it('fails after four attempts, each after the time the server asked for', async () => {
    const {apiBase, requests} = await serverAnswering(rateLimited({'retry-after': '30'}))
    const clock = testClock()
    const run = await omi(['-v', 'memory', 'create', 'Likes tea'], {clock, env: pointedAt(apiBase)})
    expect(run.code).toBe(4)
    expect(lines(run.stderr).filter((line) => line.startsWith('[debug] retry'))).toEqual([
      '[debug] retry 2 of 4 in 30.0s',
      '[debug] retry 3 of 4 in 30.0s',
      '[debug] retry 4 of 4 in 30.0s',
    ])
    expect(clock.waits).toEqual([30_000, 30_000, 30_000])
    expect(requests).toHaveLength(4)
  })

  it('is told in the words of the troubleshooting page', async () => {
    const {apiBase} = await serverAnswering(rateLimited({'retry-after': '12', 'x-ratelimit-limit': '120'}))
    const run = await omi(['memory', 'create', 'Likes tea'], {env: {...pointedAt(apiBase), OMI_MAX_ATTEMPTS: '1'}})
    expect(run).toEqual({
      code: 4,
      stderr: '✗ Rate limited: dev:memories (120/hr)\n  Retry in 12s. Slow down and retry shortly.\n',
      stdout: '',
    })
  })

  it('is told to scripts with policy, limit and wait', async () => {
    const {apiBase} = await serverAnswering(rateLimited({'retry-after': '12'}))
    const run = await omi(['--json', 'memory', 'create', 'Likes tea'], {
      env: {...pointedAt(apiBase), OMI_MAX_ATTEMPTS: '1'},
    })
    expect(run).toMatchObject({code: 4, stdout: ''})
    expect(JSON.parse(run.stderr)).toEqual({
      error: 'Rate limited: dev:memories (120/hr)',
      code: 'rate_limited',
      detail: 'Retry in 12s. Slow down and retry shortly.',
      exit_code: 4,
      status: 429,
      policy: 'dev:memories',
      limit: 120,
      retry_after_seconds: 12,
      server_detail: 'Rate limit exceeded.',
    })
  })

  it.each([
    ['in seconds', () => '3600', /^ {2}Retry in 3600s\. /m],
    ['as a date', () => new Date(Date.now() + 3_600_000).toUTCString(), /^ {2}Retry in 3(?:600|5\d\d)s\. /m],
    ['just above a minute', () => '61', /^ {2}Retry in 61s\. /m],
  ])('of more than a minute fails at once: %s', async (_, retryAfter, hint) => {
    const {apiBase, requests} = await serverAnswering(rateLimited({'retry-after': retryAfter()}))
    const run = await omi(['memory', 'create', 'Likes tea'], {env: pointedAt(apiBase)})
    expect(run.code).toBe(4)
    expect(run.stderr).toMatch(hint)
    expect(requests).toHaveLength(1)
  })

  it.each([
    ['ahead of', 7200],
    ['behind', -7200],
  ])('is counted from the answer’s own Date where the server’s clock is %s ours', async (_, ahead) => {
    const now = Date.now() + ahead * 1000
    const dates = (wait: number) => ({
      date: new Date(now).toUTCString(),
      'retry-after': new Date(now + wait * 1000).toUTCString(),
    })
    const {apiBase, requests} = await serverAnswering(rateLimited(dates(1)), rateLimited(dates(61)))
    const run = await omi(['-v', 'memory', 'create', 'Likes tea'], {clock: testClock(), env: pointedAt(apiBase)})
    expect(run.stderr).toContain('[debug] retry 2 of 4 in 1.0s\n')
    expect(run.stderr).toContain('\n  Retry in 61s. ')
    expect(requests).toHaveLength(2)
  })

  it.each([
    ['missing', undefined],
    ['garbage', 'soon'],
    ['zero', '0'],
    ['negative', '-5'],
    ['a date that has passed', 'Wed, 21 Oct 2015 07:28:00 GMT'],
  ])('is waited for as after any failure when Retry-After is %s', async (_, retryAfter) => {
    const headers: Record<string, string> = retryAfter === undefined ? {} : {'retry-after': retryAfter}
    const {apiBase, requests} = await serverAnswering(rateLimited(headers))
    const run = await omi(['--json', '-v', 'memory', 'create', 'Likes tea'], {
      clock: testClock(),
      env: {...pointedAt(apiBase), OMI_MAX_ATTEMPTS: '2'},
    })
    expect(requests).toHaveLength(2)
    expect(run.stderr).toMatch(/retry 2 of 2 in (?:0\.[5-9]|1\.0)s/)
    const error = JSON.parse(lines(run.stderr).at(-1)!)
    expect(error).toMatchObject({detail: 'Slow down and retry shortly.', exit_code: 4})
    expect(error).not.toHaveProperty('retry_after_seconds')
  })

  it('gives the wait in whole seconds, rounded up', async () => {
    const {apiBase} = await serverAnswering(rateLimited({'retry-after': '11.2'}))
    const run = await omi(['memory', 'list'], {env: {...pointedAt(apiBase), OMI_MAX_ATTEMPTS: '1'}})
    expect(run.stderr).toBe(
      '✗ Rate limited: dev:memories_read (120/hr)\n  Retry in 12s. Slow down and retry shortly.\n',
    )
  })

  const create = ['memory', 'create', 'Likes tea']
  const list = ['memory', 'list']
  const transcripts = ['conversation', 'list', '--include-transcript']
  const update = ['conversation', 'update', 'c1', '--title', 'Tea']
  it.each([
    {
      what: 'the policy that the body names',
      args: create,
      detail: 'Limit of dev:conversations reached',
      named: ': dev:conversations (25/hr)',
    },
    {what: "the endpoint's policy", args: create, named: ': dev:memories (120/hr)'},
    {what: 'a policy the page does not know', args: list, detail: 'Limit of dev:other reached', named: ': dev:other'},
    {what: 'no policy where there is none', args: update, named: ''},
    {
      what: "the policy of several that has the header's figure",
      args: transcripts,
      limit: '25',
      named: ': dev:conversation_transcript_read (25/hr)',
    },
    {what: 'none of several without a figure', args: transcripts, named: ''},
    {what: 'the figure of the header', args: create, limit: '60', named: ': dev:memories (60/hr)'},
    {what: 'no figure for all endpoints', args: update, limit: '100', named: ''},
    {what: 'no figure that is none', args: create, limit: 'many', named: ': dev:memories (120/hr)'},
  ])('names $what', async ({args, detail, limit, named}) => {
    const headers = {'retry-after': '99', ...(limit && {'x-ratelimit-limit': limit})}
    const {apiBase} = await serverAnswering(rateLimited(headers, detail))
    const run = await omi(args, {env: pointedAt(apiBase)})
    expect(run.code).toBe(4)
    expect(lines(run.stderr)[0]).toBe(`✗ Rate limited${named}`)
  })
})
