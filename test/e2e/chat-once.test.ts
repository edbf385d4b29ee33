import {describe, expect, it} from 'vitest'

import {type ErrorDocument} from '../../src/lib/errors/index.js'
import {account, answering, BUDGET, done, homeAt, lines, SAVED} from '../support/chat.js'
import {running} from '../support/running.js'
import {NOBODY} from '../support/server.js'
import {omi} from '../support/within.js'

describe('one request for one message, whatever fails', () => {
  const UNKNOWN = {outcome: 'unknown'}
  it.each<[fault: string, code: number, error: object]>([
    ['no-done', 3, {...UNKNOWN, code: 'answer_broke_off', error: 'Answer broke off', detail: SAVED.trim()}],
    ['cut', 3, {...UNKNOWN, code: 'answer_broke_off'}],
    ['error-then-done', 3, {...UNKNOWN, error: 'Answer failed (server_error)', server_detail: 'The model failed.'}],
    ['bad-done', 3, {...UNKNOWN, error: 'Unexpected response'}],
    ['endless-line', 3, {...UNKNOWN, error: 'Unexpected response', detail: expect.stringContaining('more than 1 MB')}],
    ['heartbeats', 3, {...UNKNOWN, code: 'answer_broke_off', detail: expect.stringContaining('within 1s')}],
    ['never', 3, {...UNKNOWN, error: 'Connection failed', detail: expect.stringContaining('ETIMEDOUT')}],
    ['drop-before', 3, {...UNKNOWN, error: 'Connection failed'}],
    ['drop-after', 3, {...UNKNOWN, error: 'Connection failed'}],
    ['503', 3, {...UNKNOWN, error: 'Server error (503)'}],
    ['500-after', 3, {...UNKNOWN, error: 'Server error (500)'}],
    ['html', 3, {...UNKNOWN, error: 'Unexpected response'}],
    ['empty', 3, {...UNKNOWN, error: 'Unexpected response'}],
    ['redirect', 3, {error: 'Unexpected response'}],
    ['429:1', 4, {error: 'Rate limited', retry_after_seconds: 1}],
    ['401', 2, {error: 'Authentication failed'}],
    ['402', 2, {error: 'Paid plan required'}],
    ['quota', 2, {error: 'Paid plan required', detail: 'No messages are left this month.'}],
    ['403', 2, {code: 'missing_scope', detail: expect.not.stringContaining('API key')}],
    ['422', 1, {error: 'Invalid request'}],
  ])('%s', async (fault, code, error) => {
    const {home, requests} = await account(`POST /v2/messages ${fault}`)
    const env = {OMI_TIMEOUT: '1'}
    const run = await omi(['--json', 'chat', BUDGET], {env, home})
    expect({code: run.code, stdout: run.stdout}).toEqual({code, stdout: ''})
    const document = JSON.parse(run.stderr) as ErrorDocument
    expect(document).toMatchObject(error)
    if (!('outcome' in error)) expect(document.outcome).toBeUndefined()
    expect(requests.map(({method, path}) => `${method} ${path}`)).toEqual(['POST /v2/messages'])
  })

  it.each(['unknown-frame', 'escapes', 'split-characters', 'other-ending'])('%s is no failure', async (fault) => {
    const {home, requests} = await account(`POST /v2/messages ${fault}`)
    const {code, stdout} = await omi(['chat', BUDGET], {home})
    expect({code, stdout}).toEqual({code: 0, stdout: expect.stringContaining('half of it.')})
    // eslint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u001B\uFFFD]/)
    expect(requests).toHaveLength(1)
  })

  it('what surely was not received is not in doubt', async () => {
    const {code, stderr} = await omi(['--json', 'chat', BUDGET], {home: homeAt(NOBODY)})
    expect(code).toBe(3)
    expect(JSON.parse(stderr)).toEqual({
      error: 'Connection failed',
      code: 'connection_failed',
      detail: 'Could not reach 127.0.0.1:9 (ECONNREFUSED).',
      exit_code: 3,
    })
  })

  it.each([
    ['error:402:{"message": "Upgrade."}', 2, '✗ Paid plan required\n  Upgrade.\n'],
    ['error:402:Upgrade.', 2, '✗ Paid plan required\n  Upgrade.\n'],
    ['error: {"error": "timeout"}', 3, `✗ Answer failed (timeout)\n  Omi could not answer. Try again later.\n${SAVED}`],
    ['error: out of order', 3, `✗ Answer failed (unknown)\n  out of order\n${SAVED}`],
    [`done: ${Buffer.from('[]').toString('base64')}`, 3, expect.stringContaining('✗ Unexpected response\n')],
    ['done:', 3, expect.stringContaining('✗ Unexpected response\n')],
  ])('a line %j', async (line, code, stderr) => {
    const {bodies, home} = await answering((response) => response.end(lines('data: Yes', line, done('Yes'))))
    expect(await omi(['chat', 'When?'], {home})).toEqual({code, stderr, stdout: 'Yes\n'})
    expect(bodies).toEqual(['{"text":"When?"}'])
  })
})

it.each([
  ['an end', `data: Ye\n\ndata: s\n\n${lines(done('Yes')).trimEnd()}`, 0, ''],
  ['a piece', 'data: Ye\n\ndata: s', 3, `✗ Answer broke off\n${SAVED}`],
])('%s without the end of its line is read all the same', async (_, body, code, stderr) => {
  const {home} = await answering((response) => response.end(body))
  expect(await omi(['chat', 'When?'], {home})).toEqual({code, stderr, stdout: 'Yes\n'})
})

it('interrupted in an answer, it says in JSON mode that nobody knows', async () => {
  const {home, requests} = await account('POST /v2/messages never')
  const run = running(['--json', '-v', 'chat', BUDGET], {home})
  await expect.poll(() => requests.length).toBe(1)
  const {code, stderr, stdout} = await run.end('SIGINT')
  expect({code, stdout}).toEqual({code: 130, stdout: ''})
  expect(JSON.parse(stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({code: 'interrupted', outcome: 'unknown'})
})
