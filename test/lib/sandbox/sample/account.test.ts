import {describe, expect, it} from 'vitest'

import {type Schema} from '../../../../src/lib/sandbox/contract.js'
import {type Sandbox} from '../../../../src/lib/sandbox/server.js'
import {
  ACTION_ITEMS,
  call,
  clock,
  CONVERSATIONS,
  document,
  GOALS,
  listMemories,
  MEMORIES,
  sandboxFor,
} from '../support.js'

const FOLDERS = '/v1/dev/user/folders'
const SUMMARIES = '/v1/dev/user/daily-summaries'
const DAY = 86_400_000

interface Summaries {
  summaries: Schema<'DailySummary'>[]
}

const NOW = Date.parse('2026-11-23T12:00:00Z')

const sampleSandbox = (beginning?: string) => sandboxFor({now: clock(beginning).now, rateLimits: false, seedData: true})

const listConversations = (sandbox: Sandbox, query = '') =>
  document<Schema<'Conversation'>[]>(sandbox, 'GET', `${CONVERSATIONS}?limit=100${query}`)

const listActionItems = (sandbox: Sandbox) =>
  document<(Schema<'ActionItem'> & {created_at: string})[]>(sandbox, 'GET', `${ACTION_ITEMS}?limit=200`)

describe('sample data', () => {
  it('has 60 conversations with transcripts and speakers over the last 90 days', async () => {
    const sandbox = await sampleSandbox()
    const pages = [0, 25, 50].map((offset) => listConversations(sandbox, `&include_transcript=true&offset=${offset}`))
    const conversations = (await Promise.all(pages)).flat()
    expect(conversations).toHaveLength(60)
    expect(new Set(conversations.map(({structured}) => structured.title)).size).toBe(60)
    expect(new Set(conversations.map(({structured}) => structured.category)).size).toBeGreaterThan(6)
    const times = conversations.map((conversation) => conversation.created_at)
    expect(times).toEqual(times.toSorted().reverse())
    expect(Date.parse(times[0]!)).toBeLessThan(NOW)
    expect(Date.parse(times.at(-1)!)).toBeGreaterThan(NOW - 90 * DAY)
    for (const {finished_at: finishedAt, started_at: startedAt, transcript_segments: segments} of conversations) {
      expect(new Set(segments!.map((segment) => segment.speaker_name)).size).toBeGreaterThan(1)
      expect(segments!.every(({end, start}, index) => start < end && start >= (segments![index - 1]?.end ?? 0))).toBe(
        true,
      )
      expect(Date.parse(finishedAt!) - Date.parse(startedAt!)).toBe(segments!.at(-1)!.end * 1000)
    }
  })

  it('has 80 action items, some open, some overdue, some done, many from conversations', async () => {
    const sandbox = await sampleSandbox()
    const items = await listActionItems(sandbox)
    expect(items).toHaveLength(80)
    expect(new Set(items.map(({description}) => description)).size).toBe(80)
    const times = items.map((item) => item.created_at)
    expect(times).toEqual(times.toSorted().reverse())
    const open = items.filter(({completed}) => !completed)
    const dates = open.flatMap(({due_at: dueAt}) => (dueAt ? [Date.parse(dueAt)] : []))
    expect(dates.filter((date) => date < NOW).length).toBeGreaterThan(4)
    expect(dates.filter((date) => date > NOW).length).toBeGreaterThan(4)
    expect(open.length).toBeLessThan(40)
    for (const {completed, completed_at: completedAt, created_at: createdAt} of items) {
      expect(completedAt !== null).toBe(completed)
      if (completedAt) expect(Date.parse(completedAt)).toBeGreaterThan(Date.parse(createdAt))
      if (completedAt) expect(Date.parse(completedAt)).toBeLessThanOrEqual(NOW)
    }

    const conversation = (await listConversations(sandbox)).find(({structured}) => structured.action_items!.length > 1)
    const own = await document(sandbox, 'GET', `${ACTION_ITEMS}?conversation_id=${conversation!.id}`)
    expect(own).toHaveLength(conversation!.structured.action_items!.length)
  })

  it('has 4 goals under way with 90 days of history, the last of which is where they stand', async () => {
    const sandbox = await sampleSandbox()
    const goals = await document<Schema<'Goal'>[]>(sandbox, 'GET', GOALS)
    expect(goals).toHaveLength(4)
    for (const {current_value: current, id, max_value: max, min_value: min} of goals) {
      const path = `${GOALS}/${id}/history?days=90`
      const history = await document<{date: string; recorded_at: string; value: number}[]>(sandbox, 'GET', path)
      expect(new Set(history.map(({date}) => date)).size).toBe(90)
      expect(history[0]).toMatchObject({date: '2026-11-23', value: current})
      expect(history.every(({value}) => min <= value && value <= max)).toBe(true)
      expect(new Set(history.map(({value}) => value)).size).toBeGreaterThan(4)
    }
  })

  it('has folders that count their conversations, and starred ones', async () => {
    const sandbox = await sampleSandbox()
    const folders = await document<Schema<'Folder'>[]>(sandbox, 'GET', FOLDERS)
    expect(folders.map(({name}) => name)).toEqual(['Work', 'Family', 'Music', 'Personal'])
    for (const {conversation_count: count, id, name} of folders) {
      const inside = await listConversations(sandbox, `&folder_id=${id}`)
      expect(inside).toHaveLength(count!)
      expect(new Set(inside.map((conversation) => conversation.folder_name))).toEqual(new Set([name]))
    }

    expect(folders.reduce((sum, folder) => sum + folder.conversation_count!, 0)).toBe(60)
    const starred = await listConversations(sandbox, '&starred=true')
    const others = await listConversations(sandbox, '&starred=false')
    expect(starred.length).toBeGreaterThan(3)
    expect(starred.length + others.length).toBe(60)
  })

  it('has 30 daily summaries, newest first, by date and by id', async () => {
    const sandbox = await sampleSandbox()
    const {summaries} = await document<Summaries>(sandbox, 'GET', SUMMARIES)
    expect(summaries).toHaveLength(30)
    expect([summaries[0]!.date, summaries[29]!.date]).toEqual(['2026-11-22', '2026-10-24'])
    const range = await document<Summaries>(sandbox, 'GET', `${SUMMARIES}?start_date=2026-11-01&end_date=2026-11-03`)
    expect(range.summaries.map(({date}) => date)).toEqual(['2026-11-03', '2026-11-02', '2026-11-01'])
    const page = await document<Summaries>(sandbox, 'GET', `${SUMMARIES}?limit=2&offset=1`)
    expect(page.summaries).toEqual(summaries.slice(1, 3))
    expect(await document(sandbox, 'GET', `${SUMMARIES}/${summaries[3]!.id}`)).toEqual(summaries[3])
    expect(await call(sandbox, 'GET', `${SUMMARIES}/none`)).toEqual({
      body: {detail: 'Daily summary not found'},
      status: 404,
    })
    expect((await call(sandbox, 'GET', `${SUMMARIES}?start_date=2026-02-30`)).status).toBe(422)
  })

  it.each([
    [MEMORIES, 'memory', {content: 'x'}],
    [ACTION_ITEMS, 'action item', {completed: true}],
    [CONVERSATIONS, 'conversation', {title: 'x'}],
  ])('has one of %s that is locked, and one that cannot be read', async (path, noun, body) => {
    const sandbox = await sampleSandbox()
    const id = `locked-${noun.replace(' ', '-')}`
    const refusal = {body: {detail: `A paid plan is required to access this ${noun}.`}, status: 402}
    expect(await call(sandbox, 'PATCH', `${path}/${id}`, {body})).toEqual(refusal)
    expect(await call(sandbox, 'DELETE', `${path}/${id}`)).toEqual(refusal)

    const pages: {content?: string; id: string}[][] = []
    for (let offset = 0; pages.at(-1)?.length !== 0; offset += 10) {
      pages.push(await document(sandbox, 'GET', `${path}?limit=10&offset=${offset}`))
    }

    const listed = pages.flat()
    const holes = pages.slice(0, -2).filter((page) => page.length === 9)
    if (path === MEMORIES) {
      expect(holes).toHaveLength(1)
      const {content} = listed.find((item) => item.id === id)!
      expect(content).toBe(
        'The lawyer keeps the second copy of the contract for the flat in a blue fo'.slice(0, 70) + '...',
      )
    } else {
      expect(holes).toHaveLength(2)
      expect(listed.map((item) => item.id)).not.toContain(id)
    }

    expect(listed.map((item) => item.id)).not.toContain(id.replace('locked', 'unreadable'))
  })

  it('is the same account on every server, moved in time', async () => {
    const [one, other, later] = [
      await sampleSandbox(),
      await sampleSandbox(),
      await sampleSandbox('2027-03-01T00:30:00Z'),
    ]
    expect(await listConversations(one)).toEqual(await listConversations(other))
    expect(await listActionItems(one)).toEqual(await listActionItems(other))
    expect(await listMemories(one, '?limit=500')).toEqual(await listMemories(other, '?limit=500'))
    const [mine, theirs] = [await listConversations(one), await listConversations(later)]
    expect(mine.map(({id}) => id)).toEqual(theirs.map(({id}) => id))
    expect(theirs[0]!.created_at.slice(0, 10)).toBe('2027-02-28')
  })
})
