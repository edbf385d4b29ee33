import {
  acceptedContent,
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type ServerContext,
  type Transport,
} from '@modelcontextprotocol/server'
import {serveStdio} from '@modelcontextprotocol/server/stdio'

import {errorOf, isOmiError} from '../errors/index.js'
import {visible} from '../text/visible-text.js'
import {type Answer, ANSWER_SCHEMA, failureOfError} from './answer.js'
import {callTool, type Execute} from './call.js'
import {cutText} from './fit.js'
import {KnownItems} from './known-items.js'
import {type Identity} from './opening.js'
import {checkedArguments, type Given} from './tool-arguments.js'
import {type Tool} from './tool.js'

export interface Serving {
  readonly confirms: boolean
  readonly execute: Execute
  readonly identity: Identity
  /** Ends what is under way. */
  readonly signal: AbortSignal
  readonly tools: readonly Tool[]
}

/** How often a client is told that its call is still under way, in milliseconds. */
const PROGRESS = 10_000

/** How long a user has for an answer, in milliseconds: the call is to be answered within 55 s. */
const LONGEST_QUESTION = 40_000

/** Has the SDK speak the protocol over `transport`, whichever revision a client begins with. */
export function connectServer(serving: Serving, transport: Transport): void {
  const {identity, tools} = serving
  const listed = tools.map(({annotations, description, inputSchema, name, title}) => ({
    name,
    title,
    description,
    inputSchema,
    outputSchema: ANSWER_SCHEMA,
    annotations,
  }))
  const known = new KnownItems()
  const asked = new Map<number | string, number>()
  const list = () => ({tools: listed as never})
  const make = () => {
    const {capabilities, instructions, serverInfo} = identity
    const server = new Server(
      {...serverInfo},
      {capabilities, inputRequired: {roundTimeoutMs: LONGEST_QUESTION}, instructions, jsonSchemaValidator: ANYTHING},
    )
    server.setRequestHandler('tools/list', list)
    server.setRequestHandler('tools/call', async ({params}, context) => {
      const tool = tools.find(({name}) => name === params.name)
      if (!tool) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${params.name.slice(0, 100)}`)
      return answer(tool, params.arguments, {...serving, canAsk: canAsk(server, context), asked, context, known})
    })
    return server
  }

  serveStdio(make, {transport})
}

/** The SDK's own checks what a form was filled in with; ours asks for yes or no, and looks at that itself. */
const ANYTHING = {getValidator: () => valid}

const valid = (data: unknown) => ({data: data as never, errorMessage: undefined, valid: true as const})

interface Asking extends Serving {
  /** When the user was asked, by the id of the call, which goes on under it where there was a handshake. */
  readonly asked: Map<number | string, number>
  readonly canAsk: boolean
  readonly context: ServerContext
  readonly known: KnownItems
}

async function answer(tool: Tool, given: unknown, asking: Asking): Promise<CallToolResult | InputRequiredResult> {
  try {
    const args = checkedArguments(tool, given)
    const question = asking.confirms ? questionFor(tool, args, asking) : undefined
    const {asked, context, execute, signal} = asking
    const {id} = context.mcpReq
    if (question) {
      asked.set(id, performance.now())
      return question
    }

    const spent = asked.has(id) ? performance.now() - (asked.get(id) ?? 0) : 0
    asked.delete(id)
    const told = await withProgress(asking, () =>
      callTool(tool, args, execute, {signal: AbortSignal.any([signal, context.mcpReq.signal]), spent}),
    )
    asking.known.note(told.structuredContent)
    return told
  } catch (error) {
    if (isOmiError(error)) return failureOfError(error)
    throw error
  }
}

/**
 * The question to the user before several things are deleted; undefined where there is none, or the answer was yes. Throws a
 * UsageError where the client cannot ask, and where the answer was no.
 */
function questionFor(
  {inputSchema: {properties}, needsConfirmation, places, title}: Tool,
  given: Given,
  {canAsk, context, known}: Asking,
) {
  const name = Object.keys(places).find((key) => places[key]?.kind === 'arg' && properties[key]?.type === 'array')
  const ids = new Set([name === undefined ? [] : given[name]].flat())
  if (!needsConfirmation || ids.size < 2) return
  const message = `${title}: ${ids.size}? ${namesOf(ids, known)}`
  if (!canAsk) {
    throw errorOf('confirmation_required', {
      detail: `${message}\nThis client cannot ask its user for several at once. Name one at a time. Nothing was changed.`,
    })
  }

  const {inputResponses} = context.mcpReq
  if (inputResponses?.[CONFIRMATION] === undefined) {
    return inputRequired({inputRequests: {[CONFIRMATION]: inputRequired.elicit({message, requestedSchema: YES_OR_NO})}})
  }

  if (acceptedContent(inputResponses, CONFIRMATION)?.confirm === true) return
  throw errorOf('cancelled', {detail: 'The user did not confirm it. Nothing was changed.'})
}

/** What goes, as a person may read it: with the beginning of what was told of it in this session. */
function namesOf(ids: ReadonlySet<unknown>, known: KnownItems): string {
  const named = [...ids].slice(0, MOST_NAMED).map((id) => {
    const text = known.textOf(id)
    return visible(cutText(String(id), LONGEST_NAME)) + (text === undefined ? '' : ` “${text}”`)
  })
  return [...named, ...(ids.size > MOST_NAMED ? [`and ${ids.size - MOST_NAMED} more`] : [])].join(', ')
}

const MOST_NAMED = 20
const LONGEST_NAME = 60

const CONFIRMATION = 'confirmation'

const YES_OR_NO = {
  type: 'object' as const,
  properties: {confirm: {type: 'boolean' as const, title: 'Yes, delete them', default: false}},
  required: ['confirm'],
}

/** Whether the client can put a form before its user. */
function canAsk(server: Server, {mcpReq: {envelope}}: ServerContext): boolean {
  const meta = envelope as Record<string, unknown> | undefined
  const capabilities = meta?.[CLIENT_CAPABILITIES_META_KEY] ?? server.getClientCapabilities()
  const {elicitation} = (capabilities ?? {}) as {elicitation?: {form?: object; url?: object}}
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined)
}

/** Tells a client that asked for it, every ten seconds, that its call is under way. */
async function withProgress({context: {mcpReq}}: Asking, run: () => Promise<Answer>): Promise<Answer> {
  const {_meta: meta, notify} = mcpReq
  const progressToken = meta?.progressToken
  if (progressToken === undefined) return run()
  let progress = 0
  const timer = setInterval(() => {
    progress += PROGRESS / 1000
    const message = `${progress}s: waiting for the Omi API`
    // Who has gone needs to hear nothing.
    notify({method: 'notifications/progress', params: {progressToken, progress, message}}).catch(() => {})
  }, PROGRESS)
  try {
    return await run()
  } finally {
    clearInterval(timer)
  }
}
