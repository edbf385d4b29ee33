import {describe, expect, it} from 'vitest'

import {type Goal} from '../../src/lib/contract/schema.js'
import {type SandboxOptions} from '../../src/lib/sandbox/server.js'
import {type RunOptions} from '../support/omi.js'
import {pointedAt, sandboxForTest, serverAnswering} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

const PATH = '/v1/dev/user/goals'
const DAY = 86_400_000

/** A sandbox, and `omi` pointed at it. */
async function account(options: SandboxOptions = {}) {
  const sandbox = await sandboxForTest(options)
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  const run = (args: string[], more: RunOptions = {}) => omi(args, {...more, env: {...env, ...more.env}})
  return {
    /** What the server holds. */
    async goals() {
      const {stdout} = await run(['--json', 'goal', 'list', '--include-inactive'])
      return JSON.parse(stdout) as Goal[]
    },
    /** Runs in JSON mode and returns the document; the run has to succeed and to be silent on stderr. */
    async json<Document = Goal>(...args: string[]) {
      const {code, stderr, stdout} = await run(['--json', 'goal', ...args])
      expect({code, stderr}).toEqual({code: 0, stderr: ''})
      return JSON.parse(stdout) as Document
    },
    run,
    sandbox,
    sent: (method: string) => sandbox.requests.filter((request) => request.method === method),
    terminal: (...args: string[]) => omiAtTerminal(['--no-color', 'goal', ...args], {env}),
  }
}

/** A goal of 10 with the values 1 and 6 on the last two days. */
async function twoDays(options: SandboxOptions = {}) {
  let time = Date.now() - DAY
  const user = await account({...options, now: () => new Date(time)})
  const {id} = await user.json('create', 'Read', '--target', '10')
  await user.json('progress', id, '1')
  time += DAY
  await user.json('progress', id, '6')
  return {...user, day: (ago: number) => new Date(time - ago * DAY).toISOString().slice(0, 10), id}
}

describe('omi goal', () => {
  describe('creating', () => {
    it.each([
      [[], {}],
      [
        ['--why', 'because', '--outcome', 'peace', '--criterion', 'a', '--criterion', 'b', '--horizon', '2026-12-31'],
        {
          desired_outcome: 'peace',
          horizon_at: '2026-12-31T23:59:59.999+00:00',
          success_criteria: ['a', 'b'],
          why_it_matters: 'because',
        },
      ],
      [['--target', '40'], {current_value: 0, goal_type: 'scale', max_value: 40, min_value: 0, target_value: 40}],
      [['--target', '7'], {current_value: 0, goal_type: 'scale', max_value: 10, min_value: 0, target_value: 7}],
      [
        ['--target', '-3.5', '--min', '-5', '--max', '0', '--current', '-1', '--type', 'numeric', '--unit', 'kg'],
        {current_value: -1, goal_type: 'numeric', max_value: 0, min_value: -5, target_value: -3.5, unit: 'kg'},
      ],
    ])('%j sends the title and %j', async (flags, fields) => {
      const {json, sent} = await account()
      expect(await json('create', ' Read ', ...flags)).toMatchObject({title: 'Read', ...('unit' in fields && fields)})
      expect(sent('POST')[0]?.body).toEqual({title: 'Read', ...fields})
    })

    it.each([
      [['Read', '--unit', 'pages'], 'Missing argument: --target'],
      [['Read', '--type', 'boolean'], 'Missing argument: --target'],
      [['Read', '--target', 'many'], 'Invalid value: --target many'],
      [['Read', '--type', 'number', '--target', '1'], 'Invalid value: --type number'],
      [['Read', '--why', 'x'.repeat(2001)], 'Invalid value: --why'],
      [['Read', '--unit', 'x'.repeat(65), '--target', '1'], 'Invalid value: --unit'],
      [['Read', ...Array.from({length: 21}, () => ['--criterion', 'a']).flat()], 'Invalid value: --criterion'],
      [['Read', '--target', '0x10'], 'Invalid value: --target 0x10'],
      [['Read', '--target', '9007199254740993'], 'Invalid value: --target 9007199254740993'],
      [['Read', '--target', '-3'], 'Invalid value: --target -3'],
      [['Read', '--target', '5', '--current', '11'], 'Invalid value: --current 11'],
      [['Read', '--target', '5', '--min', '8', '--max', '6'], 'Invalid value: --max 6'],
      [['Read', '--target', '5', '--unit', ''], 'Invalid value: --unit'],
      [[' '], 'Invalid value: TITLE'],
      [['x'.repeat(501)], 'Invalid value: TITLE'],
    ])('refuses %j before any request', async (args, title) => {
      const {run, sandbox} = await account()
      const {code, stderr} = await run(['goal', 'create', ...args])
      expect({code, title: stderr.split('\n')[0]}).toEqual({code: 1, title: `✗ ${title}`})
      expect(sandbox.requests).toEqual([])
    })
  })

  describe('no write happens twice', () => {
    it.each([
      ['drop-before', 2],
      ['drop-after', 1],
      ['500-after', 1],
      ['cut', 1],
      ['502', 2],
    ])('%s: one goal, and success', async (effect, posts) => {
      const {goals, json, sent} = await account({faults: [`POST ${PATH} ${effect} x1`]})
      const created = await json('create', 'Read', '--target', '10')
      expect(await goals()).toEqual([created])
      expect(sent('POST')).toHaveLength(posts)
    })

    it('a stall past the timeout: looks until it is there, and never asks again', async () => {
      const {goals, run, sent} = await account({faults: [`POST ${PATH} delay:4s x1`]})
      const {code, stdout} = await run(['--json', 'goal', 'create', 'Read'], {env: {OMI_TIMEOUT: '3'}})
      expect(code).toBe(0)
      expect(await goals()).toEqual([JSON.parse(stdout)])
      expect(sent('POST')).toHaveLength(1)
    })

    it('says that nothing is known when the look fails too', async () => {
      const {goals, run, sent} = await account({faults: [`POST ${PATH} drop-after`, `GET ${PATH} 503 x2`]})
      const once = {env: {OMI_MAX_ATTEMPTS: '1'}}
      const told = await run(['goal', 'create', 'Read'], once)
      expect(told).toMatchObject({code: 3, stdout: ''})
      expect(told.stderr).toMatch(
        /^✗ Connection failed\n {2}Could not reach 127\.0\.0\.1:\d+ \(ECONNRESET\)\.\n {2}It may have been created: check with omi goal list before you repeat it\.\n$/,
      )

      const inJson = await run(['--json', 'goal', 'create', 'Write'], once)
      expect(inJson).toMatchObject({code: 3, stdout: ''})
      expect(JSON.parse(inJson.stderr)).toMatchObject({error: 'Connection failed', outcome: 'unknown'})
      expect(sent('POST')).toHaveLength(2)
      expect((await goals()).map(({title}) => title).sort()).toEqual(['Read', 'Write'])
    })

    it('repeats progress, which does no harm', async () => {
      const {json, sent} = await account({faults: [`PATCH ${PATH}/* drop-after x1`]})
      const {id} = await json('create', 'Read', '--target', '10')
      expect(await json('progress', id, '4')).toMatchObject({current_value: 4})
      expect(await json<object[]>('history', id)).toMatchObject([{value: 4}])
      expect(sent('PATCH')).toHaveLength(2)
    })
  })

  describe('showing', () => {
    it('lists at most 10 unless told otherwise', async () => {
      const {json, run, sent} = await account()
      await json('list', '--limit', '3', '--include-inactive')
      await json('list')
      expect(new URLSearchParams(sent('GET')[0]?.query).get('include_inactive')).toBe('true')
      expect(new URLSearchParams(sent('GET')[1]?.query).get('limit')).toBe('10')
      expect(await run(['goal', 'list', '--limit', '101'])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('1 to 100'),
      })
    })

    it('tells a person the progress in words', async () => {
      const {json, terminal} = await account()
      const {id} = await json('create', 'Read', '--target', '10', '--current', '6', '--unit', 'pages')
      await json('create', 'Listen')
      expect((await terminal('get', id)).screen).toMatch(/^progress +6 of 10 pages, 60 %$/m)
      const {screen} = await terminal('list')
      expect(screen).toMatch(/^goal_\w{3} {2}█████░░░ {2}60 % {2}6\/10 pages +Read$/m)
      expect(screen).toMatch(/^goal_\w{3} +not measured +Listen$/m)
    })

    it('says how to add the first', async () => {
      const {run, terminal} = await account()
      expect((await terminal('list')).screen).toBe(
        'No goals yet. Add the first:\nomi goal create "Read more" --target 10 --unit books\n',
      )
      expect(await run(['goal', 'list'])).toEqual({code: 0, stderr: '', stdout: ''})
      expect(await run(['goal', 'get', 'none'])).toEqual({code: 5, stderr: '✗ Goal not found: none\n', stdout: ''})
    })

    it('shows goals with unknown and missing values', async () => {
      const odd = {id: 'g', success_criteria: 'one', current_value: 'six', target_value: null, title: null}
      const {apiBase} = await serverAnswering({body: odd})
      const env = pointedAt(apiBase)
      expect(await omi(['goal', 'get', 'g'], {env})).toMatchObject({code: 0})
      const {code, screen} = await omiAtTerminal(['--no-color', 'goal', 'get', 'g'], {env})
      expect(code).toBe(0)
      expect(screen).toMatch(/^criteria +one$/m)
    })
  })

  describe('changing', () => {
    it('clears the unit with null and leaves the rest alone', async () => {
      const {json, sent} = await account()
      const goal = await json('create', 'Read', '--target', '10', '--unit', 'pages', '--why', 'fun', '--horizon', '+1w')
      const cleared = await json('update', goal.id, '--clear-unit')
      expect(cleared).toEqual({...goal, unit: null, updated_at: cleared.updated_at})
      expect(sent('PATCH')[0]?.body).toEqual({unit: null})
      const later = await json('update', goal.id, '--clear-horizon', '--target', '12')
      expect(later).toEqual({
        ...cleared,
        horizon_at: null,
        max_value: 12,
        target_value: 12,
        updated_at: later.updated_at,
      })
    })

    it.each([
      [['--clear-unit'], 'Not cleared: unit', 'Nothing was changed.'],
      [['--clear-unit', '--title', 'Write'], 'Not cleared: unit', 'Changed was title.'],
    ])('says that an older server does not: %j', async (flags, title, detail) => {
      const {json, run} = await account({legacy: true})
      const {id} = await json('create', 'Read', '--target', '10', '--unit', 'pages')
      const {code, stderr} = await run(['--json', 'goal', 'update', id, ...flags])
      expect(code).toBe(1)
      expect(JSON.parse(stderr)).toMatchObject({detail: expect.stringContaining(detail), error: title})
    })

    it('says so too where an older server sees no field at all', async () => {
      const {apiBase} = await serverAnswering({body: {detail: 'At least one field must be provided'}, status: 422})
      const run = await omi(['goal', 'update', 'g', '--clear-horizon'], {env: pointedAt(apiBase)})
      expect(run).toMatchObject({code: 1, stderr: expect.stringContaining('✗ Not cleared: horizon_at\n')})
    })

    it('needs something to change', async () => {
      const {run, sandbox} = await account()
      expect(await run(['goal', 'update', 'x'])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('✗ No fields to update\n'),
      })
      expect(await run(['goal', 'update', 'x', '--unit', 'kg', '--clear-unit'])).toMatchObject({code: 1})
      expect(sandbox.requests).toEqual([])
    })

    it.each([
      ['6', 'current_value=6'],
      ['-2.5', 'current_value=-2.5'],
      ['-.5', 'current_value=-0.5'],
      ['0', 'current_value=0'],
    ])('progress %s goes into the query', async (value, query) => {
      const {json, sent} = await account()
      const {id} = await json('create', 'Read', '--target', '10', '--min', '-5')
      expect(await json('progress', id, value)).toMatchObject({current_value: Number(value)})
      expect(sent('PATCH')[0]).toMatchObject({body: null, path: `${PATH}/${id}/progress`, query})
    })

    it('refuses progress that is no number', async () => {
      const {run} = await account()
      expect(await run(['goal', 'progress', 'g', 'much'])).toEqual({
        code: 1,
        stderr: '✗ Invalid value: VALUE much\n  Expected a decimal number such as 3, -1.5 or 1e6.\n',
        stdout: '',
      })
    })

    it('refuses a value outside of the range that the goal has, and names the range', async () => {
      const {json, run, sent} = await account()
      const {id} = await json('create', 'Read', '--target', '40')
      const refused = await run(['goal', 'progress', id, '-3'])
      expect(refused).toEqual({
        code: 1,
        stderr:
          '✗ Invalid value: VALUE -3\n' +
          '  Expected a number from 0 to 40, the range of the goal: --min and --max change it.\n',
        stdout: '',
      })
      expect((await run(['goal', 'update', id, '--current', '41'])).stderr).toMatch('Invalid value: --current 41\n')
      expect((await run(['goal', 'update', id, '--min', '50'])).stderr).toMatch('Invalid value: --min 50\n')
      expect(sent('PATCH')).toEqual([])
      expect(await json('update', id, '--current', '41', '--max', '50')).toMatchObject({current_value: 41})
    })

    it('names the flag that takes the unit away', async () => {
      const {run} = await account()
      expect(await run(['goal', 'update', 'x', '--unit', ''])).toEqual({
        code: 1,
        stderr: '✗ Invalid value: --unit\n  It is empty. To take the unit away: --clear-unit.\n',
        stdout: '',
      })
    })

    it('deletes', async () => {
      const {goals, json, run} = await account()
      const {id} = await json('create', 'Read')
      expect(await run(['goal', 'delete', id])).toMatchObject({code: 1})
      expect(await json('delete', id, '--yes')).toEqual({success: true})
      expect(await goals()).toEqual([])
    })
  })

  describe('the history', () => {
    it('is the API’s array, and on a pipe its values only, newest first', async () => {
      const {day, id, json, run, sent} = await twoDays()
      expect(await json('history', id, '--days', '365')).toMatchObject([
        {date: day(0), value: 6},
        {date: day(1), value: 1},
      ])
      expect(sent('GET').at(-1)?.query).toBe('days=365')
      const before = sent('GET').length
      const {stdout} = await run(['goal', 'history', id])
      expect(stdout.split('\n').map((line) => line.split('\t').slice(0, 2))).toEqual([
        [day(0), '6'],
        [day(1), '1'],
        [''],
      ])
      expect(
        sent('GET')
          .slice(before)
          .map(({path}) => path),
      ).toEqual([`${PATH}/${id}/history`])
    })

    it('comes with a chart on a terminal, oldest left, the target marked', async () => {
      const {day, id, terminal} = await twoDays()
      const {code, screen} = await terminal('history', id)
      expect(code).toBe(0)
      expect(screen).toMatch(new RegExp(String.raw`^${day(0)} +6\n${day(1)} +1\n`, 'm'))
      expect(screen).toMatch(/^target 10┤┄{20,}/m)
      expect(screen).toMatch(new RegExp(String.raw`^ *${day(1)} +${day(0)}$`, 'm'))
    })

    it('comes with a chart without its target where that cannot be asked for', async () => {
      // The two values were recorded with a look at the goal each, and the history is asked for first.
      const {day, id, terminal} = await twoDays({faults: [`GET ${PATH}/goal_* 502 x1 after 3`]})
      const {code, screen} = await terminal('history', id)
      expect(code).toBe(0)
      expect(screen).toMatch(new RegExp(String.raw`^ *${day(1)} +${day(0)}$`, 'm'))
      expect(screen).not.toMatch(/target|502/)
    })

    it('of nothing says how to begin, and draws nothing', async () => {
      const {json, run, terminal} = await account()
      const {id} = await json('create', 'Read')
      expect((await terminal('history', id, '--days', '7')).screen).toBe(
        `No values in the last 7 days. Record one:\nomi goal progress ${id} VALUE\n`,
      )
      expect(await run(['goal', 'history', id, '--days', '366'])).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('1 to 365'),
      })
    })
  })
})
