import {onTestFinished} from 'vitest'

import type {Schema} from '../../../src/lib/sandbox/operation.js'

import {type Sandbox, type SandboxOptions, startSandbox} from '../../../src/lib/sandbox/server.js'

/** A sandbox that is closed after the test. */
export async function sandboxFor(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options)
  onTestFinished(() => sandbox.close())
  return sandbox
}

interface Send {
  body?: unknown
  headers?: Record<string, string>
  key?: string
  signal?: AbortSignal
}

/** Sends a request with the all-scopes key; a body that is a text goes as it is, anything else as JSON. */
export function send(sandbox: Sandbox, method: string, path: string, {body, headers, key, signal}: Send = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  // eslint-disable-next-line n/no-unsupported-features/node-builtins -- stable enough to look at a server with
  return fetch(sandbox.apiBase + path, {
    body: text,
    headers: {
      Authorization: `Bearer ${key ?? sandbox.apiKey}`,
      ...(body !== undefined && {'Content-Type': 'application/json'}),
      ...headers,
    },
    method,
    redirect: 'manual',
    signal,
  })
}

/** The status and the JSON document of the answer. */
export async function call<Body = unknown>(sandbox: Sandbox, method: string, path: string, options?: Send) {
  const response = await send(sandbox, method, path, options)
  return {body: (await response.json()) as Body, status: response.status}
}

export const MEMORIES = '/v1/dev/user/memories'

export interface MemoryDocument extends Schema<'Memory'> {
  created_at: string
  updated_at: string
}

export async function createMemory(sandbox: Sandbox, content: string, fields: object = {}): Promise<MemoryDocument> {
  const {body} = await call<MemoryDocument>(sandbox, 'POST', MEMORIES, {body: {content, ...fields}})
  return body
}

export async function listMemories(sandbox: Sandbox, query = ''): Promise<MemoryDocument[]> {
  const {body} = await call<MemoryDocument[]>(sandbox, 'GET', `${MEMORIES}${query}`)
  return body
}
