import {readdirSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {account, BUDGET} from '../support/chat.js'
import {omiOnTerminal, type RunOptions} from '../support/omi.js'
import {KEY} from '../support/server.js'
import {omi} from '../support/within.js'

describe('at a terminal', () => {
  const CTRL_C = '\u0003'
  const CTRL_D = '\u0004'
  const PROMPT = '> \u001B[3G'

  /** Types each line at the next prompt; in place of text a pair says what to wait for. */
  const chat = async (home: string, typed: ReadonlyArray<readonly [to: string, type: string] | string>) => {
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
      ' in “One-to-one with Helena: budget”',
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
    const {code, screen} = await chat(home, [BUDGET, ['On ', CTRL_C], 'rehearsal', [PROMPT, CTRL_D]])
    expect(code).toBe(0)
    expect(screen).toContain('\n! Stopped. It may have been saved: see omi chat --history.\n> rehearsal\nOn ')
    expect(requests).toHaveLength(2)
  })

  it('what is left open of a change is told, with where to look', async () => {
    const {home} = await account('DELETE /v2/messages drop-after')
    const {screen} = await chat(home, ['/clear', ['(y/N)', 'y\r'], '/quit'])
    expect(screen).toMatch(/✗ Connection failed\n.*\n {2}It may have been done: see \/history\.\n/)
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
    await omi(['auth', 'logout'], {home})
    expect(readdirSync(folder)).toEqual([])
  })
})
