import {type ServerResponse} from 'node:http'
import {describe, expect, it} from 'vitest'

import {fullSandbox} from '../support/full-sandbox.js'
import {pointedAt, serverForTest} from '../support/server.js'
import {omi} from '../support/within.js'

interface Memory {
  readonly content: string
  readonly id: string
}

/** The `at`th request, which asks for the page at `offset`. */
interface PageRequest {
  readonly at: number
  readonly offset: number
}

/** A list on a server, in pages. `answer` may change it, or give an answer of its own and return true. */
async function pagingServer(
  memories: Memory[],
  answer: (response: ServerResponse, request: PageRequest) => boolean | void = () => {},
) {
  const offsets: number[] = []
  let inFlight = 0
  const most = {inFlight: 0}
  const apiBase = await serverForTest((request, response) => {
    const {pathname, searchParams: query} = new URL(request.url ?? '', 'http://localhost')
    if (!pathname.endsWith('/memories')) return noSuchCall(response)
    const [limit, offset] = [Number(query.get('limit')), Number(query.get('offset'))]
    const at = offsets.push(offset)
    inFlight += 1
    most.inFlight = Math.max(most.inFlight, inFlight)
    response.on('close', () => {
      inFlight -= 1
    })
    setImmediate(() => {
      if (answer(response, {at, offset})) return
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(memories.slice(offset, offset + limit)))
    })
  })
  return {env: {...pointedAt(apiBase), OMI_MAX_ATTEMPTS: '1'}, most, offsets}
}

/** A server from before there was a call for one memory. */
function noSuchCall(response: ServerResponse): void {
  response.writeHead(405, {'content-type': 'application/json'}).end('{"detail": "Method Not Allowed"}')
}

const memories = (count: number): Memory[] =>
  Array.from({length: count}, (_, index) => ({id: `m${index}`, content: `fact ${index}`}))

const idsIn = (stdout: string) => (JSON.parse(stdout) as Memory[]).map(({id}) => id)
const ids = (list: Memory[]) => list.map(({id}) => id)

/** Fails from the third page of 1000 on. */
function broken(response: ServerResponse, {offset}: PageRequest): boolean {
  if (offset < 2 * 999) return false
  response.statusCode = 502
  response.end('{"detail": "Bad Gateway"}')
  return true
}

function samePage(response: ServerResponse): boolean {
  response.end(JSON.stringify(memories(200)))
  return true
}

/** Pages of 100 conversations at most, 25 with transcripts, without those that are locked. */
async function productionServer(
  total: string[],
  {isLocked, limited}: {isLocked?: (at: number) => boolean; limited?: boolean} = {},
) {
  const requests = {count: 0}
  let transcripts = 0
  const apiBase = await serverForTest((request, response) => {
    requests.count += 1
    const query = new URL(request.url ?? '', 'http://localhost').searchParams
    const inFull = query.get('include_transcript') === 'true'
    if (inFull && limited && (transcripts += 1) > 4) {
      response.writeHead(429, {'retry-after': '3412', 'x-ratelimit-limit': '25'}).end('{"detail": "Too many"}')
      return
    }

    const offset = Number(query.get('offset'))
    const end = offset + Math.min(Number(query.get('limit')), inFull ? 25 : 100)
    const page = total.slice(offset, end).filter((_, at) => !isLocked?.(offset + at))
    response.end(JSON.stringify(page.map((id) => ({id, structured: {}}))))
  })
  return {env: pointedAt(apiBase), requests}
}

const listedIds = async (args: string[], env: Record<string, string>) => {
  const run = await omi(['--json', 'conversation', 'list', ...args], {env})
  expect(run).toMatchObject({code: 0, stderr: ''})
  return idsIn(run.stdout)
}

describe('a list of many pages', () => {
  it('is shown to its end, each item once and in order', async () => {
    const {listed, sandbox} = await fullSandbox({memories: 10_000})
    const env = pointedAt(sandbox.apiBase, sandbox.apiKey)

    const scripted = await omi(['--json', 'memory', 'list', '--all'], {env})
    expect(scripted).toMatchObject({code: 0, stderr: ''})
    expect(idsIn(scripted.stdout)).toEqual(listed.memories)
    const expected = (JSON.parse(scripted.stdout) as Memory[]).map(({content}) => content)
    expect(expected.map((content) => content.split(',', 1)[0])).toEqual(
      Array.from({length: 10_000}, (_, place) => `What is known ${place}`),
    )

    const piped = await omi(['memory', 'list', '--all'], {env})
    expect(piped).toMatchObject({code: 0, stderr: ''})
    const lines = piped.stdout.trimEnd().split('\n')
    expect(lines.map((line) => line.split('\t')[3])).toEqual(expected)

    const oldest = JSON.parse(scripted.stdout).at(-1) as Memory
    const found = await omi(['--json', 'memory', 'get', oldest.id], {env})
    expect(JSON.parse(found.stdout)).toEqual(oldest)
  })

  it('is one page without --all', async () => {
    const {env, offsets} = await pagingServer(memories(300))
    const run = await omi(['--json', 'memory', 'list', '--limit', '200', '--offset', '50'], {env})
    expect(idsIn(run.stdout)).toEqual(ids(memories(250)).slice(50))
    expect(offsets).toEqual([50])
  })

  it('is read to its end from where it is asked for, whatever --limit says', async () => {
    const {env, offsets} = await pagingServer(memories(70))
    const run = await omi(['--json', 'memory', 'list', '--all', '--limit', '20', '--offset', '5'], {env})
    expect(idsIn(run.stdout)).toEqual(ids(memories(70)).slice(5))
    expect(offsets.length).toBeLessThanOrEqual(2)
  })

  it('that is empty is an empty array, and nothing on a pipe', async () => {
    const {env} = await pagingServer([])
    expect(await omi(['--json', 'memory', 'list', '--all'], {env})).toEqual({code: 0, stderr: '', stdout: '[]\n'})
    expect(await omi(['memory', 'list', '--all'], {env})).toEqual({code: 0, stderr: '', stdout: ''})
  })

  it('keeps at most four requests in flight, and get just one', async () => {
    const all = memories(9000)
    let answerSecond: (() => void) | undefined
    const {env, most} = await pagingServer(all, (response, {at, offset}) => {
      // The second is answered only once the third is there.
      if (at === 3) answerSecond?.()
      if (at === 2) answerSecond = () => response.end(JSON.stringify(all.slice(offset, offset + 1000)))
      return at === 2
    })
    await omi(['memory', 'list', '--all'], {env})
    expect(most.inFlight).toBeGreaterThan(1)
    expect(most.inFlight).toBeLessThanOrEqual(4)
    most.inFlight = 0
    expect(await omi(['memory', 'get', 'm8999'], {env})).toMatchObject({code: 0})
    expect(most.inFlight).toBe(1)
  })

  describe('that breaks off', () => {
    it('is a closed array, and the error says so', async () => {
      const {env} = await pagingServer(memories(5000), broken)
      const run = await omi(['--json', 'memory', 'list', '--all', '--categories', 'work'], {env})
      expect(run.code).toBe(3)
      expect(idsIn(run.stdout)).toEqual(ids(memories(1999)))
      expect(JSON.parse(run.stderr)).toMatchObject({
        error: 'Server error (502)',
        exit_code: 3,
        items: 1999,
        next_offset: 1999,
        partial: true,
        resume_argv: ['omi', '--json', 'memory', 'list', '--all', '--categories', 'work', '--offset', '1999'],
      })
    })

    it('is as many lines as there were, and then the error', async () => {
      const {env} = await pagingServer(memories(5000), broken)
      const run = await omi(['memory', 'list', '--all', '--offset=0'], {env})
      expect(run.code).toBe(3)
      expect(run.stdout.split('\n')).toHaveLength(2000)
      expect(run.stderr).toMatch(
        /^✗ Server error \(502\)\n.*\n {2}Continue with: omi memory list --all --offset 1999\n$/,
      )
    })

    it('before its first item prints nothing', async () => {
      const {env} = await pagingServer(memories(1000), (response) => {
        response.end('{}')
        return true
      })
      const run = await omi(['--json', 'memory', 'list', '--all'], {env})
      expect(run).toMatchObject({code: 3, stdout: ''})
      expect(JSON.parse(run.stderr)).not.toHaveProperty('partial')
    })
  })

  describe('of a server that gives the first page for ever', () => {
    it('ends', async () => {
      const {env} = await pagingServer([], samePage)
      const run = await omi(['--json', 'memory', 'list', '--all'], {env})
      expect(run).toMatchObject({code: 0, stderr: ''})
      expect(idsIn(run.stdout)).toEqual(ids(memories(200)))
    })

    it('has no memory that is not on it', async () => {
      const {env} = await pagingServer([], samePage)
      expect(await omi(['memory', 'get', 'm200'], {env})).toEqual({
        code: 5,
        stderr: '✗ Memory not found: m200\n',
        stdout: '',
      })
      expect(await omi(['memory', 'get', 'm199'], {env})).toMatchObject({code: 0})
    })
  })

  describe('that changes while it is read', () => {
    it('loses nothing when others are deleted', async () => {
      const list = memories(500)
      const {env} = await pagingServer(list, (_response, {at}) => {
        if (at === 2) list.splice(10, 7)
        if (at === 4) list.splice(100, 30)
      })
      const run = await omi(['--json', 'memory', 'list', '--all', '--limit', '50'], {env})
      const read = idsIn(run.stdout)
      expect(run).toMatchObject({code: 0, stderr: ''})
      expect(read).toHaveLength(new Set(read).size)
      expect(read).toEqual(expect.arrayContaining(ids(list)))
    })

    it('repeats nothing when others are added', async () => {
      const list = memories(500)
      const {env} = await pagingServer(list, (_response, {at}) => {
        list.unshift({id: `new${at}`, content: 'new'})
      })
      const run = await omi(['--json', 'memory', 'list', '--all', '--limit', '50'], {env})
      expect(run).toMatchObject({code: 0, stderr: ''})
      expect(idsIn(run.stdout).filter((id) => id.startsWith('m'))).toEqual(ids(memories(500)))
    })
  })

  it('does not end at pages from which items were dropped', async () => {
    const list = memories(500)
    const shown = list.filter((_, index) => index % 3 === 1 || index > 480)
    const apiBase = await serverForTest((request, response) => {
      const {pathname, searchParams: query} = new URL(request.url ?? '', 'http://localhost')
      if (!pathname.endsWith('/memories')) return noSuchCall(response)
      const [limit, offset] = [Number(query.get('limit')), Number(query.get('offset'))]
      response.end(JSON.stringify(list.slice(offset, offset + limit).filter((memory) => shown.includes(memory))))
    })
    const there = {env: pointedAt(apiBase)}
    const run = await omi(['--json', 'memory', 'list', '--all', '--limit', '50'], there)
    expect(run).toMatchObject({code: 0, stderr: ''})
    expect(idsIn(run.stdout)).toEqual(ids(shown))
    expect(await omi(['memory', 'get', 'm499'], there)).toMatchObject({code: 0})
  })

  describe('with the rules of production', () => {
    const conversations = Array.from({length: 250}, (_, index) => `c${index}`)

    it('is complete, with transcripts and without', async () => {
      const {env} = await productionServer(conversations)
      expect(await listedIds(['--all'], env)).toEqual(conversations)
      expect(await listedIds(['--all', '--include-transcript'], env)).toEqual(conversations)
    })

    it('gives as many as are asked for, in as many pages as that takes', async () => {
      const {env} = await productionServer(conversations)
      expect(await listedIds(['--limit', '200'], env)).toEqual(conversations.slice(0, 200))
      expect(await listedIds(['--limit', '60', '--include-transcript'], env)).toEqual(conversations.slice(0, 60))
      expect(await listedIds(['--limit', '150', '--offset', '10'], env)).toEqual(conversations.slice(10, 160))
    })

    it.each([
      ['the first 120', (at: number) => at < 120],
      ['130 in the middle', (at: number) => at >= 60 && at < 190],
      ['every second', (at: number) => at % 2 === 0],
    ])('is read around what is locked: %s', async (_, isLocked) => {
      const readable = conversations.filter((_id, at) => !isLocked(at))
      const {env} = await productionServer(conversations, {isLocked})
      expect(await listedIds(['--all'], env)).toEqual(readable)
      expect(await listedIds(['--limit', '30'], env)).toEqual(readable.slice(0, 30))
    })

    it('names the limit on the way, and the command that continues without a gap', async () => {
      const {env} = await productionServer(conversations, {limited: true})
      const run = await omi(['--json', 'conversation', 'list', '--all', '--include-transcript'], {env})
      expect(run.code).toBe(4)
      const read = idsIn(run.stdout)
      const error = JSON.parse(run.stderr) as {next_offset: number; resume_argv: string[]}
      expect(error).toMatchObject({
        items: read.length,
        limit: 25,
        partial: true,
        policy: 'dev:conversation_transcript_read',
        retry_after_seconds: 3412,
      })
      expect(read).toEqual(conversations.slice(0, error.next_offset))
      const [, ...continuing] = error.resume_argv
      const rest = await omi(
        continuing.filter((word) => word !== '--include-transcript'),
        {env},
      )
      expect([...read, ...idsIn(rest.stdout)]).toEqual(conversations)
    })
  })
})
