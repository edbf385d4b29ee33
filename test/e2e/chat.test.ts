import {describe, expect, it} from 'vitest'

import {type Message} from '../../src/lib/contract/schema.js'
import {account, answering, BUDGET, done, lines} from '../support/chat.js'
import {omiOnTerminal} from '../support/omi.js'
import {running} from '../support/running.js'
import {NOBODY, pointedAt, sandboxForTest} from '../support/server.js'
import {omi} from '../support/within.js'
describe('a message', () => {
  it('is sent once, and its answer is shown', async () => {
    const {home, requests} = await account()
    const {code, stderr, stdout} = await omi(['chat', BUDGET], {home})
    expect({code, stderr}).toEqual({code: 0, stderr: ''})
    expect(stdout).toMatch(/^On .*, in “One-to-one with Helena: budget”: The budget .*\nSee also: .*\.\n$/)
    expect(requests).toMatchObject([
      {
        body: {text: BUDGET},
        headers: {accept: 'text/event-stream', 'x-omi-chat-failure-protocol': '1'},
        method: 'POST',
        path: '/v2/messages',
      },
    ])
  })

  it('comes from stdin, and is answered with the message of the server in JSON mode', async () => {
    const {home} = await account()
    const run = await omi(['--json', 'chat', '-'], {home, input: `${BUDGET}\n`})
    expect(run).toMatchObject({code: 0, stderr: ''})
    expect(JSON.parse(run.stdout)).toMatchObject({
      sender: 'ai',
      text: expect.stringContaining('\nSee also: '),
      type: 'text',
    })
    const history = JSON.parse((await omi(['--json', 'chat', '--history'], {home})).stdout) as Message[]
    expect(history.map(({sender}) => sender)).toEqual(['ai', 'human'])
    expect(history[0]).toEqual(JSON.parse(run.stdout))
  })

  it('shows the fields that are asked for, and no pieces', async () => {
    const {home} = await account()
    expect(await omi(['--fields', 'sender,type', 'chat', BUDGET], {home})).toMatchObject({
      code: 0,
      stdout: 'ai\ttext\n',
    })
  })

  it('is answered as it comes', async () => {
    const {home} = await answering((response) => {
      response.write(lines(': heartbeat', 'think: hm', 'data: Yes, on__CRLF__'))
    })
    const run = running(['chat', 'When?'], {home})
    await run.begun()
    expect(await run.end('SIGINT')).toEqual({
      code: 130,
      stderr: '! Stopped. It may have been saved: see omi chat --history.\n',
      stdout: 'Yes, on\n',
    })
  })

  it('keeps characters whole, wherever pieces and packets end, and shows what would steer a terminal', async () => {
    const said = '🦜 olá\u001B[2J.'
    const bytes = Buffer.from(said)
    const {home} = await answering(async (response) => {
      const frames = [...bytes].flatMap((byte) => [Buffer.from('data: '), Buffer.of(byte), Buffer.from('\r\n')])
      for (const part of [...frames, Buffer.from(`${done(said)}\n`)]) {
        await new Promise<void>((resolve) => {
          response.write(part, () => resolve())
        })
      }
    })
    expect(await omi(['chat', 'Hi'], {home})).toEqual({code: 0, stderr: '', stdout: `🦜 olá${String.raw`\x1b`}[2J.\n`})
  })

  it('is shown again where the answer ends as another', async () => {
    const {home} = await answering((response) => response.end(lines('data: On Friday [1].', done('On Friday.'))))
    expect(await omi(['chat', 'When?'], {home})).toEqual({
      code: 0,
      stderr: 'It was changed in the end. The answer as it is kept:\n',
      stdout: 'On Friday [1].\nOn Friday.\n',
    })
  })
})

it('the chat is listed the newest first, as it was said at a terminal, and cleared for all', async () => {
  const {home, requests} = await account()
  for (const message of ['First budget', 'Second budget']) await omi(['chat', message], {home})
  const {stdout} = await omi(['chat', '--history', '--limit', '3'], {home})
  expect(stdout.split('\n').map((line) => line.split('\t').slice(2, 3).join(''))).toEqual(['ai', 'human', 'ai', ''])
  const {screen} = await omiOnTerminal(['chat', '--history'], {env: {NO_COLOR: '1'}, home})
  expect(screen).toMatch(/^WHEN +FROM +TEXT\n.*you +First budget\n(.*\n)+.*you +Second budget\n/)

  const {code} = await omiOnTerminal(['chat', '--clear'], {home, replies: [{to: '?', type: 'n\r'}]})
  expect(code).toBe(1)
  expect(requests.filter(({method}) => method === 'DELETE')).toEqual([])
  expect(await omi(['--json', 'chat', '--clear', '--yes'], {home})).toEqual({
    code: 0,
    stderr: '',
    stdout: '{"cleared":true}\n',
  })
  expect((await omi(['--json', 'chat', '--history'], {home})).stdout).toBe('[]\n')
})

it.each([
  [[], '✗ Missing argument: PROMPT\n'],
  [[' '], '✗ Invalid value: PROMPT\n  It is empty.\n'],
  [['-'], '✗ No input on stdin\n'],
  [['Hi', '--history'], '✗ Unexpected argument: Hi\n  With --history no message is sent.\n'],
  [['Hi', '--clear', '-y'], '✗ Unexpected argument: Hi\n  With --clear no message is sent.\n'],
  [['--history', '--clear'], '--clear and --history exclude each other.\n'],
  [['Hi', '--limit', '3'], '--limit needs --history.\n'],
  [['--history', '--limit', '101'], '✗ Invalid value: --limit 101\n  Expected a whole number, 1 to 100.\n'],
  [['Hi', '-y'], '--yes needs --clear.\n'],
  [['--clear'], '✗ Confirmation needed\n'],
  [['Hi', '--stream'], '✗ No such option: --stream\n  An answer of omi chat is shown as it comes, without a flag.\n'],
])('is refused without a request: omi chat %j', async (args, problem) => {
  const {home, requests} = await account()
  const {code, stderr, stdout} = await omi(['chat', ...args], {home})
  expect({code, stdout}).toEqual({code: 1, stdout: ''})
  expect(stderr).toContain(problem)
  expect(requests).toEqual([])
})

it.each([[['Hi']], [['--history']], [['--clear', '-y']]])(
  'needs a browser sign-in, and makes no request without one: omi chat %j',
  async (args) => {
    const {apiBase, apiKey, requests} = await sandboxForTest()
    expect(await omi(['chat', ...args], {env: pointedAt(apiBase, apiKey)})).toEqual({
      code: 2,
      stderr: '✗ Browser sign-in required\n  Run omi auth login --browser.\n',
      stdout: '',
    })
    expect(requests).toEqual([])
  },
)

it('wants a sign-in before anything is typed', async () => {
  const {code, screen} = await omiOnTerminal(['chat'], {env: {...pointedAt(NOBODY), NO_COLOR: '1'}})
  expect({code, screen}).toEqual({code: 2, screen: '✗ Browser sign-in required\n  Run omi auth login --browser.\n'})
})
