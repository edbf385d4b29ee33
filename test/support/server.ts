import {once} from 'node:events'
import {createServer, type IncomingHttpHeaders, type RequestListener} from 'node:http'
import {type AddressInfo} from 'node:net'
import {text} from 'node:stream/consumers'
import {onTestFinished} from 'vitest'

import {type Sandbox, type SandboxOptions, startSandbox} from '../../src/lib/sandbox/server.js'

export {type Sandbox} from '../../src/lib/sandbox/server.js'

export const KEY = 'omi_dev_0123456789abcdef'

/** Where nobody listens: no machine serves RFC 863 to itself, and the system gives this port to nobody who asks for any. */
export const NOBODY = 'http://127.0.0.1:9'

/** The variables that point the CLI at a server. */
export const pointedAt = (apiBase: string, apiKey = KEY) => ({OMI_API_BASE: apiBase, OMI_API_KEY: apiKey})

/** A sandbox for this test, without rate limits unless they are asked for. */
export async function sandboxForTest(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({rateLimits: false, ...options})
  onTestFinished(() => sandbox.close())
  return sandbox
}

/** A server of the test's own making, for answers that no sandbox gives. Resolves to its base URL. */
export async function serverForTest(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export interface Answer {
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown
  readonly headers?: Record<string, string>
  /** 200 where it is not given. */
  readonly status?: number
}

export interface ReceivedRequest {
  readonly body: string
  readonly headers: IncomingHttpHeaders
  readonly method: string
  /** The request target as it was sent. */
  readonly url: string
}

export interface AnsweringServer {
  readonly apiBase: string
  /** In the order in which they came. */
  readonly requests: ReceivedRequest[]
}

/** A server that gives these answers one after the other, and the last one for ever. */
export async function serverAnswering(...answers: Answer[]): Promise<AnsweringServer> {
  const requests: ReceivedRequest[] = []
  let answered = 0
  const apiBase = await serverForTest(async (request, response) => {
    const answer = answers[Math.min(answered, answers.length - 1)] ?? {}
    answered += 1
    const {headers, method = '', url = ''} = request
    requests.push({body: await text(request), headers, method, url})
    const {body = '', headers: more, status = 200} = answer
    response.writeHead(status, {'content-type': 'application/json', ...more})
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  return {apiBase, requests}
}
