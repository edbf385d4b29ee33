import {describe, expect, it} from 'vitest'

import {pointedAt, sandboxForTest, serverAnswering} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

const MEMORY =
  '{"id":"m1","content":"Prefers tea","category":"habits","visibility":"private","tags":["a","b"],"scoring":12.0,"2":9007199254740993}'

describe('--fields', () => {
  it('leaves of JSON what is asked for, in its order, as it came', async () => {
    const {apiBase} = await serverAnswering({body: `[${MEMORY}]`}, {body: `[${MEMORY}]`}, {body: MEMORY})
    const env = pointedAt(apiBase)
    const list = await omi(['--json', '--fields', 'scoring, id', 'memory', 'list', '--limit', '1'], {env})
    expect(list).toMatchObject({code: 0, stdout: '[{"scoring":12.0,"id":"m1"}]\n'})
    const all = await omi(['--json', '--fields', 'id,updated_at', 'memory', 'list', '--limit', '1'], {env})
    expect(all).toMatchObject({code: 0, stdout: '[{"id":"m1"}]\n'})
    const one = await omi(['--json', '--fields', 'content', 'memory', 'get', 'm1'], {env})
    expect(one).toMatchObject({code: 0, stdout: '{"content":"Prefers tea"}\n'})
  })

  it('are there once, however often they are asked for', async () => {
    const env = pointedAt((await serverAnswering({body: MEMORY})).apiBase)
    const one = await omi(['--json', '--fields', 'content,id,content', 'memory', 'get', 'm1'], {env})
    expect(one.stdout).toBe('{"content":"Prefers tea","id":"m1"}\n')
  })

  it('leaves of a list in `items` what is asked for of each item', async () => {
    const body = '{"items":[{"id":"m1","content":"tea","relevance_score":0.50}],"returned_count":1}'
    const env = pointedAt((await serverAnswering({body})).apiBase)
    expect(await omi(['--json', '--fields', 'relevance_score', 'memory', 'search', 'tea'], {env})).toMatchObject({
      code: 0,
      stdout: '{"items":[{"relevance_score":0.50}],"returned_count":1}\n',
    })
  })

  it('are the columns of a pipe and of a table, and the lines of a record', async () => {
    const {apiBase} = await serverAnswering({body: `[${MEMORY}]`}, {body: `[${MEMORY}]`}, {body: MEMORY})
    const env = {...pointedAt(apiBase), NO_COLOR: '1'}
    const words = ['--fields', 'content,scoring,updated_at,tags']
    expect(await omi([...words, 'memory', 'list', '--limit', '1'], {env})).toMatchObject({
      code: 0,
      stdout: 'Prefers tea\t12\t\ta,b\n',
    })
    const table = await omiAtTerminal([...words, 'memory', 'list', '--limit', '1'], {columns: 60, env})
    expect(table.screen).toMatch(/^CONTENT +SCORING +UPDATED AT +TAGS\nPrefers tea +12 +a, b\n/)
    const record = await omiAtTerminal([...words, 'memory', 'get', 'm1'], {env})
    expect(record.screen).toBe('content     Prefers tea\nscoring     12\nupdated_at  -\ntags        a, b\n')
  })

  it.each([
    ['a typo', 'contnt', 'Did you mean content?'],
    ['a header', 'CONTENT', 'Did you mean content?'],
    ['an empty one', 'id,,content', 'A name is missing.'],
    ['a blank', ' ', ''],
    ['what people see and JSON does not have', 'due', ''],
  ])('refuses %s before any request, and names the fields', async (_, given, near) => {
    const {apiBase, requests} = await serverAnswering({body: '[]'})
    const run = await omi(['--fields', given, 'memory', 'list'], {env: pointedAt(apiBase)})
    expect(run.code).toBe(1)
    expect(run.stderr).toContain(near)
    expect(run.stderr).toContain('omi memory list has: id, content, category')
    expect(requests).toEqual([])
  })

  it('knows the fields of every list of the account', async () => {
    const {apiBase, apiKey} = await sandboxForTest({seedData: true})
    const env = pointedAt(apiBase, apiKey)
    for (const list of ['memory', 'conversation', 'action-item', 'goal', 'folder', 'daily-summary']) {
      const plain = await omi(['--json', list, 'list', '--limit', '3'].slice(0, list === 'folder' ? 3 : 5), {env})
      const document = JSON.parse(plain.stdout) as object[] | {summaries: object[]}
      const [first = {}] = Array.isArray(document) ? document : document.summaries
      const fields = Object.keys(first).join(',')
      const asked = ['--json', '--fields', fields, list, 'list', '--limit', '3'].slice(0, list === 'folder' ? 5 : 7)
      expect(await omi(asked, {env})).toEqual(plain)
    }
  })
})
