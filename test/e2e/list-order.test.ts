import {describe, expect, it} from 'vitest'

import {omiOnTerminal} from '../support/omi.js'
import {pointedAt, serverAnswering, serverForTest} from '../support/server.js'
import {omi} from '../support/within.js'

const ITEMS = [
  {created_at: '2026-11-01T10:00:00Z', due_at: '2026-12-03T10:00:00Z', id: 'late'},
  {created_at: '2026-11-03T10:00:00Z', due_at: null, id: 'never'},
  {created_at: null, due_at: '2026-12-01T10:00:00.000001+00:00', id: 'soon'},
  {created_at: '2026-11-02T10:00:00Z', due_at: '2026-12-02T23:59:59.999Z', id: 'next'},
].map((item) => ({completed: false, description: item.id, ...item}))

const TALKS = [
  {finished_at: '2026-11-01T11:00:00Z', id: 'hour', started_at: '2026-11-01T10:00:00Z'},
  {finished_at: null, id: 'open', started_at: '2026-11-04T10:00:00Z'},
  {finished_at: '2026-11-03T12:00:00Z', id: 'long', started_at: '2026-11-03T10:00:00Z'},
  {created_at: '2026-11-05T10:00:00Z', finished_at: null, id: 'new', started_at: null},
].map((talk) => ({structured: {title: talk.id}, ...talk}))

/** A server of a list that knows nothing of its order, and from some place on refuses to go on. */
async function listServer(items: object[], failingFrom = Infinity) {
  return serverForTest((request, response) => {
    const {searchParams} = new URL(request.url ?? '', 'http://localhost')
    const offset = Number(searchParams.get('offset') ?? 0)
    response.writeHead(offset < failingFrom ? 200 : 400, {'content-type': 'application/json'})
    response.end(JSON.stringify(items.slice(offset, offset + Number(searchParams.get('limit')))))
  })
}

const idsOf = async (args: string[], items: object[]) => {
  const env = pointedAt(await listServer(items))
  const json = await omi(['--json', ...args], {env})
  const piped = await omi(args, {env})
  const ids = (JSON.parse(json.stdout) as Array<{id: string}>).map(({id}) => id)
  expect(
    piped.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split('\t', 1)[0]),
  ).toEqual(ids)
  expect({...json, stdout: ''}).toEqual({code: 0, stderr: '', stdout: ''})
  return ids.join(' ')
}

describe('a list', () => {
  describe('in another order', () => {
    it.each([
      [['--sort', 'due'], 'soon next late never'],
      [['--sort', 'created'], 'never next late soon'],
      [['--due-before', '2026-12-02'], 'soon next'],
      [['--due-after', '2026-12-02'], 'late next'],
      [['--due-after', '2026-12-01T11:00:00Z', '--due-before', '2026-12-02T23:59:59.998Z'], ''],
      [['--due-after', '2026-12-02', '--limit', '1'], 'late'],
      [['--due-before', '2026-12-02', '--sort', 'due', '--limit', '2'], 'soon next'],
      [['--sort', 'due', '--limit', '2'], 'late never'],
      [['--sort', 'due', '--offset', '2'], 'soon next'],
    ])('is of action items: %j', async (flags, ids) => {
      expect(
        await idsOf(
          ['action-item', 'list', '--all', ...flags].filter((word) => !(word === '--all' && flags.includes('--limit'))),
          ITEMS,
        ),
      ).toBe(ids)
    })

    it.each([
      [['--sort', 'newest'], 'new open long hour'],
      [['--sort', 'longest'], 'long hour open new'],
      [['--sort', 'longest', '--limit', '2'], 'hour open'],
    ])('is of conversations: %j', async (flags, ids) => {
      expect(await idsOf(['conversation', 'list', ...flags], TALKS)).toBe(ids)
    })

    it('knows its orders', async () => {
      expect(await omi(['action-item', 'list', '--sort', 'size'])).toMatchObject({code: 1, stdout: ''})
      const {code, stderr} = await omi(['--json', 'action-item', 'list', '--due-before', 'soonish'])
      expect({code, error: JSON.parse(stderr)}).toMatchObject({code: 1, error: {code: 'invalid_value'}})
    })

    it('gives what came before it broke off', async () => {
      const items = Array.from({length: 3000}, (_, index) => ({
        due_at: new Date(1e12 - index).toISOString(),
        id: `i${index}`,
      }))
      const env = pointedAt(await listServer(items, 2000))
      const run = await omi(['--json', 'action-item', 'list', '--all', '--sort', 'due'], {env})
      const {items: count, ...error} = JSON.parse(run.stderr) as {items: number}
      expect(error).toMatchObject({code: 'invalid_request', partial: true})
      expect(count).toBeGreaterThan(0)
      expect(JSON.parse(run.stdout)).toEqual(items.slice(0, count).toReversed())
    })
  })

  describe('that is cut off', () => {
    it.each([
      [['action-item', 'list', '--limit', '1'], ITEMS, '1 shown, there are more: --all, or --offset 1'],
      [
        ['action-item', 'list', '--due-after', '2026-12-02', '--limit', '1'],
        ITEMS,
        '1 shown, there may be more: --all',
      ],
      [
        ['conversation', 'list', '--limit', '1', '--sort', 'newest'],
        TALKS,
        '1 shown, there are more: --all, or --offset 1',
      ],
      [['goal', 'list', '--limit', '1'], [{id: 'g', title: 'Read'}], '1 shown, there may be more: --limit 100'],
      [
        ['daily-summary', 'list', '--limit', '1'],
        {summaries: [{date: '2026-11-01', id: 's'}]},
        '1 shown, there may be more: --offset 1',
      ],
    ])('says so on a terminal: %j', async (args, body, line) => {
      const env = pointedAt(Array.isArray(body) ? await listServer(body) : (await serverAnswering({body})).apiBase)
      expect((await omiOnTerminal(args, {env})).screen).toContain(`${line}\n`)
      expect(await omi(['--json', ...args], {env})).toMatchObject({code: 0, stderr: ''})
    })
  })
})
