import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {type ActionItem} from '../../src/lib/contract/schema.js'
import {type SandboxOptions} from '../../src/lib/sandbox/server.js'
import {type RunOptions, temporaryFolder} from '../support/omi.js'
import {pointedAt, sandboxForTest} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

const PATH = '/v1/dev/user/action-items'
const HOUR = 3_600_000

/** A sandbox, and `omi` pointed at it. */
async function account(options: SandboxOptions = {}) {
  const sandbox = await sandboxForTest(options)
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  const run = (args: string[], more: RunOptions = {}) => omi(args, {...more, env: {...env, ...more.env}})
  return {
    /** What the server holds. */
    async items() {
      const {stdout} = await run(['--json', 'action-item', 'list', '--all'])
      return JSON.parse(stdout) as ActionItem[]
    },
    /** Runs in JSON mode and returns the document; the run has to succeed and to be silent on stderr. */
    async json<Document = ActionItem>(...args: string[]) {
      const {code, stderr, stdout} = await run(['--json', 'action-item', ...args])
      expect({code, stderr}).toEqual({code: 0, stderr: ''})
      return JSON.parse(stdout) as Document
    },
    run,
    sandbox,
    sent: (method: string) => sandbox.requests.filter((request) => request.method === method),
    env,
    terminal: (...args: string[]) => omiAtTerminal(['--no-color', 'action-item', ...args], {env}),
  }
}

const fileWith = (name: string, content: string) => {
  const file = join(temporaryFolder(), name)
  writeFileSync(file, content)
  return file
}

const manyTasks = (count: number) => Array.from({length: count}, (_, index) => `Task ${index + 1}`)

describe('omi action-item', () => {
  describe('creating', () => {
    it('sends what was given and nothing else', async () => {
      const {json, sent} = await account()
      const item = await json('create', ' Call the dentist ')
      expect(item).toMatchObject({completed: false, description: 'Call the dentist', due_at: null})
      expect(sent('POST')[0]?.body).toEqual({description: 'Call the dentist'})
    })

    it('takes a day as its end, in local time', async () => {
      const {run, sent} = await account()
      const {stdout} = await run(['action-item', 'create', 'Call', '--due-at', '2026-11-23', '--completed'], {
        env: {TZ: 'Europe/Berlin'},
      })
      expect(sent('POST')[0]?.body).toMatchObject({completed: true, due_at: '2026-11-23T23:59:59.999+01:00'})
      expect(stdout).toMatch(/^[\da-f-]{36}\ttrue\tCall\t2026-11-23T22:59:59\.999000Z\t\S+\t\S+\t\n$/)
    })

    it('reads the description from stdin for a dash', async () => {
      const {items, run} = await account()
      expect(await run(['action-item', 'create', '-'], {input: 'Water the plants\n'})).toMatchObject({code: 0})
      expect(await items()).toMatchObject([{description: 'Water the plants'}])
    })

    it.each([
      [['x'.repeat(501)], 'DESCRIPTION', '501 characters'],
      [[' '], 'DESCRIPTION', 'empty'],
      [['Call', '--due-at', '2026-02-30'], '--due-at 2026-02-30', 'Expected a date'],
    ])('refuses %j before any request', async (args, what, why) => {
      const {run, sandbox} = await account()
      const {code, stderr} = await run(['action-item', 'create', ...args])
      expect(code).toBe(1)
      expect(stderr).toContain(`✗ Invalid value: ${what}\n`)
      expect(stderr).toContain(why)
      expect(sandbox.requests).toEqual([])
    })

    it('counts 500 code points, not code units', async () => {
      const {json} = await account()
      expect(await json('create', '🧠'.repeat(500))).toMatchObject({completed: false})
    })
  })

  describe('no write happens twice', () => {
    it.each([
      ['drop-before', 2],
      ['drop-after', 1],
      ['500-after', 1],
      ['cut', 1],
      ['500', 2],
    ])('%s: one action item, and success', async (effect, posts) => {
      const {items, json, sent} = await account({faults: [`POST ${PATH} ${effect} x1`]})
      const created = await json('create', 'Call the dentist')
      expect(await items()).toEqual([created])
      expect(sent('POST')).toHaveLength(posts)
    })

    it('a stall past the timeout: looks until it is there', async () => {
      const {items, run, sent} = await account({faults: [`POST ${PATH} delay:4s x1`]})
      const {code, stdout} = await run(['--json', 'action-item', 'create', 'Call'], {env: {OMI_TIMEOUT: '3'}})
      expect(code).toBe(0)
      expect(await items()).toEqual([JSON.parse(stdout)])
      expect(sent('POST')).toHaveLength(1)
    })

    it('a stall without an end: looks, never asks again, and says that nobody knows', async () => {
      const {items, run, sent} = await account({faults: [`POST ${PATH} never x1`]})
      const {code, stderr} = await run(['--json', 'action-item', 'create', 'Call'], {env: {OMI_TIMEOUT: '2'}})
      expect(code).toBe(3)
      expect(JSON.parse(stderr)).toMatchObject({
        detail: expect.stringMatching(
          /\nIt may have been created: check with omi action-item list before you repeat it\.$/,
        ),
        error: 'Connection failed',
        outcome: 'unknown',
      })
      expect(await items()).toEqual([])
      expect(sent('POST')).toHaveLength(1)
      expect(sent('GET').length).toBeGreaterThan(1)
    })

    it('does not take an older one with the same text for it', async () => {
      let time = Date.now() - HOUR
      const {items, json} = await account({faults: [`POST ${PATH} drop-before x1 after 1`], now: () => new Date(time)})
      const older = await json('create', 'Call')
      time = Date.now()
      const newer = await json('create', 'Call')
      expect(newer.id).not.toBe(older.id)
      expect(await items()).toHaveLength(2)
    })

    it('says that nothing is known when the look fails too', async () => {
      const {items, run, sent} = await account({faults: [`POST ${PATH} 500-after`, `GET ${PATH} 503 x2`]})
      const once = {env: {OMI_MAX_ATTEMPTS: '1'}}
      const told = await run(['action-item', 'create', 'Call'], once)
      expect(told).toMatchObject({code: 3, stdout: ''})
      expect(told.stderr).toBe(
        [
          '✗ Server error (500)',
          '  The Omi API returned an error. Try again, then check status.omi.me.',
          '  It may have been created: check with omi action-item list before you repeat it.',
          '',
        ].join('\n'),
      )

      const inJson = await run(['--json', 'action-item', 'create', 'Mail'], once)
      expect(inJson).toMatchObject({code: 3, stdout: ''})
      expect(JSON.parse(inJson.stderr)).toMatchObject({error: 'Server error (500)', outcome: 'unknown', status: 500})
      expect(sent('POST')).toHaveLength(2)
      expect((await items()).map(({description}) => description).sort()).toEqual(['Call', 'Mail'])
    })

    it('reports a plain failure after a look that shows there is none', async () => {
      const {items, run} = await account({faults: [`POST ${PATH} drop-before`]})
      const {code, stderr} = await run(['--json', 'action-item', 'create', 'Call'], {env: {OMI_MAX_ATTEMPTS: '1'}})
      expect(code).toBe(3)
      expect(JSON.parse(stderr)).not.toHaveProperty('outcome')
      expect(await items()).toEqual([])
    })
  })

  describe('creating from a file', () => {
    it('takes CSV with dates as the flag takes them, and defaults for what a row leaves out', async () => {
      const file = fileWith('tasks.csv', 'description,completed,due_at\nCall,true,2026-11-24\n Mail ,,\n')
      const {json, sent} = await account()
      const result = await json<object>('create', '--file', file, '--due-at', '2026-12-01 10:00')
      expect(result).toMatchObject({created: 2, failed: 0, skipped: 0})
      expect(sent('POST').map(({body, path}) => ({body, path}))).toEqual([
        {
          body: {
            action_items: [
              {completed: true, description: 'Call', due_at: '2026-11-24T23:59:59.999+00:00'},
              {description: 'Mail', due_at: '2026-12-01T10:00:00.000+00:00'},
            ],
          },
          path: `${PATH}/batch`,
        },
      ])
    })

    it('names row and field of what it refuses, and sends nothing', async () => {
      const rows = [
        {description: 'x'.repeat(501)},
        {description: 'a', due_at: 'soon'},
        {completed: 'perhaps', description: ' '},
      ]
      const {run, sandbox} = await account()
      const {code, stderr} = await run([
        'action-item',
        'create',
        '--file',
        fileWith('tasks.json', JSON.stringify(rows)),
      ])
      expect(code).toBe(1)
      expect(stderr).toContain('row 1, description: 501 characters; at most 500 are allowed\n')
      expect(stderr).toContain('row 2, due_at: "soon" is not a date or time such as 2026-11-23')
      expect(stderr).toContain('row 3, description: empty\n')
      expect(stderr).toContain('row 3, completed: "perhaps" is none of true, yes, 1, false, no, 0\n')
      expect(sandbox.requests).toEqual([])
    })

    it.each(['drop-before', 'drop-after', '500-after'])(
      '%s: every row exists once, in batches of 50',
      async (effect) => {
        const tasks = manyTasks(60)
        const {items, json, sent} = await account({faults: [`POST ${PATH}/batch ${effect} x1`]})
        const result = await json<{ids: string[]}>('create', '--file', fileWith('tasks.json', JSON.stringify(tasks)))
        const held = await items()
        expect(held.map(({description}) => description).sort()).toEqual([...tasks].sort())
        expect(result.ids.map((id) => held.find((item) => item.id === id)?.description)).toEqual(tasks)
        expect(sent('POST')).toHaveLength(effect === 'drop-before' ? 3 : 2)
      },
    )

    it('looks up a batch of unknown outcome before it goes on', async () => {
      const tasks = manyTasks(60)
      const file = fileWith('tasks.json', JSON.stringify(tasks))
      const home = temporaryFolder()
      const {items, run, sent} = await account({faults: [`POST ${PATH}/batch drop-after x1`, `GET ${PATH} 503 x1`]})
      const args = ['--json', 'action-item', 'create', '--file', file]
      const broken = await run(args, {env: {OMI_MAX_ATTEMPTS: '1'}, home})
      expect(broken.code).toBe(3)
      expect(JSON.parse(broken.stderr)).toMatchObject({
        detail: expect.stringContaining(
          '0 of 60 created, 50 more may have been; progress is kept. Continue with: omi ',
        ),
        outcome: 'unknown',
      })

      const {code, stdout} = await run(args, {home})
      expect(code).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({created: 10, skipped: 50})
      expect((await items()).map(({description}) => description).sort()).toEqual([...tasks].sort())
      expect(sent('POST')).toHaveLength(2)
    })

    it('shows the progress on a terminal, then how many there are', async () => {
      const {env} = await account()
      const create = ['--no-color', 'action-item', 'create', '--file', fileWith('tasks.json', '["Call", "Mail"]')]
      const {code, screen} = await omiAtTerminal(create, {env: {...env, CI: undefined}})
      expect(code).toBe(0)
      expect(screen).toContain(' 2/2, ')
      expect(screen).toMatch(/✓ 2 action items created\.\n$/)
    })

    it('gives a command that continues with the same defaults', async () => {
      const file = fileWith('tasks.json', '["Call"]')
      const {run} = await account({faults: [`POST ${PATH}/batch 429:3600`]})
      const {code, stderr} = await run([
        'action-item',
        'create',
        '--file',
        file,
        '--completed',
        '--due-at',
        '2026-12-01',
      ])
      expect(code).toBe(4)
      expect(stderr).toContain(
        `Continue with: omi action-item create --file ${file} --completed --due-at 2026-12-01T23:59:59.999+00:00\n`,
      )
    })
  })

  describe('listing', () => {
    it('sends the defaults, and no filter that was not given', async () => {
      const {json, sent} = await account()
      expect(await json('list')).toEqual([])
      expect(sent('GET')[0]?.query).toBe('limit=100&offset=0')
    })

    it.each([
      [['--completed'], ['Mail']],
      [['--open'], ['Call']],
      [
        ['--start-date', '2026-11-23', '--end-date', '2026-11-23'],
        ['Call', 'Mail'],
      ],
      [['--end-date', '2026-11-22'], []],
      [['--conversation-id', 'none'], []],
    ])('%j', async (flags, expected) => {
      const {json} = await account({now: () => new Date('2026-11-23T12:00:00Z')})
      await json('create', 'Call')
      await json('create', 'Mail', '--completed')
      const listed = await json<ActionItem[]>('list', ...flags)
      expect(listed.map(({description}) => description).sort()).toEqual(expected)
    })

    it('refuses --completed together with --open, and a limit out of range', async () => {
      const {run, sandbox} = await account()
      expect(await run(['action-item', 'list', '--completed', '--open'])).toMatchObject({code: 1})
      const limited = await run(['action-item', 'list', '--limit', '501'])
      expect(limited).toMatchObject({code: 1, stderr: expect.stringContaining('1 to 500')})
      expect(sandbox.requests).toEqual([])
    })

    it('shows a person what is overdue, what is open and what is done', async () => {
      const {json, terminal} = await account()
      const yesterday = `${new Date(Date.now() - 24 * HOUR).toISOString().slice(0, 10)}T12:34:00Z`
      await json('create', 'Mail', '--due-at', yesterday, '--completed')
      await json('create', 'Write', '--due-at', new Date(Date.now() + 49 * HOUR).toISOString())
      const overdue = await json('create', 'Call', '--due-at', yesterday)
      const {screen} = await terminal('list')
      const [head, ...rows] = screen.trimEnd().split('\n')
      expect(head).toMatch(/^ID +DUE +DESCRIPTION$/)
      expect(rows).toEqual([
        expect.stringMatching(/^[\da-f]{8} {2}! {2}yesterday \d\d:\d\d +Call$/),
        expect.stringMatching(/^[\da-f]{8} {5}[A-Z][a-z]{2} \d\d:\d\d +Write$/),
        expect.stringMatching(/^[\da-f]{8} {2}✓ {2}yesterday \d\d:\d\d +Mail$/),
      ])
      const one = await terminal('get', overdue.id)
      expect(one.screen).toMatch(/^status +! overdue$/m)
      expect(one.screen).toMatch(
        new RegExp(String.raw`^due +${yesterday.slice(0, 16).replace('T', ' ')} \((1 day|about \d+ hours) ago\)$`, 'm'),
      )
    })

    it('says how to add the first, or that the filter fits none', async () => {
      const {terminal} = await account()
      expect((await terminal('list')).screen).toBe(
        'No action items yet. Add the first:\nomi action-item create "Call the dentist" --due-at tomorrow\n',
      )
      expect((await terminal('list', '--open')).screen).toBe('Nothing matches. See them all: omi action-item list\n')
    })

    it('finds one on a later page, and says when there is none', async () => {
      const {json, run} = await account()
      const {ids} = await json<{ids: string[]}>(
        'create',
        '--file',
        fileWith('tasks.json', JSON.stringify(manyTasks(510))),
      )
      expect(await json('get', ids[0] as string)).toMatchObject({description: 'Task 1'})
      expect(await run(['action-item', 'get', 'none'])).toMatchObject({
        code: 5,
        stderr: '✗ Action item not found: none\n',
      })
    })
  })

  describe('changing', () => {
    it('sends only what was given', async () => {
      const {json, sent} = await account()
      const {id} = await json('create', 'Call', '--due-at', '2026-12-01')
      const done = await json('update', id, '--completed')
      expect(done).toMatchObject({completed: true, completed_at: expect.any(String), due_at: expect.any(String)})
      expect(await json('update', id, '--open', '--description', 'Mail')).toMatchObject({
        completed: false,
        completed_at: null,
        description: 'Mail',
      })
      expect(sent('PATCH').map(({body}) => body)).toEqual([{completed: true}, {completed: false, description: 'Mail'}])
    })

    it('needs something to change, and one due date at most', async () => {
      const {run, sandbox} = await account()
      expect(await run(['action-item', 'update', 'x'])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('✗ No fields to update\n'),
      })
      expect(await run(['action-item', 'update', 'x', '--due-at', 'today', '--clear-due-at'])).toMatchObject({code: 1})
      expect(sandbox.requests).toEqual([])
    })

    it('takes the due date away with null', async () => {
      const {json, sent} = await account()
      const {id} = await json('create', 'Call', '--due-at', '2026-12-01')
      expect(await json('update', id, '--clear-due-at')).toMatchObject({description: 'Call', due_at: null})
      expect(sent('PATCH')[0]?.body).toEqual({due_at: null})
    })

    it('says that an older server does not', async () => {
      const {json, run} = await account({legacy: true})
      const {id} = await json('create', 'Call', '--due-at', '2026-12-01')
      expect(await run(['action-item', 'update', id, '--clear-due-at', '--completed'])).toEqual({
        code: 1,
        stderr:
          '✗ Not cleared: due_at\n  This server is an older one, which cannot clear a field. Changed was completed.\n',
        stdout: '',
      })
    })

    it('completes one with the API’s document, several with a list in order', async () => {
      const {json, run} = await account()
      const ids = [(await json('create', 'a')).id, (await json('create', 'b')).id]
      expect(await json('complete', ids[0] as string)).toMatchObject({completed: true, description: 'a'})
      const {code, stderr, stdout} = await run(['--json', 'action-item', 'complete', '-'], {
        input: `${ids[1]}\n\nnone\n`,
      })
      expect(code).toBe(5)
      expect(JSON.parse(stdout)).toMatchObject([
        {id: ids[1], ok: true, result: {completed: true}},
        {error: {error: 'Action item not found: none', exit_code: 5}, id: 'none', ok: false},
      ])
      expect(JSON.parse(stderr)).toMatchObject({error: '1 of 2 failed', exit_code: 5})
    })

    it('deletes only with consent', async () => {
      const {items, json, run} = await account()
      const {id} = await json('create', 'a')
      expect(await run(['action-item', 'delete', id], {input: 'y\n'})).toMatchObject({code: 1})
      expect(await items()).toHaveLength(1)
      expect(await json('delete', id, '-y')).toEqual({success: true})
      expect(await items()).toEqual([])
    })
  })
})
