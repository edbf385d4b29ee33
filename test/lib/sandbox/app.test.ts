import {once} from 'node:events'
import {get, type IncomingMessage} from 'node:http'
import {describe, expect, it} from 'vitest'

import {type Schema} from '../../../src/lib/sandbox/contract.js'
import {type Sandbox} from '../../../src/lib/sandbox/server.js'
import {ACTION_ITEMS, call, listMemories, MEMORIES, sandboxFor, send} from './support.js'

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
      const wrongMethod = {body: {detail: 'Method Not Allowed'}, status: 405}
      expect(await call(sandbox, 'PUT', MEMORIES, {headers})).toEqual(wrongMethod)
      expect(await call(sandbox, 'GET', '/v1/auth/token', {headers})).toEqual(wrongMethod)
      expect(await call(sandbox, 'GET', `${ACTION_ITEMS}/some-id`, {headers})).toEqual(wrongMethod)
      expect(await call(sandbox, 'GET', `${ACTION_ITEMS}/batch`, {headers})).toEqual(wrongMethod)
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

  describe('strangers', () => {
    it.each(['localhost', '127.0.0.1', '[::1]', 'LocalHost'])('may call it %s', async (name) => {
      expect(await statusFor(await sandboxFor(), (port) => `${name}:${port}`)).toBe(200)
    })

    it.each([
      ['another name', (port: string) => `page.example:${port}`],
      ['a name that begins so', (port: string) => `localhost.page.example:${port}`],
      ['a name that ends so', (port: string) => `page.localhost:${port}`],
      ['another port', () => 'localhost:1'],
      ['no port', () => 'localhost'],
    ])('are refused with %s', async (_, host) => {
      const sandbox = await sandboxFor()
      expect(await statusFor(sandbox, host)).toBe(400)
      expect(sandbox.requests).toEqual([])
    })

    it('may be a browser with the cookies of every other server of this machine', async () => {
      const {apiBase} = await sandboxFor()
      const answer = await fetch(`${apiBase}/openapi.json`, {headers: {cookie: `all=${'x'.repeat(20_000)}`}})
      expect(answer.status).toBe(200)
    })

    it('are refused with more than a megabyte, however it is sent, before a key is asked for', async () => {
      const sandbox = await sandboxFor()
      const post = async (body: NonNullable<Parameters<typeof fetch>[1]>['body']) => {
        const answer = await fetch(sandbox.apiBase + MEMORIES, {body, duplex: 'half', method: 'POST'})
        return answer.status
      }

      const megabyte = 'x'.repeat(1024 * 1024)
      expect(await post(megabyte)).toBe(401)
      expect(await post(new Blob([megabyte]).stream())).toBe(401)
      expect(await post(`${megabyte}x`)).toBe(413)
      expect(await post(new Blob([megabyte, 'x']).stream())).toBe(413)
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
      // One after the other they would take seconds; together they come in any order.
      await Promise.all(Array.from({length: 5}, (_, index) => call(sandbox, 'GET', `/first/${index}`)))
      for (let batch = 0; batch < 10; batch += 1) {
        await Promise.all(Array.from({length: 100}, (_, index) => call(sandbox, 'GET', `/number/${index}`)))
      }

      expect(sandbox.requests).toHaveLength(1000)
      expect(sandbox.requests.filter(({path}) => path.startsWith('/first/'))).toEqual([])
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

/** What a GET is answered with that has this Host header. */
async function statusFor({apiBase}: Sandbox, host: (port: string) => string): Promise<number | undefined> {
  const request = get(`${apiBase}/openapi.json`, {headers: {host: host(new URL(apiBase).port)}})
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  answer.resume()
  return answer.statusCode
}
