import {describe, expect, it} from 'vitest'

import {type DayDocument} from '../../src/lib/today/read-day.js'
import {type Answer, pointedAt, sandboxForTest, serverForTest} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

const PARTS = ['action-items', 'conversations', 'daily-summaries', 'goals'] as const
type Answers = Partial<Record<(typeof PARTS)[number], Answer>>

/** What a server without anything answers. */
const NOTHING = {'action-items': [], conversations: [], 'daily-summaries': {summaries: []}, goals: []}

/** A stand-in for the API, which answers by path once all four requests of a run are there. */
async function standIn(answers: Answers = {}) {
  const queries = new Map<string, URLSearchParams>()
  const waiting: Array<() => void> = []
  let count = 0
  const apiBase = await serverForTest((request, response) => {
    const {pathname, searchParams} = new URL(request.url!, 'http://localhost')
    const part = pathname.replace('/v1/dev/user/', '') as (typeof PARTS)[number]
    queries.set(part, searchParams)
    count += 1
    waiting.push(() => {
      const {body = NOTHING[part], headers, status = 200} = answers[part] ?? {}
      response.writeHead(status, {'content-type': 'application/json', ...headers})
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    })
    if (waiting.length === PARTS.length) for (const answer of waiting.splice(0)) answer()
  })
  const env = {...pointedAt(apiBase), OMI_MAX_ATTEMPTS: '1'}
  return {
    async document(...args: string[]) {
      const {stdout} = await omi(['--json', ...args], {env})
      return JSON.parse(stdout) as DayDocument
    },
    env,
    queries,
    requests: () => count,
    run: (...args: string[]) => omi(args, {env}),
  }
}

const item = (id: string, due?: string) => ({id, description: `Do ${id}`, completed: false, due_at: due ?? null})
const conversation = (id: string, start: string, more: object = {}) => ({
  id,
  created_at: start,
  started_at: start,
  finished_at: null,
  structured: {title: `About ${id}`, overview: '', category: 'work'},
  ...more,
})
const goal = (id: string, updated: string, active = true) => ({
  id,
  title: id,
  goal_type: 'scale',
  target_value: 10,
  current_value: 6,
  is_active: active,
  updated_at: updated,
})

const LIMITED: Answer = {body: {detail: 'Rate limit exceeded.'}, headers: {'retry-after': '1800'}, status: 429}
const NO_SCOPE: Answer = {body: {detail: 'Insufficient permissions. Required scope: goals:read'}, status: 403}

const idsOf = (items: null | ReadonlyArray<{id: string}> | undefined) => items?.map(({id}) => id)

describe('omi today', () => {
  it('makes four requests, at the same time, for one day of the user’s time zone', async () => {
    const server = await standIn()
    expect(await server.run('--timezone', 'Asia/Tokyo', 'today', '--date', '2026-11-23')).toEqual({
      code: 0,
      stderr: '',
      stdout: '',
    })
    expect(server.requests()).toBe(4)
    expect(Object.fromEntries([...server.queries].map(([part, query]) => [part, Object.fromEntries(query)]))).toEqual({
      'action-items': {completed: 'false', limit: '1000'},
      conversations: {
        end_date: '2026-11-23T23:59:59.999+09:00',
        limit: '100',
        start_date: '2026-11-23T00:00:00.000+09:00',
      },
      'daily-summaries': {end_date: '2026-11-23', limit: '1', start_date: '2026-11-23'},
      goals: {include_inactive: 'true', limit: '1000'},
    })
  })

  it.each([[[]], [['--date', 'today']]])('means today where nothing else is said: %j', async (flags) => {
    const server = await standIn()
    const {date} = await server.document('today', ...flags)
    expect(date).toBe(new Date().toISOString().slice(0, 10))
  })

  it.each([
    [['--date', '2026-02-30'], 'Invalid value: --date 2026-02-30'],
    [['--date', '2026-11-23T10:00'], 'Invalid value: --date 2026-11-23T10:00'],
    [['friday'], 'Unexpected argument: friday'],
  ])('refuses %j before any request', async (args, title) => {
    const server = await standIn()
    const {code, stderr} = await server.run('today', ...args)
    expect({code, title: stderr.split('\n')[0]}).toEqual({code: 1, title: `✗ ${title}`})
    expect(server.requests()).toBe(0)
  })

  it('tells what is overdue from what is due that day, on days before and behind', async () => {
    const now = Date.now()
    const day = (ahead: number) => new Date(now + ahead * 86_400_000).toISOString().slice(0, 10)
    const items = [
      item('without'),
      item('later', `${day(5)}T10:00:00Z`),
      item('tomorrow', `${day(1)}T10:00:00Z`),
      item('tonight', `${day(0)}T23:59:59.999Z`),
      item('this-morning', `${day(0)}T00:00:00Z`),
      item('long-ago', `${day(-30)}T10:00:00Z`),
      item('nonsense', 'soon'),
      item('yesterday', `${day(-1)}T10:00:00Z`),
    ]
    const groups = async (date: string) => {
      const server = await standIn({'action-items': {body: items}})
      const {action_items: found} = await server.document('today', '--date', date)
      return {overdue: idsOf(found?.overdue), due: idsOf(found?.due), open: idsOf(found?.open)}
    }

    const undated = ['without', 'nonsense']
    expect(await groups('today')).toEqual({
      overdue: ['long-ago', 'yesterday', 'this-morning'],
      due: ['tonight'],
      open: ['tomorrow', 'later', ...undated],
    })
    expect(await groups('yesterday')).toEqual({
      overdue: ['long-ago', 'this-morning'],
      due: ['yesterday'],
      open: ['tonight', 'tomorrow', 'later', ...undated],
    })
    expect(await groups('tomorrow')).toEqual({
      overdue: ['long-ago', 'yesterday', 'this-morning'],
      due: ['tomorrow'],
      open: ['tonight', 'later', ...undated],
    })
  })

  it('prints one document, with each thing as the API sent it', async () => {
    const [early, late] = [conversation('early', '2026-11-23T08:00:00Z'), conversation('late', '2026-11-23T20:00:00Z')]
    const server = await standIn({
      'action-items': {
        body: '[{"id": "a", "description": "x", "completed": false, "due_at": null, "9": 12.0, "1": 1e400}]',
      },
      conversations: {body: [early, late]},
      'daily-summaries': {
        body: '{"summaries": [{"id": "s", "date": "2026-11-23", "score": 9007199254740993}], "n": 1}',
      },
      goals: {
        body: [
          goal('before', '2026-11-22T23:59:59Z'),
          goal('moved', '2026-11-23T12:00:00Z'),
          goal('reached', '2026-11-23T13:00:00Z', false),
          goal('after', '2026-11-24T00:00:00Z'),
        ],
      },
    })
    const {code, stderr, stdout} = await server.run('--json', 'today', '--date', '2026-11-23')
    expect({code, stderr}).toEqual({code: 0, stderr: ''})
    expect(stdout).toBe(
      '{"date":"2026-11-23","action_items":{"overdue":[],"due":[],"open":[{"id":"a","description":"x","completed":false,' +
        `"due_at":null,"9":12.0,"1":1e400}]},"conversations":[${JSON.stringify(late)},${JSON.stringify(early)}],` +
        '"daily_summary":{"id":"s","date":"2026-11-23","score":9007199254740993},' +
        `"goals":[${JSON.stringify(goal('moved', '2026-11-23T12:00:00Z'))},${JSON.stringify(goal('reached', '2026-11-23T13:00:00Z', false))}],` +
        '"truncated":[],"errors":[]}\n',
    )
  })

  it('gives a pipe a line for each thing, which begins with what it is', async () => {
    const sandbox = await sandboxForTest({seedData: true})
    const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
    const run = async (...args: string[]) => (await omi(args, {env})).stdout
    const lines = (await run('today', '--date', 'yesterday')).split('\n').slice(0, -1)
    const ofKind = (...kinds: string[]) =>
      lines.filter((line) => kinds.includes(line.split('\t')[0]!)).map((line) => line.replace(/^[\w-]+\t/, ''))
    const open = (await run('action-item', 'list', '--open')).split('\n').slice(0, -1)
    expect(ofKind('overdue', 'due', 'open').sort()).toEqual(open.sort())
    expect(ofKind('overdue').length).toBeGreaterThan(4)
    const range = ['--start-date', 'yesterday', '--end-date', 'yesterday']
    expect(ofKind('conversation')).toEqual((await run('conversation', 'list', ...range)).split('\n').slice(0, -1))
    expect(ofKind('daily-summary')).toEqual(
      (await run('daily-summary', 'list', '--limit', '1')).split('\n').slice(0, -1),
    )
    const goals = (await run('goal', 'list')).split('\n')
    expect(ofKind('goal')).toEqual(goals.filter((line) => line.includes('solar panels')))
    expect(await run('today')).toMatch(/^due\t[\w-]+\tfalse\tRenew the passport\t/m)
  })

  describe('where a part cannot be had', () => {
    it('names the allowance that ran out, and prints the rest', async () => {
      const server = await standIn({'action-items': {body: [item('a')]}, goals: LIMITED})
      const {code, stderr, stdout} = await server.run('today', '--date', '2026-11-23')
      expect({code, stdout}).toEqual({code: 4, stdout: 'open\ta\tfalse\tDo a\t\t\t\t\n'})
      expect(stderr).toBe(
        '✗ Rate limited: dev:goals_read (120/hr)\n  Retry in 1800s. Slow down and retry shortly.\n  Not shown: goals.\n',
      )
      expect(server.requests()).toBe(4)
    })

    it('has null for it in JSON, and the error', async () => {
      const server = await standIn({
        'action-items': {body: [item('a')]},
        conversations: {...LIMITED, headers: {...LIMITED.headers, 'x-ratelimit-limit': '60'}},
      })
      const {code, stderr, stdout} = await server.run('--json', 'today')
      expect(code).toBe(4)
      expect(JSON.parse(stdout)).toMatchObject({
        action_items: {open: [{id: 'a'}]},
        conversations: null,
        daily_summary: null,
        errors: [{code: 'rate_limited', part: 'conversations', policy: 'dev:conversation_reads_total'}],
        goals: [],
      })
      expect(JSON.parse(stderr)).toMatchObject({code: 'rate_limited', exit_code: 4, retry_after_seconds: 1800})
    })

    it.each<[Answers, number, string]>([
      [{goals: NO_SCOPE}, 2, 'Insufficient permissions'],
      [{'daily-summaries': {status: 503}}, 3, 'Server error (503)'],
      [{conversations: {body: '<html>'}}, 3, 'Unexpected response'],
      [{conversations: {status: 500}, goals: NO_SCOPE}, 3, '2 of 4 failed'],
      [{'daily-summaries': LIMITED, conversations: LIMITED, goals: NO_SCOPE}, 4, '3 of 4 failed'],
    ])('%j ends with the worst exit code, %i', async (answers, code, title) => {
      const server = await standIn({'action-items': {body: [item('a')]}, ...answers})
      const run = await server.run('today')
      expect({code: run.code, stdout: run.stdout}).toEqual({code, stdout: 'open\ta\tfalse\tDo a\t\t\t\t\n'})
      expect(run.stderr.split('\n')[0]).toBe(`✗ ${title}`)
      expect(idsOf((await server.document('today')).action_items?.open)).toEqual(['a'])
    })

    it('says each of several', async () => {
      const server = await standIn({conversations: {status: 500}, goals: NO_SCOPE})
      const {stderr} = await server.run('today')
      expect(stderr).toBe('✗ 2 of 4 failed\n  conversations: Server error (500)\n  goals: Insufficient permissions\n')
    })

    it('prints nothing where nothing came', async () => {
      const refused: Answer = {body: {detail: 'Invalid API key'}, status: 401}
      const server = await standIn(Object.fromEntries(PARTS.map((part) => [part, refused])))
      const {code, stderr, stdout} = await server.run('--json', 'today')
      expect({code, stdout}).toEqual({code: 2, stdout: ''})
      expect(JSON.parse(stderr)).toMatchObject({code: 'authentication_failed'})
    })
  })

  it('says where one request may not have brought all', async () => {
    const conversations = Array.from({length: 100}, (_, index) => conversation(`c${index}`, '2026-11-23T08:00:00Z'))
    const server = await standIn({conversations: {body: conversations}})
    expect((await server.document('today', '--date', '2026-11-23')).truncated).toEqual(['conversations'])
    const {screen} = await omiAtTerminal(['--no-color', 'today', '--date', '2026-11-23'], {
      columns: 100,
      env: (await standIn({conversations: {body: conversations}})).env,
    })
    expect(screen).toContain(
      '95 more, and maybe others: omi conversation list --start-date 2026-11-23 --end-date 2026-11-23\n',
    )
  })

  it('shows a page on a terminal, with what failed in its place', async () => {
    const server = await standIn({
      'action-items': {body: [item('1234567890', '2020-11-01T17:00:00Z'), item('1234567899')]},
      conversations: {
        body: [
          conversation('x', '2026-11-23T09:12:00Z', {
            finished_at: '2026-11-23T10:17:00Z',
            structured: {title: 'Budget', overview: 'We agreed.', emoji: '💼', category: 'work'},
          }),
        ],
      },
      goals: LIMITED,
    })
    const {code, screen} = await omiAtTerminal(['--no-color', 'today', '--date', '2026-11-23'], {env: server.env})
    expect(code).toBe(4)
    expect(screen.replace(/^.*, 2026/, '2026')).toBe(`2026-11-23

To do
!  1234567890  1 Nov 2020  Do 1234567890
   1234567899              Do 1234567899

Said
09:12  1 h 5 min  💼 Budget
                  We agreed.

No summary.

Goals that moved
Not shown, as the error says.
✗ Rate limited: dev:goals_read (120/hr)
  Retry in 1800s. Slow down and retry shortly.
  Not shown: goals.
`)
  })
})
