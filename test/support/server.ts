import {once} from 'node:events'
import {createServer, type RequestListener} from 'node:http'
import {type AddressInfo} from 'node:net'
import {onTestFinished} from 'vitest'

import {type Sandbox, type SandboxOptions, startSandbox} from '../../src/lib/sandbox/server.js'

export const KEY = 'omi_dev_0123456789abcdef'

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
