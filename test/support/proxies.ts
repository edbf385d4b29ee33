import {once} from 'node:events'
import {createServer, type Server as HttpServer} from 'node:http'
import {type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket} from 'node:net'
import {onTestFinished} from 'vitest'

/** Has a server listen on this machine until the test is over. Resolves to its port. */
export async function listening(server: HttpServer | Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

export interface TestProxy {
  /** The URL of it. */
  readonly proxy: string
  /** Where its clients wanted to go, `HOST:PORT`. */
  readonly targets: string[]
}

/** A proxy that connects everybody who asks for a tunnel to `port`. */
export async function tunnelTo(port: number): Promise<TestProxy> {
  const targets: string[] = []
  const server = createServer().on('connect', (request, client: Socket) => {
    targets.push(request.url ?? '')
    join(client, port, () => client.write('HTTP/1.1 200 OK\r\n\r\n'))
  })
  return {proxy: `http://127.0.0.1:${await listening(server)}`, targets}
}

/** A proxy that answers with this status to everybody who asks for a tunnel, as if it were the API. */
export async function refusingTunnels(status: number): Promise<TestProxy> {
  const targets: string[] = []
  const server = createServer().on('connect', (request, client: Socket) => {
    targets.push(request.url ?? '')
    client.on('error', () => {})
    const body = '{"detail": "Invalid API Key"}'
    const head = `HTTP/1.1 ${status} No\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`
    client.end(`${head}\r\n\r\n${body}`)
  })
  return {proxy: `http://127.0.0.1:${await listening(server)}`, targets}
}

/**
 * A SOCKS 5 proxy without authentication that connects everybody to `port`, or, without one, refuses with "not allowed"
 * (https://www.rfc-editor.org/rfc/rfc1928). It is given without a scheme.
 */
export async function socksTo(port?: number): Promise<TestProxy> {
  const targets: string[] = []
  const server = createTcpServer((client) => {
    client.on('error', () => {})
    client.once('data', () => {
      client.write(Buffer.from([5, 0]))
      client.once('data', (asked) => {
        const isName = asked[3] === 3
        const end = isName ? 5 + (asked[4] ?? 0) : 8
        const host = isName ? asked.toString('latin1', 5, end) : [...asked.subarray(4, 8)].join('.')
        targets.push(`${host}:${asked.readUInt16BE(end)}`)
        const answer = (code: number) => client.write(Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]))
        if (port === undefined) answer(2)
        else join(client, port, () => answer(0))
      })
    })
  })
  return {proxy: `127.0.0.1:${await listening(server)}`, targets}
}

function join(client: Socket, port: number, connected: () => void): void {
  const upstream = connect(port, '127.0.0.1', connected)
  upstream.pipe(client).pipe(upstream)
  for (const socket of [client, upstream]) socket.on('error', () => {})
}
