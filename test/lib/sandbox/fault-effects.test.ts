import {once} from 'node:events'
import {connect} from 'node:net'
import {describe, expect, it, vi} from 'vitest'

import {createMemory, listMemories, MEMORIES, sandboxFor, send} from './support.js'

const PATIENTLY = {timeout: 10_000}

const post = {body: {content: 'written?'}}

describe('faults on the wire', () => {
  it.each([
    ['502', 502, null, {detail: 'Bad Gateway'}],
    ['429:12', 429, '12', {detail: 'Too Many Requests'}],
    ['503:7', 503, '7', {detail: 'Service Unavailable'}],
  ])('answer a status: %s', async (effect, status, retryAfter, body) => {
    const sandbox = await sandboxFor({faults: [`POST * ${effect}`]})
    // Faults stand before the check of the key.
    const response = await send(sandbox, 'POST', MEMORIES, {...post, key: 'nobody'})
    expect(response.status).toBe(status)
    expect(response.headers.get('retry-after')).toBe(retryAfter)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(await response.json()).toEqual(body)
    expect(await listMemories(sandbox)).toEqual([])
  })

  it.each([
    ['403-object', {consumer: 'developer_api', enabled: false, reason: 'default_read_not_enabled'}],
    ['403-code', {code: 'developer_memory_access_not_ready'}],
  ])('answer as an account without access to memories gets it: %s', async (effect, detail) => {
    const sandbox = await sandboxFor({faults: [`GET *memories* ${effect}`]})
    const response = await send(sandbox, 'GET', MEMORIES)
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({detail})
  })

  it('answer a refusal late, too', async () => {
    const sandbox = await sandboxFor({faults: ['* * delay:3600s']})
    const answers = ['/nothing', MEMORIES].map((path) => send(sandbox, 'GET', path, {key: 'nobody'}))
    await vi.waitFor(() => expect(sandbox.requests).toHaveLength(2), PATIENTLY)
    expect(sandbox.requests.map(({status}) => status)).toEqual([null, null])
    const ends = Promise.allSettled(answers)
    await sandbox.close()
    expect((await ends).map(({status}) => status)).toEqual(['rejected', 'rejected'])
  })

  it('answer a status that has no body', async () => {
    const sandbox = await sandboxFor({faults: ['* * 204']})
    const response = await send(sandbox, 'DELETE', `${MEMORIES}/x`)
    expect([response.status, await response.text()]).toEqual([204, ''])
  })

  it.each([
    ['malformed', 'application/json', '{"id": "abc'],
    ['empty', 'application/json', ''],
    ['html', 'text/html', '<!doctype html>'],
  ])('answer 200 with a body that is none: %s', async (effect, type, start) => {
    const sandbox = await sandboxFor({faults: [`* * ${effect}`]})
    const response = await send(sandbox, 'POST', MEMORIES, post)
    const text = await response.text()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain(type)
    expect(text.slice(0, 15)).toBe(start)
    expect(effect === 'html' || text === start).toBe(true)
  })

  it('redirect to another host', async () => {
    const sandbox = await sandboxFor({faults: ['* * redirect']})
    const response = await send(sandbox, 'GET', MEMORIES)
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toBe(`https://elsewhere.invalid${MEMORIES}`)
  })

  it('drop the connection before the write', async () => {
    const sandbox = await sandboxFor({faults: ['POST * drop-before']})
    await expect(send(sandbox, 'POST', MEMORIES, post)).rejects.toThrow()
    expect(await listMemories(sandbox)).toEqual([])
  })

  it('drop the connection after the write', async () => {
    const sandbox = await sandboxFor({faults: ['POST * drop-after']})
    await expect(send(sandbox, 'POST', MEMORIES, post)).rejects.toThrow()
    expect(await listMemories(sandbox)).toHaveLength(1)
    expect(sandbox.requests[0]!.status).toBeNull()
  })

  it('answer 500 after the write', async () => {
    const sandbox = await sandboxFor({faults: ['POST * 500-after']})
    const response = await send(sandbox, 'POST', MEMORIES, post)
    expect([response.status, await response.json()]).toEqual([500, {detail: 'Internal Server Error'}])
    expect(await listMemories(sandbox)).toHaveLength(1)
  })

  it('break off half-way through the body', async () => {
    const sandbox = await sandboxFor({faults: ['POST * cut']})
    const response = await send(sandbox, 'POST', MEMORIES, post)
    expect(response.status).toBe(200)
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(100)
    await expect(response.text()).rejects.toThrow()
    expect(await listMemories(sandbox)).toHaveLength(1)
    expect(sandbox.requests[0]!.status).toBe(200)
  })

  it('send the normal answer in pieces', async () => {
    const sandbox = await sandboxFor({faults: ['GET * slow:4kB/s']})
    const memory = await createMemory(sandbox, 'x')
    const response = await send(sandbox, 'GET', MEMORIES)
    let pieces = 0
    let text = ''
    const decoder = new TextDecoder()
    for await (const piece of response.body!) {
      pieces++
      text += decoder.decode(piece, {stream: true})
    }

    expect(JSON.parse(text)).toEqual([memory])
    expect(pieces).toBeGreaterThan(1)
  })

  it('keep the status of a slow refusal', async () => {
    const sandbox = await sandboxFor({faults: ['GET * slow:100kB/s']})
    const response = await send(sandbox, 'GET', '/nothing')
    expect([response.status, await response.json()]).toEqual([404, {detail: 'Not Found'}])
  })

  it('delay and then go on, even when the client has gone', async () => {
    const sandbox = await sandboxFor({faults: ['POST * delay:50ms', 'POST * 502 x1 after 1']})
    const controller = new AbortController()
    const gone = send(sandbox, 'POST', MEMORIES, {...post, signal: controller.signal})
    await expect.poll(() => sandbox.requests.length, PATIENTLY).toBe(1)
    controller.abort()
    await expect(gone).rejects.toThrow()
    await expect.poll(() => listMemories(sandbox), PATIENTLY).toHaveLength(1)
    const second = await send(sandbox, 'POST', MEMORIES, post)
    expect(second.status).toBe(502)
  })

  it('never answer, until the sandbox closes', async () => {
    const sandbox = await sandboxFor({faults: ['GET * never', 'POST * delay:1000s']})
    const answers = Promise.allSettled([send(sandbox, 'GET', MEMORIES), send(sandbox, 'POST', MEMORIES, post)])
    await expect.poll(() => sandbox.requests.length, PATIENTLY).toBe(2)
    await sandbox.close()
    expect((await answers).map((answer) => answer.status)).toEqual(['rejected', 'rejected'])
    expect(sandbox.requests.map((request) => request.status)).toEqual([null, null])
  })

  it('leave the connection usable after a body that nobody wanted', async () => {
    const sandbox = await sandboxFor({faults: ['POST * 502']})
    const {host, port} = new URL(sandbox.apiBase)
    const socket = connect(Number(port), '127.0.0.1')
    let received = ''
    socket.on('data', (data) => {
      received += data.toString()
    })
    const body = 'x'.repeat(200_000)
    socket.write(`POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    socket.write(`GET /nothing HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    await once(socket, 'close')
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 502', 'HTTP/1.1 404'])
  })
})
