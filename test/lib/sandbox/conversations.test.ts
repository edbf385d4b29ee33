import {describe, expect, it, vi} from 'vitest'

import {type Schema} from '../../../src/lib/sandbox/contract.js'
import {type Sandbox} from '../../../src/lib/sandbox/server.js'
import {ACTION_ITEMS, call, clock, CONVERSATIONS, document, sandboxFor, send} from './support.js'

type Conversation = Schema<'Conversation'>

interface Created {
  discarded: boolean
  id: string
  status: string
}

const create = (sandbox: Sandbox, text: string, fields: object = {}) =>
  document<Created>(sandbox, 'POST', CONVERSATIONS, {text, ...fields})

const get = (sandbox: Sandbox, id: string, query = '') =>
  document<Conversation>(sandbox, 'GET', `${CONVERSATIONS}/${id}${query}`)

const fromSegments = (sandbox: Sandbox, body: object) =>
  call<Created>(sandbox, 'POST', `${CONVERSATIONS}/from-segments`, {body})

async function titles(sandbox: Sandbox, query = ''): Promise<string[]> {
  const conversations = await document<Conversation[]>(sandbox, 'GET', `${CONVERSATIONS}${query}`)
  return conversations.map(({structured}) => structured.title)
}

describe('conversations', () => {
  describe('made of a text', () => {
    it('have a title, an overview, a category and a transcript, and their tasks among the action items', async () => {
      const sandbox = await sandboxFor({now: clock().now})
      const text =
        'Met Helena about the project budget. She wants one slide.\nTODO: make the slide\n- [ ] book the room'
      const created = await create(sandbox, text)
      expect(created).toEqual({id: created.id, status: 'completed', discarded: false})
      const conversation = await get(sandbox, created.id, '?include_transcript=true')
      expect(conversation).toMatchObject({
        started_at: '2026-11-23T12:00:00.000000Z',
        finished_at: '2026-11-23T12:05:00.000000Z',
        language: 'en',
        source: 'external_integration',
        structured: {
          title: 'Met Helena about the project budget',
          overview: 'Met Helena about the project budget. She wants one slide. TODO: make the slide',
          category: 'finance',
        },
      })
      const spoken = conversation.transcript_segments!.map(({end, start, text}) => ({end, start, text}))
      expect(spoken).toEqual([
        {start: 0, end: 100, text: 'Met Helena about the project budget. She wants one slide.'},
        {start: 100, end: 200, text: 'TODO: make the slide'},
        {start: 200, end: 300, text: '- [ ] book the room'},
      ])
      const items = await document<Schema<'ActionItem'>[]>(
        sandbox,
        'GET',
        `${ACTION_ITEMS}?conversation_id=${created.id}`,
      )
      expect(items.map((item) => item.description)).toEqual(['Book the room', 'Make the slide'])

      await document(sandbox, 'PATCH', `${ACTION_ITEMS}/${items[1]!.id}`, {completed: true})
      await document(sandbox, 'DELETE', `${ACTION_ITEMS}/${items[0]!.id}`)
      expect((await get(sandbox, created.id)).structured.action_items).toMatchObject([
        {completed: true, conversation_id: created.id, description: 'Make the slide'},
      ])
    })

    it('take the times sent, to the millisecond, and refuse an end before the beginning', async () => {
      const sandbox = await sandboxFor()
      const startedAt = '2026-11-01T10:00:00.123+01:00'
      const {id} = await create(sandbox, 'one two three', {started_at: startedAt})
      expect(await get(sandbox, id)).toMatchObject({
        started_at: '2026-11-01T09:00:00.123000Z',
        finished_at: '2026-11-01T09:05:00.123000Z',
      })
      const body = {text: 'x', started_at: startedAt, finished_at: '2026-11-01T09:00:00.122Z'}
      expect(await call(sandbox, 'POST', CONVERSATIONS, {body})).toEqual({
        body: {detail: 'finished_at must be after started_at'},
        status: 422,
      })
      expect(await call(sandbox, 'POST', CONVERSATIONS, {body: {text: ' \n '}})).toEqual({
        body: {detail: 'text cannot be empty'},
        status: 422,
      })
    })

    it('are discarded, and not listed, when next to nothing was said', async () => {
      const sandbox = await sandboxFor()
      const created = await create(sandbox, 'Oh well.')
      expect(created.discarded).toBe(true)
      expect(await titles(sandbox)).toEqual([])
      await document(sandbox, 'PATCH', `${CONVERSATIONS}/${created.id}`, {discarded: false})
      expect(await titles(sandbox)).toEqual(['Oh well'])
    })
  })

  describe('made of segments', () => {
    const SEGMENTS = [
      {text: 'Did you call the bank?', speaker: 'SPEAKER_00', is_user: true, start: 0, end: 2.5},
      {text: 'I need to do it tomorrow.', speaker: 'SPEAKER_01', start: 2.8, end: 5.25},
      {text: 'Good.', speaker: 'Ana', start: 6, end: 7},
      {text: 'Bye.', start: 7, end: 8, speaker_id: 4},
    ]

    it('keep their speakers and last as long as they were spoken', async () => {
      const sandbox = await sandboxFor({now: clock().now})
      const {body} = await fromSegments(sandbox, {source: 'plaud', transcript_segments: SEGMENTS})
      const conversation = await get(sandbox, body.id, '?include_transcript=1')
      expect(conversation).toMatchObject({
        finished_at: '2026-11-23T12:00:08.000000Z',
        source: 'plaud',
        structured: {action_items: [{description: 'Do it tomorrow'}], category: 'finance'},
      })
      const speakers = conversation.transcript_segments!.map((segment) => [segment.speaker_id, segment.speaker_name])
      expect(speakers).toEqual([
        [0, 'User'],
        [1, 'Speaker 1'],
        [0, 'Ana'],
        [4, 'Speaker 4'],
      ])
      expect(conversation.transcript_segments![1]).toMatchObject({start: 2.8, end: 5.25, text: SEGMENTS[1]!.text})
    })

    it('come from the phone unless a source is named', async () => {
      const sandbox = await sandboxFor()
      const {body} = await fromSegments(sandbox, {transcript_segments: SEGMENTS})
      expect(await get(sandbox, body.id)).toMatchObject({source: 'phone'})
      expect((await fromSegments(sandbox, {source: 'tape', transcript_segments: SEGMENTS})).status).toBe(422)
    })

    it('are made once for a client session', async () => {
      const sandbox = await sandboxFor()
      const body = {client_session_id: 'one', transcript_segments: SEGMENTS}
      const first = await fromSegments(sandbox, body)
      const again = await fromSegments(sandbox, {...body, transcript_segments: SEGMENTS.slice(0, 1)})
      expect(again).toEqual(first)
      await fromSegments(sandbox, {...body, client_session_id: 'two'})
      expect(await titles(sandbox)).toHaveLength(2)
    })

    it.each([
      [[], 'transcript_segments'],
      [Array.from({length: 501}, () => ({text: 'x', start: 0, end: 1})), 'transcript_segments'],
      [
        [
          {text: 'x', start: 0, end: 1},
          {start: 1, end: 2},
        ],
        'transcript_segments,1,text',
      ],
      [[{text: 'x', start: -1, end: 1}], 'transcript_segments,0,start'],
      [[{text: 'x', start: 1, end: 1}], 'Segment 0: end time must be after start time'],
      [[{text: ' ', start: 0, end: 1}], 'Segment 0: text cannot be empty'],
    ])('are refused with what is wrong: %#', async (segments, what) => {
      const sandbox = await sandboxFor()
      const {body, status} = await fromSegments(sandbox, {transcript_segments: segments})
      expect(status).toBe(422)
      const {detail} = body as unknown as {detail: string | {loc: unknown[]}[]}
      expect(typeof detail === 'string' ? detail : detail[0]!.loc.slice(1).join(',')).toBe(what)
      expect(await titles(sandbox)).toEqual([])
    })
  })

  describe('listed', () => {
    it('are newest first, without a transcript unless asked for one', async () => {
      const sandbox = await sandboxFor()
      await create(sandbox, 'the first one', {started_at: '2026-11-20T10:00:00Z'})
      await create(sandbox, 'the second one', {started_at: '2026-11-10T10:00:00Z'})
      expect(await titles(sandbox)).toEqual(['the second one', 'the first one'])
      expect(await titles(sandbox, '?limit=1&offset=1')).toEqual(['the first one'])
      const plain = await document<Conversation[]>(sandbox, 'GET', CONVERSATIONS)
      expect(plain.map((conversation) => conversation.transcript_segments)).toEqual([null, null])
      const full = await document<Conversation[]>(sandbox, 'GET', `${CONVERSATIONS}?include_transcript=yes`)
      expect(full[0]!.transcript_segments).toMatchObject([{text: 'the second one'}])
    })

    it('are filtered by date, both ends included, and by category', async () => {
      const time = clock('2026-11-01T00:00:00Z')
      const sandbox = await sandboxFor({now: time.now})
      for (const [day, text] of ['the bank wrote', 'the cello lesson', 'the bank called', 'a grey cat'].entries()) {
        time.set(day * 86_400)
        await create(sandbox, text)
      }

      expect(await titles(sandbox, '?categories=finance,%20other')).toEqual([
        'a grey cat',
        'the bank called',
        'the bank wrote',
      ])
      expect(await titles(sandbox, '?start_date=2026-11-02T00:00:00Z&end_date=2026-11-03T00:00:00Z')).toEqual([
        'the bank called',
        'the cello lesson',
      ])
      expect(await call(sandbox, 'GET', `${CONVERSATIONS}?categories=finance,nope`)).toEqual({
        body: {detail: "Invalid category 'nope' is not a valid ConversationCategory"},
        status: 400,
      })
    })
  })

  describe('whose client session is at work', () => {
    const SEGMENTS = `${CONVERSATIONS}/from-segments`
    const body = {client_session_id: 'one', transcript_segments: [{text: 'We talked for long.', start: 0, end: 1}]}

    it('refuses another creation for it with 409, until it is older than 15 minutes', async () => {
      const time = clock()
      const faults = [`POST ${SEGMENTS} delay:3600s x1`]
      const sandbox = await sandboxFor({faults, now: time.now})
      const stuck = new AbortController()
      const first = send(sandbox, 'POST', SEGMENTS, {body, signal: stuck.signal}).catch(() => 'left')
      await vi.waitFor(() => expect(sandbox.requests).toHaveLength(1))
      const inProgress = {body: {detail: 'Conversation creation already in progress'}, status: 409}
      expect(await call(sandbox, 'POST', SEGMENTS, {body})).toEqual(inProgress)
      time.set(15 * 60)
      expect(await call(sandbox, 'POST', SEGMENTS, {body})).toEqual(inProgress)
      expect((await call(sandbox, 'POST', SEGMENTS, {body: {...body, client_session_id: 'two'}})).status).toBe(200)
      time.set(15 * 60 + 1)
      const anew = await call<Created>(sandbox, 'POST', SEGMENTS, {body})
      expect(anew).toMatchObject({body: {discarded: false, status: 'completed'}, status: 200})
      expect(await call(sandbox, 'POST', SEGMENTS, {body})).toEqual(anew)
      stuck.abort()
      expect(await first).toBe('left')
    })

    it('is free again when its creation has ended, refused or done', async () => {
      const sandbox = await sandboxFor()
      const broken = {...body, transcript_segments: [{text: 'x', start: 2, end: 1}]}
      expect((await call(sandbox, 'POST', SEGMENTS, {body: broken})).status).toBe(422)
      const first = await document<Created>(sandbox, 'POST', SEGMENTS, body)
      await document(sandbox, 'DELETE', `${CONVERSATIONS}/${first.id}`)
      expect((await document<Created>(sandbox, 'POST', SEGMENTS, body)).id).not.toBe(first.id)
    })
  })

  it('are renamed, discarded and deleted, and refuse an update without a field', async () => {
    const sandbox = await sandboxFor()
    const {id} = await create(sandbox, 'the old title')
    const path = `${CONVERSATIONS}/${id}`
    expect(await document(sandbox, 'PATCH', path, {title: ' new '})).toMatchObject({
      structured: {overview: 'the old title', title: 'new'},
    })
    await document(sandbox, 'PATCH', path, {discarded: true})
    expect(await titles(sandbox)).toEqual([])
    expect(await get(sandbox, id)).toMatchObject({structured: {title: 'new'}})
    expect((await call(sandbox, 'PATCH', path, {body: {}})).status).toBe(422)
    expect(await document(sandbox, 'DELETE', path)).toEqual({success: true})
    expect(await call(sandbox, 'GET', path)).toEqual({body: {detail: 'Conversation not found'}, status: 404})
  })
})
