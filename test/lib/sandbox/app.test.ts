import {describe, expect, it} from 'vitest'

import type {Schema} from '../../../src/lib/sandbox/operation.js'

import {allOperations, type Operation} from '../../../src/lib/sandbox/contract.js'
import {compileSchema} from '../../../src/lib/sandbox/validation.js'
import {call, createMemory, listMemories, MEMORIES, sandboxFor, send} from './support.js'

interface OpenApi {
  components: {schemas: Record<string, {required?: string[]}>}
  openapi: string
  paths: Record<string, Record<string, unknown>>
}

function answerSchema({id, responses}: Operation, status: number) {
  const schema = responses[status] ?? responses.default
  if (!schema) throw new Error(`${id} does not declare ${status}`)
  return schema
}

describe('the sandbox API', () => {
  describe('credentials', () => {
    it.each([
      ['none', {Authorization: ''}],
      ['another scheme', {Authorization: 'Basic abc'}],
      ['no scheme', {Authorization: 'omi_dev_0000000000000000'}],
    ])('answers 401 to a malformed header: %s', async (_, headers) => {
      const sandbox = await sandboxFor()
      expect(await call(sandbox, 'GET', MEMORIES, {headers})).toEqual({
        body: {detail: "Missing or invalid Authorization header. Must be 'Bearer API_KEY'"},
        status: 401,
      })
    })

    it('answers 401 to an unknown key', async () => {
      const sandbox = await sandboxFor()
      expect(await call(sandbox, 'GET', MEMORIES, {key: 'omi_dev_0000000000000000'})).toEqual({
        body: {detail: 'Invalid API Key'},
        status: 401,
      })
    })

    it('lets the read-only key read and names the scope it lacks before it looks at the body', async () => {
      const sandbox = await sandboxFor()
      const key = sandbox.readOnlyKey
      expect(await call(sandbox, 'GET', MEMORIES, {key})).toEqual({body: [], status: 200})
      expect(await call(sandbox, 'POST', MEMORIES, {body: {}, key})).toEqual({
        body: {detail: 'Insufficient permissions. Required scope: memories:write'},
        status: 403,
      })
    })

    it('tells what the presented key is, without the key', async () => {
      const sandbox = await sandboxFor()
      const all = await call<Schema<'DevApiKey'>>(sandbox, 'GET', '/v1/dev/key')
      expect(all.body.scopes).toContain('goals:write')
      expect(all.body.last_used_at).not.toBeNull()
      const response = await send(sandbox, 'GET', '/v1/dev/key', {key: sandbox.readOnlyKey})
      const text = await response.text()
      expect(JSON.parse(text).scopes).toEqual([
        'conversations:read',
        'memories:read',
        'action_items:read',
        'goals:read',
      ])
      expect(text).not.toContain(sandbox.readOnlyKey)
    })
  })

  describe('routes', () => {
    it('answers 404 and 405 as FastAPI does, without asking for a key', async () => {
      const sandbox = await sandboxFor()
      const headers = {Authorization: ''}
      const notFound = {body: {detail: 'Not Found'}, status: 404}
      expect(await call(sandbox, 'GET', '/v1/nothing', {headers})).toEqual(notFound)
      expect(await call(sandbox, 'GET', '/v1/dev/user/goals', {headers})).toEqual(notFound)
      const wrongMethod = {body: {detail: 'Method Not Allowed'}, status: 405}
      expect(await call(sandbox, 'PUT', MEMORIES, {headers})).toEqual(wrongMethod)
      expect(await call(sandbox, 'GET', `${MEMORIES}/some-id`, {headers})).toEqual(wrongMethod)
      expect(await call(sandbox, 'GET', `${MEMORIES}/batch`, {headers})).toEqual(wrongMethod)
    })

    it('sends a date and a request id with every answer', async () => {
      const sandbox = await sandboxFor({faults: ['GET /fault 502']})
      const responses = await Promise.all(
        ['/v1/dev/key', '/nothing', '/fault'].map((path) => send(sandbox, 'GET', path)),
      )
      for (const {headers} of responses) {
        expect(Date.parse(headers.get('date') ?? '')).not.toBeNaN()
        expect(headers.get('x-request-id')).toMatch(/^\S+$/)
      }
    })
  })

  describe('the contract', () => {
    it('is served without a key, reduced to what is implemented', async () => {
      const sandbox = await sandboxFor()
      const {body} = await call<OpenApi>(sandbox, 'GET', '/openapi.json', {headers: {Authorization: ''}})
      expect(body.openapi).toBe('3.1.0')
      const served: string[] = []
      for (const [path, item] of Object.entries(body.paths)) {
        served.push(...Object.keys(item).map((method) => `${method} ${path}`))
      }

      expect(served.sort()).toEqual([
        'delete /v1/dev/user/memories/{memory_id}',
        'get /v1/dev/key',
        'get /v1/dev/user/memories',
        'get /v1/dev/user/memories/vector/search',
        'parameters /v1/dev/user/memories/{memory_id}',
        'patch /v1/dev/user/memories/{memory_id}',
        'post /v1/dev/user/memories',
        'post /v1/dev/user/memories/batch',
      ])
      expect(body.components.schemas.Memory?.required).toEqual(['id', 'content'])
    })

    it('holds for every answer of every implemented operation', async () => {
      const sandbox = await sandboxFor()
      const {id} = await createMemory(sandbox, 'first')
      const document = await call<OpenApi>(sandbox, 'GET', '/openapi.json')
      const served = allOperations().filter(({method, path}) => document.body.paths[path]?.[method.toLowerCase()])
      const good: Record<string, [path: string, body?: unknown]> = {
        createMemories: [`${MEMORIES}/batch`, {memories: [{content: 'b', tags: ['t']}]}],
        createMemory: [MEMORIES, {content: 'a'}],
        deleteMemory: [`${MEMORIES}/${id}`],
        getCurrentKey: ['/v1/dev/key'],
        listMemories: [MEMORIES],
        searchMemories: [`${MEMORIES}/vector/search?query=first`],
        updateMemory: [`${MEMORIES}/${id}`, {content: 'changed'}],
      }
      expect(Object.keys(good).sort()).toEqual(served.map((operation) => operation.id as string).sort())

      // Deleting comes last in the contract's order of methods, so the memory is there for all others.
      for (const operation of served) {
        const [path, body] = good[operation.id]!
        const requests: [number, object][] = [
          [401, {body, key: 'omi_dev_0000000000000000'}],
          [200, {body}],
        ]
        if (operation.scope?.endsWith(':write')) requests.push([403, {body, key: sandbox.readOnlyKey}])
        if (operation.body) requests.push([422, {body: {content: 5}}])
        if (operation.path.includes('{')) requests.push([404, {body}])
        for (const [expected, options] of requests) {
          const target = expected === 404 ? `${MEMORIES}/unknown` : path

          const answer = await call(sandbox, operation.method, target, options)
          expect(answer.status, `${operation.id} ${expected}`).toBe(expected)
          expect(compileSchema(answerSchema(operation, expected))(answer.body, []), operation.id).toEqual([])
        }
      }
    })
  })

  describe('what came in', () => {
    it('is kept for tests, parsed, with the status that went out', async () => {
      const sandbox = await sandboxFor({faults: ['DELETE * drop-before']})
      await call(sandbox, 'POST', `${MEMORIES}?x=%201`, {body: {content: 'a'}})
      await expect(send(sandbox, 'DELETE', `${MEMORIES}/%C3%A4`)).rejects.toThrow()
      expect(sandbox.requests).toMatchObject([
        {body: {content: 'a'}, method: 'POST', path: MEMORIES, query: 'x=%201', status: 200},
        {body: null, method: 'DELETE', path: `${MEMORIES}/%C3%A4`, query: '', status: null},
      ])
      expect(sandbox.requests[0]!.headers['content-type']).toBe('application/json')
    })

    it('is kept for the last 1000 requests only', async () => {
      const sandbox = await sandboxFor({rateLimits: false})
      for (let index = 0; index < 1005; index++) {
        await call(sandbox, 'GET', `/number/${index}`)
      }

      expect(sandbox.requests).toHaveLength(1000)
      expect(sandbox.requests[0]!.path).toBe('/number/5')
    })

    it('is logged a line each, without a key, a query or a control character', async () => {
      const lines: string[] = []
      const sandbox = await sandboxFor({faults: ['* /drop drop-before'], log: (line) => lines.push(line)})
      await call(sandbox, 'POST', MEMORIES, {body: {content: 'a'}})
      await call(sandbox, 'GET', `/a%1B%5B31m?${sandbox.apiKey}`)
      await call(sandbox, 'GET', `/v1/${sandbox.apiKey}`)
      await expect(send(sandbox, 'GET', '/drop')).rejects.toThrow()
      expect(lines.map((line) => line.replace(/ \d+ms$/, ' Nms'))).toEqual([
        'POST /v1/dev/user/memories 200 Nms',
        'GET /a%1B%5B31m 404 Nms',
        'GET /v1/KEY 404 Nms',
        'GET /drop dropped Nms',
      ])
      expect(await listMemories(sandbox)).toHaveLength(1)
    })
  })
})
