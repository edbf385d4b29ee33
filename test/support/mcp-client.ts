import {specTypeSchemas} from '@modelcontextprotocol/server'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {expect, onTestFinished} from 'vitest'

import {environmentOf, OMI, type RunOptions} from './omi.js'

type Message = Record<string, unknown> & {error?: {code: number; message: string}; id?: number; result?: Result}

export interface Result {
  readonly content: Array<{text: string}>
  readonly isError?: boolean
  readonly [key: string]: unknown
  readonly structuredContent?: Told
  readonly tools: ListedTool[]
}

/** What an answer has. */
export interface Told {
  readonly has_more?: boolean
  readonly item?: Record<string, unknown>
  readonly items?: Array<Record<string, unknown>>
  readonly next_offset?: number
  readonly next_segment?: number
  readonly [key: string]: unknown
  readonly truncated: boolean
}

export interface ListedTool {
  readonly annotations: Record<string, boolean>
  readonly inputSchema: {properties: Record<string, unknown>; required?: string[]}
  readonly name: string
  readonly title: string
}

/** The results of requests, in the protocol's own words. */
const RESULTS: Record<string, keyof typeof specTypeSchemas> = {
  initialize: 'InitializeResult',
  'server/discover': 'DiscoverResult',
  'tools/call': 'CallToolResult',
  'tools/list': 'ListToolsResult',
}

const META = 'io.modelcontextprotocol/'

/** A client of `omi mcp`, which checks that every line that comes fits the protocol. It is gone after the test. */
export class McpClient {
  readonly lines: string[] = []
  readonly stderr: string[] = []
  private readonly child
  private lastId = 0
  private readonly methods = new Map<number, string>()
  private readonly waiting = new Map<number, (message: Message) => void>()

  constructor(
    args: readonly string[] = [],
    options: RunOptions = {},
    private readonly more: {
      /** Answers what the server asks the user. */
      readonly answer?: (params: unknown) => object
      /** Begins without a handshake, as the revision of 2026-07-28 does. */
      readonly modern?: boolean
      readonly onNotification?: (message: Message) => void
    } = {},
  ) {
    this.child = spawn(process.execPath, [OMI, ...(options.before ? [options.before] : []), 'mcp', ...args], {
      env: environmentOf(options),
    })
    onTestFinished(() => {
      this.child.kill('SIGKILL')
    })
    let rest = ''
    this.child.stdin.on('error', () => {})
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => this.stderr.push(text))
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) this.take(line)
    })
  }

  private get capabilities() {
    return this.more.answer ? {elicitation: {}} : {}
  }

  /** The id of the request that is sent next. */
  get nextId(): number {
    return this.lastId + 1
  }

  /** Calls a tool; resolves to its result. */
  async call(name: string, args: object = {}, meta?: object): Promise<Result> {
    const {error, result} = await this.request('tools/call', {name, arguments: args, ...(meta && {_meta: meta})})
    expect(error).toBeUndefined()
    return result as Result
  }

  /** Closes stdin; resolves to the exit code and how long it took, in milliseconds. */
  async end(): Promise<{code: number; took: number}> {
    const began = performance.now()
    const closed = once(this.child, 'close')
    this.child.stdin.end()
    const [code] = (await closed) as [number]
    return {code, took: performance.now() - began}
  }

  /** The error document of a call that fails. */
  async failure(name: string, args: object = {}): Promise<Record<string, unknown>> {
    const {content, isError} = await this.call(name, args)
    expect(isError).toBe(true)
    return JSON.parse(content[0]?.text ?? '') as Record<string, unknown>
  }

  /** Begins as clients do. */
  async open(): Promise<this> {
    if (this.more.modern) {
      await this.request('server/discover', {})
      return this
    }

    await this.request('initialize', {
      capabilities: this.capabilities,
      clientInfo: {name: 'test', version: '1'},
      protocolVersion: '2025-06-18',
    })
    this.send({jsonrpc: '2.0', method: 'notifications/initialized'})
    return this
  }

  async request(method: string, params: Record<string, unknown> = {}): Promise<Message> {
    this.lastId += 1
    const id = this.lastId
    this.methods.set(id, method)
    const answered = new Promise<Message>((resolve) => {
      this.waiting.set(id, resolve)
    })
    this.send({jsonrpc: '2.0', id, method, params: this.withMeta(params)})
    return answered
  }

  send(message: Buffer | object | string): void {
    this.child.stdin.write(
      typeof message === 'string' || Buffer.isBuffer(message) ? message : `${JSON.stringify(message)}\n`,
    )
  }

  /** The data of a call that goes well: the same in the text and as an object. */
  async told(name: string, args: object = {}): Promise<Told> {
    const {content, isError, structuredContent} = await this.call(name, args)
    expect(isError, content[0]?.text).toBeUndefined()
    const text = content[0]?.text ?? ''
    expect(JSON.parse(text)).toEqual(structuredContent)
    expect(text.length).toBeLessThanOrEqual(40_000)
    return structuredContent as Told
  }

  async tools(): Promise<ListedTool[]> {
    const {result} = await this.request('tools/list')
    return (result as Result).tools
  }

  private take(line: string): void {
    this.lines.push(line)
    const message = JSON.parse(line) as Message
    check('JSONRPCMessage', message)
    const {error, id, method} = message
    if (method === 'elicitation/create') {
      this.send({jsonrpc: '2.0', id, result: this.more.answer?.(message.params)})
    } else if (id === undefined && !error) {
      check('ServerNotification', {method, params: message.params})
      this.more.onNotification?.(message)
    } else {
      if (!error) check(RESULTS[this.methods.get(id ?? 0) ?? ''], message.result)
      if (id !== undefined) this.waiting.get(id)?.(message)
    }
  }

  private withMeta(params: Record<string, unknown>) {
    if (!this.more.modern) return params
    const meta = {
      [`${META}clientCapabilities`]: this.capabilities,
      [`${META}clientInfo`]: {name: 'test', version: '1'},
      [`${META}protocolVersion`]: '2026-07-28',
    }
    return {...params, _meta: {...meta, ...(params._meta as object | undefined)}}
  }
}

function check(type: keyof typeof specTypeSchemas | undefined, value: unknown): void {
  // A question to the user, in an answer.
  if (type === undefined || (value as {resultType?: unknown}).resultType === 'input_required') return
  const checked = specTypeSchemas[type]['~standard'].validate(value)
  expect((checked as {issues?: unknown}).issues, JSON.stringify(value).slice(0, 500)).toBeUndefined()
}
