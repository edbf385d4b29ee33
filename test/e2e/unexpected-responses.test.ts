import {once} from 'node:events'
import {type AddressInfo, createServer, type Socket} from 'node:net'
import {brotliCompressSync, deflateRawSync, deflateSync, gzipSync} from 'node:zlib'
import {describe, expect, it, onTestFinished} from 'vitest'

import {type Answer, pointedAt, sandboxForTest, serverAnswering, serverForTest} from '../support/server.js'
import {omiAtOnce as omi} from '../support/within.js'

const list = ['memory', 'list']
const create = ['memory', 'create', 'Likes tea']
const search = ['memory', 'search', 'tea']
const remove = ['memory', 'delete', 'm1', '--yes']

/** A server that speaks below HTTP. Resolves to its base URL. */
async function rawServer(onRequest: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => onRequest(socket))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('a server that does not answer as the API does', () => {
  const html: Answer = {body: '<html>Welcome</html>', headers: {'content-type': 'text/html'}}
  it.each([
    {what: 'a web page', answer: html, args: list, says: 'text/html'},
    {what: 'nothing', answer: {}, args: list, says: 'an empty body'},
    {what: 'nothing to a creation', answer: {}, args: create, says: 'an empty body'},
    {what: 'nothing to a deletion', answer: {}, args: remove, says: 'an empty body'},
    {what: 'no content', answer: {status: 204}, args: list, says: 'an empty body'},
    {what: 'no content to a creation', answer: {status: 204}, args: create, says: 'an empty body'},
    {what: 'half of a document', answer: {body: '[{"id": "a'}, args: list, says: 'something that is not JSON'},
    {what: 'an object for a list', answer: {body: {}}, args: list, says: 'an object'},
    {what: 'a list for an object', answer: {body: []}, args: create, says: 'an array'},
    {what: 'null', answer: {body: null}, args: list, says: 'a null'},
    {what: 'a list of numbers', answer: {body: [1]}, args: list, says: 'an array of something else'},
    {what: 'a broken list of matches', answer: {body: {items: 5}}, args: search, says: "a list of objects in 'items'"},
    {
      what: 'matches that are none',
      answer: {body: {items: [null]}},
      args: search,
      says: "a list of objects in 'items'",
    },
  ])('is found out: $what', async ({answer, args, says}) => {
    const {apiBase, requests} = await serverAnswering(answer)
    const run = await omi(args, {env: pointedAt(apiBase)})
    expect(run).toMatchObject({code: 3, stdout: ''})
    const [title, detail] = run.stderr.split('\n')
    expect(title).toBe('✗ Unexpected response')
    expect(detail).toContain(says)
    expect(detail).toContain(new URL(apiBase).host)
    // A memory's id comes from its content: asked for again, it is one memory.
    expect(requests).toHaveLength(args === create ? 4 : 1)
  })

  it('has done what it answers a 204 to, when that is a deletion', async () => {
    const {apiBase} = await serverAnswering({status: 204})
    expect(await omi(['--json', ...remove], {env: pointedAt(apiBase)})).toEqual({code: 0, stderr: '', stdout: 'null\n'})
  })

  it.each([301, 302, 303, 307, 308])('is not followed elsewhere by a %i', async (status) => {
    const elsewhere = await serverAnswering({body: []})
    const {apiBase, requests} = await serverAnswering({headers: {location: `${elsewhere.apiBase}/login`}, status})
    const read = await omi(list, {env: pointedAt(apiBase)})
    expect(read).toMatchObject({code: 3, stdout: ''})
    expect(read.stderr).toMatch(/^✗ Unexpected response\n {2}.* redirect to http:\/\/127\.0\.0\.1:\d+\/login\. /)
    expect(await omi(create, {env: pointedAt(apiBase)})).toMatchObject({code: 3})
    expect(requests).toHaveLength(2)
    expect(elsewhere.requests).toEqual([])
  })

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'],
    ['broken chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['broken compression', 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello'],
  ])('is found out below HTTP: %s', async (_, answer) => {
    const apiBase = await rawServer((socket) => socket.end(answer))
    const run = await omi(list, {env: pointedAt(apiBase)})
    expect(run).toMatchObject({code: 3, stdout: ''})
    expect(run.stderr).toMatch(/^✗ Unexpected response\n.*did not answer in proper HTTP/)
  })

  it('is asked again when it closes the connection half-way', async () => {
    const sandbox = await sandboxForTest({faults: ['GET * cut']})
    const env = {...pointedAt(sandbox.apiBase, sandbox.apiKey), OMI_MAX_ATTEMPTS: '2'}
    const run = await omi(['-v', 'memory', 'list'], {env})
    expect(run).toMatchObject({code: 3, stdout: ''})
    expect(run.stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/ → ECONNRESET \(/),
      expect.stringMatching(/ retry 2 of 2 in /),
      expect.stringMatching(/ → ECONNRESET \(/),
      '✗ Connection failed',
      `  Could not reach ${new URL(sandbox.apiBase).host} (ECONNRESET).`,
    ])
    expect(sandbox.requests).toHaveLength(2)
  })

  it.each([
    ['at all', ''],
    ['to its end', '['],
  ])('is given up when it never answers %s', async (_, beginning) => {
    let requests = 0
    const apiBase = await serverForTest((_request, response) => {
      requests += 1
      if (beginning) response.write(beginning)
    })
    const run = await omi(['-v', ...list], {env: {...pointedAt(apiBase), OMI_MAX_ATTEMPTS: '2', OMI_TIMEOUT: '2'}})
    expect(run).toMatchObject({code: 3, stdout: ''})
    expect(run.stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/ → ETIMEDOUT \(/),
      expect.stringMatching(/ retry 2 of 2 in /),
      expect.stringMatching(/ → ETIMEDOUT \(/),
      '✗ Connection failed',
      `  Could not reach ${new URL(apiBase).host} (ETIMEDOUT).`,
    ])
    expect(requests).toBe(2)
  })

  it('may leave fields out or send what nobody knows', async () => {
    const strange = [{}, {id: {a: 1}, content: null, tags: 'x', created_at: 5, category: {toString: 1}, more: true}]
    const {apiBase} = await serverAnswering({body: strange})
    const human = await omi(list, {env: pointedAt(apiBase)})
    expect(human).toEqual({code: 0, stderr: '', stdout: '\t\t\t\t\t\n{"a":1}\t{"toString":1}\t\t\tx\t5\n'})
    const scripted = await omi(['--json', ...list], {env: pointedAt(apiBase)})
    expect(JSON.parse(scripted.stdout)).toEqual(strange)
    const created = await serverAnswering({body: {}})
    expect(await omi(create, {env: pointedAt(created.apiBase)})).toMatchObject({code: 0, stdout: '\t\t\t\t\t\n'})
  })

  it('is given up when it has no end', async () => {
    for (const [args, most] of [
      [['goal', 'get', 'g'], 16],
      [['memory', 'list'], 256],
    ] as const) {
      const megabyte = Buffer.alloc(2 ** 20, ' ')
      const apiBase = await serverForTest((_request, response) => {
        const more = () => {
          while (response.writable && response.write(megabyte));
        }

        response.on('drain', more).on('error', () => {})
        more()
      })
      const run = await omi([...args], {env: pointedAt(apiBase)})
      expect(run).toEqual({
        code: 3,
        stderr: `✗ Unexpected response\n  ${new URL(apiBase).host} answered with more than ${most} MB. Check the API base (omi config show).\n`,
        stdout: '',
      })
    }
  })

  it('may begin with a byte order mark, and be compressed in any way', async () => {
    const item = {id: 'g1', title: 'Äpfel'}
    const text = Buffer.from(`\uFEFF${JSON.stringify(item)}`)
    for (const [encoding, bytes] of [
      ['identity', text],
      ['gzip', gzipSync(text)],
      ['br', brotliCompressSync(text)],
      ['deflate', deflateSync(text)],
      ['deflate', deflateRawSync(text)],
      ['deflate', deflateRawSync(text, {level: 0})],
      // The fourth bit of the first byte is set, as it is in the header that is not there.
      [
        'deflate',
        deflateRawSync(Buffer.from(JSON.stringify({...item, more: 'abcdefghijklmnopqrstuvwxyz '.repeat(9)}))),
      ],
    ] as const) {
      const apiBase = await serverForTest((_request, response) => {
        response.writeHead(200, {'content-encoding': encoding, 'content-type': 'application/json'}).end(bytes)
      })
      const run = await omi(['--json', 'goal', 'get', 'g'], {env: pointedAt(apiBase)})
      expect(run).toMatchObject({code: 0, stderr: ''})
      expect(JSON.parse(run.stdout)).toMatchObject(item)
    }
  })
})
