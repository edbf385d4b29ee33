import {mkdtemp, readdir, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest'

import {type Schema} from '../../../src/lib/sandbox/contract.js'
import {type Sandbox, startSandbox} from '../../../src/lib/sandbox/server.js'
import {
  ACTION_ITEMS,
  call,
  CONVERSATIONS,
  createMemory,
  document,
  GOALS,
  listMemories,
  MEMORIES,
  sandboxFor,
  send,
} from './support.js'

let root: string
let folder: string
let dataFile: string

describe('startSandbox', () => {
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'omi-sandbox-'))
  })

  // Only once all sandboxes are closed: closing one writes its file.
  afterAll(() => rm(root, {recursive: true}))

  beforeEach(async () => {
    folder = await mkdtemp(join(root, 'test-'))
    dataFile = join(folder, 'data.json')
  })

  describe('starting and closing', () => {
    it('serves on the loopback address and a free port', async () => {
      const [one, other] = await Promise.all([sandboxFor(), sandboxFor()])
      expect(one.apiBase).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
      expect(one.apiBase).not.toBe(other.apiBase)
      expect(one.apiKey).toMatch(/^omi_dev_[\da-f]{32}$/)
    })

    it('says so when the port is taken', async () => {
      const {apiBase} = await sandboxFor()
      const port = Number(new URL(apiBase).port)
      await expect(startSandbox({port})).rejects.toMatchObject({
        detail: 'Choose another with --port, or leave it out for a free one.',
        exitCode: 1,
        title: `Port ${port} is already in use`,
      })
    })

    it('closes with connections open, as often as it is asked to', async () => {
      const sandbox = await sandboxFor()
      await call(sandbox, 'GET', MEMORIES)
      await Promise.all([sandbox.close(), sandbox.close()])
      await expect(send(sandbox, 'GET', MEMORIES)).rejects.toThrow()
    })
  })

  describe('the data file', () => {
    it('brings memories, keys and order back after a restart', async () => {
      const first = await sandboxFor({dataFile})
      const {id} = await createMemory(first, 'one')
      await createMemory(first, 'two', {tags: ['t']})
      await createMemory(first, 'three')
      await call(first, 'DELETE', `${MEMORIES}/${id}`)
      const listed = await listMemories(first)
      await first.close()

      const second = await sandboxFor({dataFile})
      expect([second.apiKey, second.readOnlyKey]).toEqual([first.apiKey, first.readOnlyKey])
      expect(await listMemories(second)).toEqual(listed)
    })

    it('brings everything else back too', async () => {
      const first = await sandboxFor({dataFile, rateLimits: false, seedData: true})
      const item = await document<{id: string}>(first, 'POST', ACTION_ITEMS, {description: 'x'})
      const goal = await document<{id: string}>(first, 'POST', GOALS, {title: 'x'})
      await document(first, 'PATCH', `${GOALS}/${goal.id}/progress?current_value=3`)
      const segments = [{text: 'I need to buy tea', start: 0, end: 1}]
      const body = {client_session_id: 'one', transcript_segments: segments}
      const conversation = await document<{id: string}>(first, 'POST', `${CONVERSATIONS}/from-segments`, body)
      const paths = [
        `${ACTION_ITEMS}?limit=500`,
        `${CONVERSATIONS}?limit=25&include_transcript=true`,
        `${GOALS}?include_inactive=true`,
        `${GOALS}/${goal.id}/history`,
        '/v1/dev/user/folders',
        '/v1/dev/user/daily-summaries',
      ]
      const documents = async (sandbox: Sandbox) => Promise.all(paths.map((path) => document(sandbox, 'GET', path)))
      const before = await documents(first)
      await first.close()

      const second = await sandboxFor({dataFile, rateLimits: false})
      expect(await documents(second)).toEqual(before)
      expect(await document(second, 'POST', `${CONVERSATIONS}/from-segments`, body)).toMatchObject({
        id: conversation.id,
      })
      await document(second, 'DELETE', `${ACTION_ITEMS}/${item.id}`)
      expect((await call(second, 'PATCH', `${CONVERSATIONS}/locked-conversation`, {body: {title: 'x'}})).status).toBe(
        402,
      )
    })

    it('makes the built-in keys anew when they were revoked, and takes no other for them', async () => {
      const first = await sandboxFor({dataFile})
      const key = first.idToken
      await call(first, 'POST', '/v1/dev/keys', {body: {name: 'Sandbox'}, key})
      const {body: keys} = await call<Schema<'DevApiKey'>[]>(first, 'GET', '/v1/dev/keys', {key})
      const {id} = keys.at(-1)!
      await call(first, 'DELETE', `/v1/dev/keys/${id}`, {key})
      await first.close()
      const second = await sandboxFor({dataFile})
      expect(second.apiKey).not.toBe(first.apiKey)
      expect(await createMemory(second, 'x')).toMatchObject({content: 'x'})
      expect(second.readOnlyKey).toBe(first.readOnlyKey)
    })

    it('holds what was answered, without a close', async () => {
      const sandbox = await sandboxFor({dataFile})
      await Promise.all(Array.from({length: 20}, (_, index) => createMemory(sandbox, `m${index}`)))
      const saved = JSON.parse(await readFile(dataFile, 'utf8'))
      expect(saved.memories).toHaveLength(20)
    })

    it("is the owner's alone, and nothing else is left beside it", async () => {
      const sandbox = await sandboxFor({dataFile})
      await createMemory(sandbox, 'x')
      expect((await stat(dataFile)).mode % 0o1000).toBe(0o600)
      expect((await readdir(folder)).sort()).toEqual(['data.json', 'data.json.lock'])
      await sandbox.close()
      expect(await readdir(folder)).toEqual(['data.json'])
    })

    it('is of one sandbox at a time, by whatever name', async () => {
      const first = await sandboxFor({dataFile})
      const link = join(folder, 'link.json')
      await symlink(dataFile, link)
      for (const name of [dataFile, link]) {
        await expect(startSandbox({dataFile: name})).rejects.toMatchObject({
          detail: 'The file is in use by another sandbox. End that one, or name another file.',
          exitCode: 1,
          title: `Invalid value: --data ${name}`,
        })
      }

      await createMemory(first, 'kept')
      await first.close()
      await expect(startSandbox({dataFile, port: Number(new URL((await sandboxFor()).apiBase).port)})).rejects.toThrow(
        'already in use',
      )
      const second = await sandboxFor({dataFile: link})
      expect(await listMemories(second)).toMatchObject([{content: 'kept'}])
    })

    it('may be one from before there was more than memories', async () => {
      await writeFile(dataFile, '{"format": "omi-sandbox", "version": 1, "keys": [], "memories": []}')
      const sandbox = await sandboxFor({dataFile})
      expect(await document(sandbox, 'GET', ACTION_ITEMS)).toEqual([])
    })

    it('gets sample data only while it is empty', async () => {
      const first = await sandboxFor({dataFile, seedData: true})
      const [newest] = await listMemories(first)
      await call(first, 'DELETE', `${MEMORIES}/${newest!.id}`)
      await first.close()
      const second = await sandboxFor({dataFile, seedData: true})
      expect(await listMemories(second, '?limit=1000')).toHaveLength(199)
    })

    it.each([
      ['not JSON', 'hello', 'The file is not JSON.'],
      ['empty', '', 'The file is not JSON.'],
      ['null', 'null', 'The file is not a sandbox data file.'],
      ['some other JSON', '{"name": "mine"}', 'The file is not a sandbox data file.'],
      ['from another version', '{"format": "omi-sandbox", "version": 2}', 'The file has format version 2'],
      [
        'without its lists',
        '{"format": "omi-sandbox", "version": 1, "keys": []}',
        'damaged at memories: Field required',
      ],
      [
        'with a lock that is none',
        '{"format": "omi-sandbox", "version": 1, "keys": [], "memories": [{"id": "a", "content": "b", "is_locked": "no"}]}',
        'damaged at memories.0.is_locked: Input should be a valid boolean',
      ],
      [
        'damaged',
        '{"format": "omi-sandbox", "version": 1, "keys": [], "memories": [{"id": "a", "content": 5}]}',
        'damaged at memories.0.content: Input should be a valid string.',
      ],
    ])('is refused and left alone when it is %s', async (_, text, why) => {
      await writeFile(dataFile, text)
      const error = await startSandbox({dataFile, seedData: true}).catch((error: unknown) => error)
      expect(error).toMatchObject({exitCode: 1, title: `Invalid value: --data ${dataFile}`})
      expect((error as {detail: string}).detail).toContain(why)
      expect(await readFile(dataFile, 'utf8')).toBe(text)
    })

    it('is refused where nothing can be read or written', async () => {
      await expect(startSandbox({dataFile: folder})).rejects.toMatchObject({
        detail: 'The file cannot be read (EISDIR).',
      })
      await expect(startSandbox({dataFile: join(folder, 'no', 'data.json')})).rejects.toMatchObject({
        detail: 'The file cannot be written (ENOENT): its folder is not there.',
      })
    })

    it('answers 500 and goes on when saving fails', async () => {
      const lines: string[] = []
      const sandbox = await startSandbox({dataFile, log: (line) => lines.push(line)})
      await rm(folder, {recursive: true})
      const answer = await call(sandbox, 'POST', MEMORIES, {body: {content: 'x'}})
      const detail = 'The file cannot be written (ENOENT): its folder is not there.'
      expect(answer).toEqual({body: {detail}, status: 500})
      expect(lines.join('\n')).toContain('ENOENT')
      expect((await call(sandbox, 'GET', '/nothing')).status).toBe(404)
      await expect(sandbox.close()).rejects.toMatchObject({detail, title: `Invalid value: --data ${dataFile}`})
    })
  })
})
