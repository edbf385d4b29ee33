import {readdirSync, readFileSync, statSync} from 'node:fs'
import {type ServerResponse} from 'node:http'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {describe, expect, it} from 'vitest'

import {type Message} from '../../src/lib/contract/schema.js'
import {type ErrorDocument} from '../../src/lib/errors/index.js'
import {omi as omiOfItsOwn, omiOnTerminal, type RunOptions} from '../support/omi.js'
import {running} from '../support/running.js'
import {KEY, NOBODY, pointedAt, sandboxForTest, serverForTest} from '../support/server.js'
import {homeWithConfig} from '../support/session-home.js'
import {omi} from '../support/within.js'

/** The home folder of somebody who signed in with a browser. */
const homeAt = (apiBase: string, idToken = 'an ID token') =>
  homeWithConfig(`[profiles.default]\napi_base = "${apiBase}"\nauth_method = "oauth"\nid_token = "${idToken}"\n`)

/** The sample account, with faults, and the home folder of its owner. */
async function account(...faults: string[]) {
  const sandbox = await sandboxForTest({faults, seedData: true})
  return {home: homeAt(sandbox.apiBase, sandbox.idToken), requests: sandbox.requests}
}

/** A server of the test's own that answers a message with what `answer` writes, and counts what it gets. */
async function answering(answer: (response: ServerResponse) => void) {
  const bodies: string[] = []
  const apiBase = await serverForTest(async (request, response) => {
    bodies.push(await text(request))
    response.writeHead(200, {'content-type': 'text/event-stream'})
    answer(response)
  })
  return {bodies, home: homeAt(apiBase)}
}

const lines = (...all: string[]) => all.map((line) => `${line}\n\n`).join('')

const done = (answer: string) =>
  `done: ${Buffer.from(JSON.stringify({id: 'm1', created_at: '2026-11-25T16:40:00Z', sender: 'ai', text: answer, type: 'text'})).toString('base64')}`

const BUDGET = 'What did we decide about the budget?'
const SAVED = '  It may have been saved: see omi chat --history.\n'

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

describe('what cannot be', () => {
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

it('interrupted in an answer, it says in JSON mode that nobody knows', async () => {
  const {home, requests} = await account('POST /v2/messages never')
  const run = running(['--json', '-v', 'chat', BUDGET], {home})
  await expect.poll(() => requests.length).toBe(1)
  const {code, stderr, stdout} = await run.end('SIGINT')
  expect({code, stdout}).toEqual({code: 130, stdout: ''})
  expect(JSON.parse(stderr.trim().split('\n').at(-1) ?? '')).toMatchObject({code: 'interrupted', outcome: 'unknown'})
})

describe('at a terminal', () => {
  const CTRL_C = '\u0003'
  const CTRL_D = '\u0004'
  const PROMPT = '> \u001B[3G'

  /** Types each line at the next prompt; in place of text a pair says what to wait for. */
  const chat = async (home: string, typed: ReadonlyArray<string | readonly [to: string, type: string]>) => {
    const replies: RunOptions['replies'] = typed.map((each) =>
      typeof each === 'string' ? {to: PROMPT, type: `${each}\r`} : {to: each[0], type: each[1]},
    )
    const {code, screen} = await omiOnTerminal(['chat'], {columns: 100, env: {NO_COLOR: '1'}, home, replies})
    // eslint-disable-next-line no-control-regex
    return {code, screen: screen.replaceAll(/\u001B\[\d*[A-Z]|\r/g, '')}
  }

  it('goes on after errors, and does what each command says', async () => {
    const {home, requests} = await account('POST /v2/messages 503 x1')
    const {code, screen} = await chat(home, [
      BUDGET,
      BUDGET,
      '/tasks',
      '/task add Water the ferns',
      '/task done 9b29b48a',
      '/task done nope',
      '/taks',
      '/task add',
      '/history 5',
      '/clear',
      ['(y/N)', 'y\r'],
      '/history',
      '/help',
      '/quit',
    ])
    expect(code).toBe(0)
    for (const shown of [
      `✗ Server error (503)\n`,
      '\nOn September ',
      '\n9b29b48a  Look for a telescope',
      '\n✓ Task added: Water the ferns (',
      '\n✓ Task done: Look for a telescope for a ten-year-old\n',
      '\n✗ Task not found: nope\n',
      '\n✗ No such command: /taks\n  Did you mean /tasks? See /help.\n',
      '\n✗ Missing argument: TEXT\n',
      '\n✗ Unexpected argument: 5\n',
      '\n✓ Chat cleared.\n',
      '\nNo messages yet.',
      '\n/task add TEXT  Add a task\n',
    ])
      expect(screen).toContain(shown)
    expect(requests.filter(({path}) => path === '/v2/messages').map(({method}) => method)).toEqual([
      'POST',
      'POST',
      'DELETE',
      'GET',
    ])
  })

  it('Ctrl-C stops an answer, and it goes on; the end of input leaves', async () => {
    const {home, requests} = await account('POST /v2/messages slow:100B/s x1')
    const {code, screen} = await chat(home, [BUDGET, ['On Sept', CTRL_C], 'rehearsal', [PROMPT, CTRL_D]])
    expect(code).toBe(0)
    expect(screen).toContain('\n! Stopped. It may have been saved: see omi chat --history.\n> rehearsal\nOn ')
    expect(requests).toHaveLength(2)
  })

  it('Ctrl-C empties a line, and twice on an empty one leaves', async () => {
    const {home, requests} = await account()
    const {code, screen} = await chat(home, [
      [PROMPT, 'half a li'],
      ['half a li', CTRL_C],
      [PROMPT, CTRL_C],
      [PROMPT, CTRL_C],
    ])
    expect(code).toBe(130)
    expect(screen).toContain('Ctrl-C once more leaves, as /quit does.')
    expect(requests).toEqual([])
  })

  it('what is typed ahead is done in turn', async () => {
    const {home, requests} = await account()
    const {code, screen} = await chat(home, [[PROMPT, 'budget\rrehearsal\r/quit\r']])
    expect(code).toBe(0)
    expect(screen).toMatch(/> budget\nOn [^>]*\n> rehearsal\nOn [^>]*\n> \/quit\n$/)
    expect(requests).toHaveLength(2)
  })

  it('lines are kept for the next chat, for their owner alone and without credentials, until the profile signs out', async () => {
    const {home} = await account()
    await chat(home, ['budget', `my key is ${KEY}`, '/quit'])
    const folder = join(home, '.omi', 'chat')
    const [file = ''] = readdirSync(folder)
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(JSON.parse(readFileSync(join(folder, file), 'utf8'))).toEqual(['budget'])
    const {screen} = await chat(home, [[PROMPT, '\u001B[A\r'], '/quit'])
    expect(screen).toContain('> budget\nOn ')
    await omiOfItsOwn(['auth', 'logout'], {home})
    expect(readdirSync(folder)).toEqual([])
  })
})
