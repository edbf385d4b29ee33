import {once} from 'node:events'
import {type IncomingMessage} from 'node:http'
import {describe, expect, it} from 'vitest'

import {McpClient} from '../support/mcp-client.js'
import {pointedAt, serverAnswering, serverForTest} from '../support/server.js'

/** A server that takes everything and answers nothing; `asked` resolves with the next request. */
async function silentServer() {
  const requests: IncomingMessage[] = []
  const waiting: Array<(request: IncomingMessage) => void> = []
  const apiBase = await serverForTest((request) => {
    requests.push(request)
    waiting.shift()?.(request)
  })
  const asked = () =>
    new Promise<IncomingMessage>((resolve) => {
      waiting.push(resolve)
    })
  return {apiBase, asked, requests}
}

describe('omi mcp', () => {
  // The limit is that of the product: nothing here can shorten it.
  it('answers within 55 s, whatever the server does', {timeout: 70_000}, async () => {
    const {apiBase} = await silentServer()
    const told: unknown[] = []
    const client = await new McpClient(
      ['--toolsets', 'all'],
      {env: pointedAt(apiBase)},
      {onNotification: ({params}) => told.push(params)},
    ).open()
    const limited = await serverAnswering({status: 429, headers: {'retry-after': '5'}})
    const other = await new McpClient([], {env: pointedAt(limited.apiBase)}).open()
    const began = performance.now()
    const seconds = () => (performance.now() - began) / 1000
    const failure = async (name: string, args: object) => ({...(await client.failure(name, args)), seconds: seconds()})
    const [read, ...writes] = await Promise.all([
      failure('memory_list', {}),
      failure('memory_create', {content: 'x'}),
      failure('memory_update', {id: 'm1', content: 'x'}),
      failure('memory_delete', {ids: ['m1']}),
      failure('action_item_create', {description: 'x'}),
      failure('conversation_create', {text: 'x'}),
      client.call('folder_list', {}, {progressToken: 'p1'}),
      other.failure('memory_list').then((document) => {
        expect(document).toMatchObject({code: 'rate_limited', retry_after_seconds: 5})
        expect(seconds()).toBeLessThan(25)
      }),
    ])
    expect(read).toMatchObject({code: 'no_answer_in_time', exit_code: 3})
    expect(read).not.toHaveProperty('outcome')
    for (const write of writes.slice(0, 5)) expect(write).toMatchObject({exit_code: 3, outcome: 'unknown'})
    expect(seconds()).toBeLessThan(55)
    expect(told.length).toBeGreaterThanOrEqual(4)
    expect(told[0]).toMatchObject({progress: 10, progressToken: 'p1'})
  })

  it('ends the request of a call that is cancelled, and answers no more to it', async () => {
    const {apiBase, asked} = await silentServer()
    const client = await new McpClient([], {env: pointedAt(apiBase)}).open()
    const id = client.nextId
    const request = asked()
    client.request('tools/call', {arguments: {}, name: 'memory_list'}).catch(() => {})
    const {socket} = await request
    const closed = once(socket, 'close')
    client.send({jsonrpc: '2.0', method: 'notifications/cancelled', params: {requestId: id}})
    await closed
    await client.tools()
    expect(client.lines.filter((line) => (JSON.parse(line) as {id?: number}).id === id)).toEqual([])
  })
})
