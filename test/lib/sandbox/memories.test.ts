import {describe, expect, it} from 'vitest'

import {type Schema} from '../../../src/lib/sandbox/contract.js'
import {call, createMemory, listMemories, MEMORIES, type MemoryDocument, sandboxFor} from './support.js'

interface Batch {
  created_count: number
  memories: MemoryDocument[]
}

describe('memories', () => {
  it('creates with the defaults and lists newest first', async () => {
    const sandbox = await sandboxFor()
    const first = await createMemory(sandbox, '  one ')
    const second = await createMemory(sandbox, 'two', {category: 'work', tags: ['a'], visibility: 'public'})
    expect(first).toMatchObject({
      category: 'interesting',
      content: 'one',
      edited: false,
      tags: [],
      visibility: 'private',
    })
    expect(first.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    expect(second).toMatchObject({category: 'work', tags: ['a'], visibility: 'public'})
    expect(await listMemories(sandbox)).toEqual([second, first])
  })

  it('answers the memory there is when its content is posted again', async () => {
    const sandbox = await sandboxFor()
    const first = await createMemory(sandbox, 'same', {tags: ['kept']})
    const again = await call(sandbox, 'POST', MEMORIES, {body: {content: 'same', tags: ['other']}})
    expect(again).toEqual({body: first, status: 200})
    expect(await listMemories(sandbox)).toHaveLength(1)
  })

  it('derives the id from the content, the same on every server', async () => {
    const [one, other] = await Promise.all([sandboxFor(), sandboxFor()])
    const {id} = await createMemory(one, 'Grüße 🌍')
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    expect(await createMemory(other, 'Grüße 🌍')).toMatchObject({id})
  })

  it('makes edited content anew when the old text is posted again', async () => {
    const sandbox = await sandboxFor()
    const {id} = await createMemory(sandbox, 'before')
    await call(sandbox, 'PATCH', `${MEMORIES}/${id}`, {body: {content: 'after'}})
    expect(await createMemory(sandbox, 'before')).toMatchObject({content: 'before', edited: false, id})
    expect(await listMemories(sandbox)).toHaveLength(1)
  })

  it('updates the fields sent, keeps the id, the others and the place in the list', async () => {
    const sandbox = await sandboxFor()
    const old = await createMemory(sandbox, 'old', {tags: ['t']})
    await createMemory(sandbox, 'newer')
    const {body, status} = await call<MemoryDocument>(sandbox, 'PATCH', `${MEMORIES}/${old.id}`, {
      body: {category: 'auto', content: 'new', visibility: 'public'},
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      category: 'interesting',
      content: 'new',
      created_at: old.created_at,
      edited: true,
      id: old.id,
      tags: ['t'],
      visibility: 'public',
    })
    expect(Date.parse(body.updated_at)).toBeGreaterThanOrEqual(Date.parse(old.updated_at))
    const listed = await listMemories(sandbox)
    expect(listed.map((memory) => memory.content)).toEqual(['newer', 'new'])
  })

  it('refuses an update without a field, in words', async () => {
    const sandbox = await sandboxFor()
    const {id} = await createMemory(sandbox, 'x')
    for (const body of [{}, {unknown: 1}]) {
      const answer = await call(sandbox, 'PATCH', `${MEMORIES}/${id}`, {body})
      expect(answer).toEqual({
        body: {detail: 'At least one field (content, visibility, tags, or category) must be provided'},
        status: 422,
      })
    }
  })

  it('deletes once, then answers 404 as for every unknown id', async () => {
    const sandbox = await sandboxFor()
    const {id} = await createMemory(sandbox, 'gone')
    expect(await call(sandbox, 'DELETE', `${MEMORIES}/${id}`)).toEqual({body: {success: true}, status: 200})
    const notFound = {body: {detail: 'Memory not found'}, status: 404}
    expect(await call(sandbox, 'DELETE', `${MEMORIES}/${id}`)).toEqual(notFound)
    expect(await call(sandbox, 'PATCH', `${MEMORIES}/a%2Fb%20%C3%A4`, {body: {content: 'x'}})).toEqual(notFound)
    expect(await listMemories(sandbox)).toEqual([])
  })

  it('filters by category and refuses an unknown one', async () => {
    const sandbox = await sandboxFor()
    await createMemory(sandbox, 'a', {category: 'work'})
    await createMemory(sandbox, 'b', {category: 'core'})
    await createMemory(sandbox, 'c', {category: 'habits'})
    await createMemory(sandbox, 'd', {category: 'work'})
    const found = await listMemories(sandbox, '?categories=work,%20core&limit=2&offset=1')
    expect(found.map((memory) => memory.content)).toEqual(['b', 'a'])
    expect(await call(sandbox, 'GET', `${MEMORIES}?categories=work,nope`)).toEqual({
      body: {detail: "Invalid category 'nope' is not a valid MemoryCategory"},
      status: 400,
    })
  })

  it('creates a batch in its order, the last one newest, and counts what was sent', async () => {
    const sandbox = await sandboxFor()
    const {body} = await call<Batch>(sandbox, 'POST', `${MEMORIES}/batch`, {
      body: {memories: [{content: 'a'}, {content: 'b'}, {content: 'a'}]},
    })
    expect(body.created_count).toBe(3)
    expect(body.memories.map((memory) => memory.content)).toEqual(['a', 'b', 'a'])
    const listed = await listMemories(sandbox)
    expect(listed.map((memory) => memory.content)).toEqual(['b', 'a'])
    expect(listed[0]!.created_at > listed[1]!.created_at).toBe(true)
  })

  it('creates nothing of a batch with a blank memory', async () => {
    const sandbox = await sandboxFor()
    const {body, status} = await call(sandbox, 'POST', `${MEMORIES}/batch`, {
      body: {memories: [{content: 'a'}, {content: '  '}]},
    })
    expect({body, status}).toEqual({body: {detail: 'content cannot be empty'}, status: 422})
    expect(await listMemories(sandbox)).toEqual([])
  })

  it('finds by words, best first, without regard to case', async () => {
    const sandbox = await sandboxFor()
    await createMemory(sandbox, 'Likes green tea')
    await createMemory(sandbox, 'Drinks TEA in the garden')
    await createMemory(sandbox, 'Drives a car')
    const {body} = await call(sandbox, 'GET', `${MEMORIES}/vector/search?query=Green+tea`)
    expect(body).toMatchObject({
      items: [
        {content: 'Likes green tea', relevance_score: 1},
        {content: 'Drinks TEA in the garden', relevance_score: 0.5},
      ],
      returned_count: 2,
    })
    const one = await call<Schema<'MemorySearchResult'>>(sandbox, 'GET', `${MEMORIES}/vector/search?query=tea&limit=1`)
    expect(one.body.returned_count).toBe(1)
  })

  it('pages through 10 000 memories, each once and in order', async () => {
    const sandbox = await sandboxFor({rateLimits: false})
    const contents = Array.from({length: 10_000}, (_, index) => `Memory ${index}`)
    for (let start = 0; start < contents.length; start += 25) {
      const memories = contents.slice(start, start + 25).map((content) => ({content}))

      await call(sandbox, 'POST', `${MEMORIES}/batch`, {body: {memories}})
    }

    const listed: string[] = []
    for (let offset = 0; offset <= contents.length; offset += 200) {
      const page = await listMemories(sandbox, `?limit=200&offset=${offset}`)
      listed.push(...page.map((memory) => memory.content))
    }

    expect(listed).toEqual(contents.reverse())
  })

  it('fills an empty account with 200 sample memories in the past', async () => {
    const sandbox = await sandboxFor({seedData: true})
    const listed = await listMemories(sandbox, '?limit=1000')
    expect(new Set(listed.map((memory) => memory.id)).size).toBe(200)
    expect(new Set(listed.map((memory) => memory.category)).size).toBeGreaterThan(8)
    const times = listed.map((memory) => memory.created_at)
    expect(times).toEqual([...times].sort().reverse())
    expect(Date.parse(times[0]!)).toBeLessThan(Date.now())
  })
})
