import {onTestFinished} from 'vitest'

import {type Schema} from '../../../src/lib/sandbox/contract.js'
import {type Sandbox, type SandboxOptions, startSandbox} from '../../../src/lib/sandbox/server.js'

/** A sandbox that is closed after the test. */
export async function sandboxFor(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options)
  onTestFinished(() => sandbox.close())
  return sandbox
}

/** A clock that stands still until it is set to a number of seconds after it began. */
export function clock(beginning = '2026-11-23T12:00:00Z') {
  const start = Date.parse(beginning)
  let seconds = 0
  return {
    now: () => new Date(start + seconds * 1000),
    set(value: number) {
      seconds = value
    },
  }
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

/** The status and the JSON document of the answer, undefined without one; lines are a text. */
export async function call<Body = unknown>(sandbox: Sandbox, method: string, path: string, options?: Send) {
  const response = await send(sandbox, method, path, options)
  const text = await response.text()
  const isLines = response.headers.get('content-type')?.startsWith('text/event-stream')
  return {body: (text === '' ? undefined : isLines ? text : JSON.parse(text)) as Body, status: response.status}
}

/** The document of an answer that has to be a success. */
export async function document<Body>(sandbox: Sandbox, method: string, path: string, body?: unknown): Promise<Body> {
  const answer = await call<Body>(sandbox, method, path, {body})
  if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}

export const ACTION_ITEMS = '/v1/dev/user/action-items'
export const CONVERSATIONS = '/v1/dev/user/conversations'
export const GOALS = '/v1/dev/user/goals'
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
