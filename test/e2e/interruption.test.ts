import {type ServerResponse} from 'node:http'
import {describe, expect, it} from 'vitest'

import {omiOnTerminal} from '../support/omi.js'
import {running} from '../support/running.js'
import {pointedAt, sandboxForTest, serverForTest} from '../support/server.js'

type Signal = 'SIGINT' | 'SIGTERM'

const SIGNALS: Array<[Signal, number]> = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]

/** A server that leaves every request unanswered; `asked` resolves once there is one. */
async function silentServer() {
  let tell: () => void
  const asked = new Promise<void>((resolve) => {
    tell = resolve
  })
  const apiBase = await serverForTest(() => tell())
  return {asked, env: pointedAt(apiBase)}
}

const interrupted = (code: number) => ({error: 'Interrupted', code: 'interrupted', detail: null, exit_code: code})

describe('an interruption', () => {
  describe.each(SIGNALS)('%s', (signal, code) => {
    it.each([
      [['memory', 'list']],
      [['memory', 'list', '--all']],
      [['memory', 'get', 'x']],
      [['memory', 'delete', 'x', '-y']],
      [['auth', 'whoami']],
    ])(`ends a slow request with ${code}: omi %j`, async (args) => {
      const human = await silentServer()
      const run = running(args, {env: human.env})
      await human.asked
      expect(await run.end(signal)).toEqual({code, stderr: '', stdout: ''})

      const script = await silentServer()
      const json = running(['--json', ...args], {env: script.env})
      await script.asked
      const {stderr, ...rest} = await json.end(signal)
      expect(rest).toEqual({code, stdout: ''})
      expect(JSON.parse(stderr)).toEqual(interrupted(code))
    })

    it.each([
      [['memory', 'create', 'x'], 'omi memory list'],
      [['action-item', 'create', 'x'], 'omi action-item list'],
      [['goal', 'create', 'x'], 'omi goal list'],
      [['conversation', 'create', '--text', 'x'], 'omi conversation list'],
    ])('says that a creation on its way is unknown: omi %j', async (args, check) => {
      const {asked, env} = await silentServer()
      const run = running(['--json', ...args], {env})
      await asked
      const {stderr, ...rest} = await run.end(signal)
      expect(rest).toEqual({code, stdout: ''})
      expect(JSON.parse(stderr)).toEqual({
        ...interrupted(code),
        detail: `It may have been created: check with ${check} before you repeat it.`,
        outcome: 'unknown',
      })
    })

    it('ends the wait between two attempts', async () => {
      const apiBase = await serverForTest((_request, response) => {
        response.writeHead(503, {'retry-after': '30'}).end()
      })
      const {end, warned} = running(['-v', 'memory', 'list'], {env: pointedAt(apiBase)})
      await warned('retry 2 of 4 in 30.0s\n')
      const {stderr, ...rest} = await end(signal)
      expect(rest).toEqual({code, stdout: ''})
      expect(stderr).not.toContain('✗')
    })

    it('closes an array that has begun', async () => {
      const page = Array.from({length: 10}, (_, index) => ({content: 'x', id: `m${index}`}))
      const answer = (response: ServerResponse) =>
        response.writeHead(200, {'content-type': 'application/json'}).end(JSON.stringify(page))
      const apiBase = await serverForTest(({url = ''}, response) => {
        if (url.includes('offset=0')) answer(response)
      })
      const {begun, end} = running(['--json', 'memory', 'list', '--all', '--limit', '10'], {env: pointedAt(apiBase)})
      await begun()
      const {stderr, stdout, ...rest} = await end(signal)
      expect(rest).toEqual({code})
      expect(JSON.parse(stdout)).toEqual(page)
      expect(JSON.parse(stderr)).toEqual({
        ...interrupted(code),
        detail: 'Continue with: omi --json memory list --all --limit 10 --offset 10',
        items: 10,
        next_offset: 10,
        partial: true,
        resume_argv: ['omi', '--json', 'memory', 'list', '--all', '--limit', '10', '--offset', '10'],
      })
    })

    it('tells which of several ids are done', async () => {
      let tell: () => void
      const secondAsked = new Promise<void>((resolve) => {
        tell = resolve
      })
      const apiBase = await serverForTest(({url = ''}, response) => {
        if (url.endsWith('/first')) response.writeHead(200, {'content-type': 'application/json'}).end('{"status":"ok"}')
        else tell()
      })
      const {end} = running(['--json', 'memory', 'delete', 'first', 'second', '-y'], {env: pointedAt(apiBase)})
      await secondAsked
      const {stderr, stdout, ...rest} = await end(signal)
      expect(rest).toEqual({code})
      expect(JSON.parse(stdout)).toEqual([{id: 'first', ok: true, result: {status: 'ok'}}])
      expect(JSON.parse(stderr)).toEqual({...interrupted(code), items: 1, partial: true})
    })

    it('stores no key that was not checked to the end', async () => {
      const {asked, env} = await silentServer()
      const run = running(['--json', 'auth', 'login', '--api-key', env.OMI_API_KEY], {
        env: {OMI_API_BASE: env.OMI_API_BASE},
      })
      await asked
      const {stderr, ...rest} = await run.end(signal)
      expect(rest).toEqual({code, stdout: ''})
      expect(JSON.parse(stderr)).toEqual(interrupted(code))
    })
  })

  describe('Ctrl-C on a terminal', () => {
    it.each([
      [['memory', 'create', '-'], 'Reading from stdin'],
      [['memory', 'delete', '-', '-y'], 'Reading from stdin'],
      [['memory', 'delete', 'x'], 'y/N'],
      [['auth', 'login'], 'API key'],
      [['auth', 'login', '--api-key'], 'Developer key'],
    ])('leaves the question, with 130 and nothing done: omi %j', async (args, to) => {
      const sandbox = await sandboxForTest()
      const {code, screen} = await omiOnTerminal(['--no-color', ...args], {
        env: pointedAt(sandbox.apiBase, sandbox.apiKey),
        replies: [{to, type: '\u0003'}],
      })
      expect(code).toBe(130)
      expect(screen).not.toContain('✗')
      expect(sandbox.requests).toEqual([])
    })
  })
})
