import {execFileSync} from 'node:child_process'
import {existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {type SandboxOptions} from '../../src/lib/sandbox/server.js'
import {omi, type RunOptions, temporaryFolder} from '../support/omi.js'
import {type Answer, NOBODY, sandboxForTest, serverAnswering, serverForTest} from '../support/server.js'
import {omi as inProcess, omiAtOnce} from '../support/within.js'

const TOKEN = 'token-of-the-desktop'

const at = (url: string, token = TOKEN) => ({OMI_LOCAL_API_URL: url, OMI_LOCAL_TOKEN: token})

/** A stand-in of Omi Desktop with sample data, and the built product pointed at it. */
async function desktop(options: SandboxOptions = {}) {
  const sandbox = await sandboxForTest({desktop: true, seedData: true, ...options})
  const env = at(sandbox.apiBase, sandbox.localToken)
  return {
    env,
    async json(...args: string[]) {
      const run = await omiAtOnce(['--json', 'local', ...args], {env})
      expect(run).toMatchObject({code: 0, stderr: ''})
      return JSON.parse(run.stdout) as unknown
    },
    run: (...args: string[]) => omiAtOnce(['local', ...args], {env}),
    sandbox,
  }
}

/** A run against a desktop that answers so. */
async function answered(args: string[], answers: Answer[], options: RunOptions = {}) {
  const {apiBase, requests} = await serverAnswering(...answers)
  const run = await omiAtOnce(['--json', 'local', ...args], {...options, env: at(apiBase)})
  return {...run, error: run.stderr === '' ? undefined : (JSON.parse(run.stderr) as object), requests}
}

const PNG = Buffer.from('\u0089PNG\r\n\u001A\nrest', 'latin1')

async function named(path: string, home = temporaryFolder()) {
  const {apiBase} = await serverAnswering({body: {result: {path}}})
  const output = join(temporaryFolder(), 'out.png')
  const run = await inProcess(['--json', 'local', 'screenshot', '1', '-o', output], {env: at(apiBase), home})
  return {output, run}
}

describe('omi local', () => {
  describe('omi local, each verb against the stand-in', () => {
    it('status and tools', async () => {
      const {env, json, run} = await desktop()
      const status = (await json('status')) as {local_token: string}
      expect(status).toEqual({
        profile: 'default',
        configured: true,
        local_api_url: env.OMI_LOCAL_API_URL,
        local_token: expect.stringMatching(/^omi_lo….{4}$/),
        source: 'env',
        desktop: {
          screen_history_available: true,
          screenshot_count: 60,
          indexed_screenshot_count: 60,
          task_count: expect.any(Number),
        },
      })
      expect((await run('status')).stdout).toMatch(/^default\ttrue\thttp:\S+\tomi_lo…\w{4}\tenv\t\{"screen_history/)
      const tools = (await json('tools')) as Array<{name: string; parameters: object}>
      expect(tools.map(({name}) => name)).toEqual([
        'get_local_status',
        'search_screen_history',
        'get_screenshot',
        'get_daily_recap',
        'execute_sql',
        'search_tasks',
        'complete_task',
        'delete_task',
      ])
      expect((await run('tools')).stdout.split('\n')[1]).toBe('search_screen_history\tSearches what was on the screen.')
    })

    it('search-screen, with an app, a number of days and a limit', async () => {
      const {json, run} = await desktop()
      const rows = (await json('search-screen', 'budget', '--days', '365', '--limit', '1')) as object[]
      expect(rows).toEqual([
        {
          rank: 1,
          timestamp: expect.stringMatching(/^\d{4}-/),
          app: expect.any(String),
          window: expect.any(String),
          screenshot_id: expect.any(Number),
          similarity: 1,
          text: expect.stringContaining('budget'),
        },
      ])
      expect((await run('search-screen', 'budget', '--days', '365')).stdout).toMatch(
        /^1\t\d{4}-\S+\t\w+\t[^\t]+\t\d+\t1\t/,
      )
      expect(await json('search-screen', 'budget', '--days', '365', '--app', 'Nowhere')).toEqual([])
      expect(await run('search-screen', 'budget', '--days', '0')).toMatchObject({code: 1})
    })

    it('screenshot: one that is pending is asked for again, and it is written whole, over nothing without --force', async () => {
      const {env, json, sandbox} = await desktop()
      const file = join(temporaryFolder(), 'screen.png')
      expect(await json('screenshot', '60', '-o', file)).toEqual({
        screenshot_id: '60',
        media_type: 'image/png',
        bytes: statSync(file).size,
        path: file,
      })
      expect(sandbox.requests.map(({status}) => status)).toEqual([409, 200])
      expect(readFileSync(file).subarray(1, 4).toString()).toBe('PNG')
      writeFileSync(file, 'mine')
      const again = await inProcess(['--json', 'local', 'screenshot', '3', '-o', file], {env})
      expect(JSON.parse(again.stderr)).toMatchObject({code: 'file_exists'})
      expect(readFileSync(file, 'utf8')).toBe('mine')
      expect(sandbox.requests).toHaveLength(2)
      await json('screenshot', '3', '-o', file, '--force')
      expect(readFileSync(file).subarray(1, 4).toString()).toBe('PNG')
      expect(await json('screenshot', '3')).toMatchObject({
        path: null,
        image_base64: readFileSync(file).toString('base64'),
      })
    })

    it('recap and sql', async () => {
      const {json, run} = await desktop()
      expect(await json('recap', '--days-ago', '2')).toMatch(/^# \d{4}-\d\d-\d\d\n/)
      expect((await run('recap')).stdout).toMatch(/^# \d{4}-\d\d-\d\d\n\n/)
      const query = "SELECT appName, COUNT(*) AS n FROM screenshots WHERE appName = 'Mail' GROUP BY appName"
      expect(await json('sql', query)).toEqual({
        columns: ['appName', 'n'],
        rows: [{appName: 'Mail', n: '12'}],
        row_count: 1,
      })
      expect((await run('sql', query)).stdout).toBe('Mail\t12\n')
      expect(await json('sql', 'SELECT 1 AS one WHERE 1 = 2')).toEqual({columns: [], rows: [], row_count: 0})
      for (const wrong of ['SELEC 1', 'SELECT nothing FROM nowhere', 'DROP TABLE screenshots']) {
        const refused = await run('sql', wrong)
        expect(refused).toMatchObject({
          code: 1,
          stderr: expect.stringContaining('✗ Omi Desktop failed (execute_sql)\n'),
        })
      }
    })

    it('task search, complete and delete', async () => {
      const {json, run} = await desktop()
      const {tasks} = (await json('task', 'search', 'telescope')) as {tasks: Array<{id: string}>}
      const {id} = tasks[0]!
      expect((await run('task', 'search', 'telescope')).stdout).toMatch(new RegExp(`^${id}\tfalse\t.*telescope`))
      expect(await run('task', 'complete', id)).toMatchObject({code: 0, stderr: '✓ Task completed.\n'})
      expect(await json('task', 'search', 'telescope')).not.toContainEqual(expect.objectContaining({id}))
      expect(await json('task', 'search', 'telescope', '--include-completed')).toMatchObject({
        tasks: expect.arrayContaining([expect.objectContaining({completed: true, id})]),
      })
      expect(await run('task', 'delete', id)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('Confirmation needed'),
      })
      expect(await json('task', 'delete', id, '--yes')).toEqual({deleted: true, id})
      expect(await run('task', 'delete', id, '-y')).toMatchObject({code: 5})
    })

    it('call, with texts and JSON, as they were typed', async () => {
      const {json, run, sandbox} = await desktop()
      await json('call', 'search_screen_history', '--field', 'query=budget', '--field', 'days:=30')
      expect(sandbox.requests.at(-1)?.body).toEqual({
        name: 'search_screen_history',
        arguments: {days: 30, query: 'budget'},
      })
      expect(await run('call', 'no_such_tool')).toMatchObject({
        code: 5,
        stderr: '✗ Omi Desktop failed (404)\n  Unknown tool: no_such_tool\n  GET /v1/local/tools lists them.\n',
      })
      const big = await answered(
        ['call', 'x', '--field', 'n:=9007199254740993'],
        [{body: '{"ok":true,"result":{"n":12.0,"b":9007199254740993}}'}],
      )
      expect(big.requests[0]?.body).toBe('{"name":"x","arguments":{"n":9007199254740993}}')
      expect(big.stdout).toBe('{"n":12.0,"b":9007199254740993}\n')
    })
  })

  describe('omi local without a desktop', () => {
    it.each([
      ['tools'],
      ['call', 'x'],
      ['search-screen', 'x'],
      ['screenshot', '1'],
      ['recap'],
      ['sql', 'SELECT 1'],
      ['task', 'search', 'x'],
      ['task', 'complete', 'x'],
      ['task', 'delete', 'x', '--yes'],
    ])('%s %s: one that is not configured is exit code 2, and nothing is asked', async (...words) => {
      const run = await inProcess(['--json', 'local', ...words])
      expect(run.code).toBe(2)
      expect(JSON.parse(run.stderr)).toMatchObject({code: 'desktop_not_configured', exit_code: 2})
      const {apiBase, requests} = await serverAnswering({})
      expect((await inProcess(['local', ...words], {env: {OMI_LOCAL_API_URL: apiBase}})).code).toBe(2)
      expect(requests).toEqual([])
    })

    it('status of it is no error', async () => {
      const run = await inProcess(['--json', 'local', 'status'])
      expect(JSON.parse(run.stdout)).toMatchObject({configured: false, desktop: null, source: null})
    })

    it('one that is off is exit code 3, and says what to look at', async () => {
      const run = await omiAtOnce(['local', 'tools'], {env: at(NOBODY)})
      expect(run).toEqual({
        code: 3,
        stderr:
          '✗ Connection failed\n  Could not reach 127.0.0.1:9 (ECONNREFUSED).\n  Is Omi Desktop running, with its local API switched on?\n',
        stdout: '',
      })
    })
  })

  describe('a host that is not this machine is refused, and gets no token', () => {
    it.each([
      'http://example.com',
      'http://localhost.evil.com',
      'http://127.0.0.1.nip.io:47778',
      'http://127.0.0.1@evil.com',
      'http://evil.com#127.0.0.1',
      'http://128.0.0.1',
      'http://0.0.0.0:47778',
      'http://[::ffff:10.0.0.1]:47778',
      'http://192.168.1.2:47778',
      'ftp://127.0.0.1',
      '127.0.0.1:47778',
    ])('%s', async (url) => {
      const byVariable = await inProcess(['--json', 'local', 'tools'], {env: at(url)})
      expect(JSON.parse(byVariable.stderr)).toMatchObject({
        code: 'invalid_value',
        error: 'Invalid value: OMI_LOCAL_API_URL',
      })
      const home = temporaryFolder()
      const byFlag = await inProcess(['--json', 'local', 'configure', '--url', url, '--token', TOKEN], {home})
      expect(JSON.parse(byFlag.stderr)).toMatchObject({code: 'invalid_value', exit_code: 1})
      mkdirSync(join(home, '.omi'))
      writeFileSync(
        join(home, '.omi/config.toml'),
        `[profiles.default]\nlocal_api_url = ${JSON.stringify(url)}\nlocal_token = "${TOKEN}"\n`,
        {mode: 0o600},
      )
      const byFile = await inProcess(['--json', 'local', 'tools'], {home})
      expect(JSON.parse(byFile.stderr)).toMatchObject({code: 'invalid_configuration'})
      expect(byVariable.stderr + byFlag.stderr + byFile.stderr).not.toContain(TOKEN)
    })

    it.each(['http://127.9.8.7:1', 'http://localhost:1', 'http://[::1]:1', 'http://127.1:1', 'https://127.0.0.1:1'])(
      '%s is this machine',
      async (url) => {
        const run = await inProcess(['--json', 'local', 'configure', '--url', url, '--token', TOKEN])
        expect(run.code).toBe(0)
      },
    )
  })

  describe('omi local configure', () => {
    it('keeps address and token in the profile, beside what is there, and shows the token masked', async () => {
      const home = temporaryFolder()
      mkdirSync(join(home, '.omi'))
      const path = join(home, '.omi/config.toml')
      writeFileSync(path, '[profiles.default]\n# mine\nextra = 1\n', {mode: 0o600})
      const run = await omi(['--json', 'local', 'configure', '--token', '-'], {home, input: `${TOKEN}\n`})
      expect(JSON.parse(run.stdout)).toEqual({
        profile: 'default',
        local_api_url: 'http://127.0.0.1:47778',
        local_token: 'token-…ktop',
      })
      expect(readFileSync(path, 'utf8')).toBe(
        `[profiles.default]\n# mine\nextra = 1\nlocal_api_url = "http://127.0.0.1:47778"\nlocal_token = "${TOKEN}"\n`,
      )
      const status = await omiAtOnce(['-v', 'local', 'status'], {home})
      expect(status.code).toBe(3)
      expect(status.stderr + status.stdout).not.toContain(TOKEN)
    })

    it('wants a token, and one that a header can carry', async () => {
      expect(await inProcess(['local', 'configure'])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('--token TOKEN'),
      })
      for (const token of ['two words', ' ', 'tökén'])
        expect(await inProcess(['local', 'configure', '--token', token])).toMatchObject({code: 1})
    })

    it('a profile that --profile names uses its own, not the variables', async () => {
      const home = temporaryFolder()
      const own = await serverAnswering({body: []})
      const other = await serverAnswering({body: []})
      await inProcess(['-p', 'work', 'local', 'configure', '--url', own.apiBase, '--token', TOKEN], {home})
      await inProcess(['-p', 'work', 'local', 'tools'], {env: at(other.apiBase, 'another-token'), home})
      expect([own.requests.length, other.requests.length]).toEqual([1, 0])
      expect(own.requests[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`)
      await inProcess(['local', 'tools'], {env: at(other.apiBase, 'another-token'), home})
      expect(other.requests).toHaveLength(1)
    })
  })

  describe('what a desktop may answer', () => {
    it.each([
      [401, 2],
      [403, 2],
      [404, 5],
      [429, 4],
      [400, 1],
      [409, 1],
      [500, 3],
      [503, 3],
    ])('%i is exit code %i, with reason and hint', async (status, code) => {
      const body = {error: {message: 'Not now'}, hint: 'Wait.', ok: false, reason: 'busy'}
      const run = await answered(['tools'], [{body, status}])
      expect(run.error).toMatchObject({
        code: 'desktop_failed',
        detail: expect.stringContaining('Not now\nWait.'),
        error: `Omi Desktop failed (${status})`,
        exit_code: code,
        hint: 'Wait.',
        reason: 'busy',
        server_detail: 'Not now',
        status,
      })
      expect(run.code).toBe(code)
    })

    it.each([
      [{ok: false}, 'It does not say why.'],
      [{error: 'No such table', ok: false}, 'No such table'],
      [{error: {message: 'No such table'}}, 'No such table'],
      [{error: {code: 7}, ok: true}, '{"code":7}'],
    ])('%j is an error', async (body, detail) => {
      const run = await answered(['recap'], [{body}])
      expect(run.error).toMatchObject({code: 'desktop_failed', detail, exit_code: 1})
    })

    it.each([
      [{ok: true, result: 'A quiet day.'}, '"A quiet day."'],
      [{result: '{"n": 12.0}'}, '{"n":12.0}'],
      [{result: {content: [{text: '[1, 2]', type: 'text'}]}}, '[1,2]'],
      [{result: {content: [{text: 'words', type: 'text'}]}}, '"words"'],
      [{ok: true, result: null}, 'null'],
      [{result: {content: [{data: 'x', type: 'image'}]}}, '{"content":[{"data":"x","type":"image"}]}'],
    ])('%j is the result %s', async (body, stdout) => {
      expect((await answered(['recap'], [{body}])).stdout).toBe(`${stdout}\n`)
    })

    it.each([undefined, [1], 'x', {foo: 1}])(
      'to a change, %j is no answer, and what became of it is not known',
      async (body) => {
        const run = await answered(['task', 'complete', 't1'], [{body}])
        expect(run.error).toMatchObject({code: 'unexpected_response', exit_code: 3, outcome: 'unknown'})
        expect(run.stdout).toBe('')
      },
    )

    it('text where JSON was due, a page, a redirect, and nothing at all are exit code 3', async () => {
      const elsewhere = await serverAnswering({})
      const answers: Answer[] = [
        {body: 'OK'},
        {body: '<html>', headers: {'content-type': 'text/html'}},
        {headers: {location: elsewhere.apiBase}, status: 302},
        {body: {tools: 'none'}},
      ]
      for (const answer of answers) {
        const run = await answered(['tools'], [answer])
        expect(run.error).toMatchObject({code: 'unexpected_response', exit_code: 3})
        expect(run.stdout).toBe('')
      }

      expect(elsewhere.requests).toEqual([])
    })

    it('escape sequences in it do not reach a pipe for people', async () => {
      const {apiBase} = await serverAnswering({body: {result: 'a\u001B[31mb\nc'}})
      expect((await inProcess(['local', 'recap'], {env: at(apiBase)})).stdout).toBe(String.raw`a\x1b[31mb` + '\nc\n')
    })

    it.each([[['task', 'complete', 't']], [['task', 'delete', 't', '--yes']], [['call', 'x']], [['sql', 'SELECT 1']]])(
      '%j is asked for once, and says where it is not known what came of it',
      async (words) => {
        const run = await answered(words, [{status: 503}])
        expect(run.requests).toHaveLength(1)
        expect(run.error).toMatchObject({exit_code: 3, outcome: 'unknown'})
        let asked = 0
        const apiBase = await serverForTest((request) => {
          asked += 1
          request.socket.destroy()
        })
        const dropped = await omiAtOnce(['--json', 'local', ...words], {env: at(apiBase)})
        expect(JSON.parse(dropped.stderr)).toMatchObject({exit_code: 3, outcome: 'unknown'})
        expect(asked).toBe(1)
        const off = await omiAtOnce(['--json', 'local', ...words], {env: at(NOBODY)})
        expect(JSON.parse(off.stderr)).not.toHaveProperty('outcome')
      },
    )

    it('what only reads is asked for again', async () => {
      const run = await answered(['recap'], [{status: 503}, {body: {result: 'x'}}])
      expect([run.code, run.requests.length]).toEqual([0, 2])
    })
  })

  describe('the file that a desktop names as a screenshot', () => {
    it('is copied where it is a picture', async () => {
      const folder = temporaryFolder()
      writeFileSync(join(folder, 'shot.png'), PNG)
      const {output, run} = await named(join(folder, 'shot.png'))
      expect(run).toMatchObject({code: 0, stderr: ''})
      expect(readFileSync(output)).toEqual(PNG)
    })

    it('is not waited for where it is a pipe', async () => {
      const pipe = join(temporaryFolder(), 'pipe.png')
      execFileSync('mkfifo', [pipe])
      const {run} = await named(pipe)
      expect(run.code).toBe(3)
      expect(run.stderr).toContain('it is no file')
    })

    it('is not read where it is none, or lies outside', async () => {
      const folder = temporaryFolder()
      const secret = join(folder, 'id_ed25519')
      writeFileSync(secret, 'PRIVATE KEY')
      symlinkSync('/etc/passwd', join(folder, 'link.png'))
      symlinkSync('/dev/zero', join(folder, 'zero.png'))
      for (const path of [
        '/etc/shadow',
        '/etc/passwd',
        '../../etc/passwd',
        '/dev/zero',
        '/dev/stdin',
        '/proc/self/environ',
        secret,
        join(folder, 'link.png'),
        join(folder, 'zero.png'),
        folder,
        join(folder, 'none.png'),
        `${folder}/../../etc/passwd`,
      ]) {
        const {output, run} = await named(path)
        expect(JSON.parse(run.stderr), path).toMatchObject({code: 'unexpected_response', exit_code: 3})
        expect(run.stderr).toContain('was not read')
        expect(existsSync(output)).toBe(false)
      }
    })

    it.each(['not base64!', Buffer.from('text, no picture').toString('base64')])(
      '%s as base64 is refused',
      async (data) => {
        const run = await answered(['screenshot', '1'], [{body: {result: {image_base64: data}}}])
        expect(run.error).toMatchObject({code: 'unexpected_response', exit_code: 3})
      },
    )

    it('one that stays pending ends with what the desktop says', async () => {
      const run = await answered(
        ['screenshot', '1'],
        [{body: {error: 'Not ready', ok: false, reason: 'screenshot_pending'}}],
      )
      expect(run.requests).toHaveLength(5)
      expect(run.error).toMatchObject({
        code: 'desktop_failed',
        detail: expect.stringContaining('It may be there in a minute'),
        reason: 'screenshot_pending',
      })
    })
  })
})
