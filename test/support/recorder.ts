import {once} from 'node:events'
import {createServer} from 'node:http'
import {type AddressInfo} from 'node:net'
import {text} from 'node:stream/consumers'

/** One request and what was answered. Bodies are parsed where they are JSON; undefined stands for none. */
export interface Exchange {
  readonly body: unknown
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly reply: unknown
  readonly status: number
}

/** A server that hands everything on to `apiBase` and remembers it. */
export async function recorderBefore(apiBase: string) {
  const exchanges: Exchange[] = []
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', apiBase)
    const body = await text(request)
    const {authorization = '', 'content-type': type} = request.headers
    const answer = await fetch(url, {
      body: body === '' ? undefined : body,
      headers: {authorization, ...(type && {'content-type': type})},
      method: request.method,
    })
    const reply = await answer.text()
    const kind = answer.headers.get('content-type') ?? 'application/json'
    exchanges.push({
      body: parsed(body),
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      reply: kind.includes('json') ? parsed(reply) : reply,
      status: answer.status,
    })
    response.writeHead(answer.status, {'content-type': kind, date: answer.headers.get('date') ?? ''})
    response.end(reply)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    apiBase: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      server.close()
    },
    exchanges,
  }
}

const parsed = (body: string): unknown => (body === '' ? undefined : JSON.parse(body))
