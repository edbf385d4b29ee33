import addFormats from 'ajv-formats'
import {Ajv2020} from 'ajv/dist/2020.js'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {parse} from 'yaml'

import {startSandbox} from '../../src/lib/sandbox/server.js'
import {type Exchange, recorderBefore} from '../support/recorder.js'
import {pointedAt} from '../support/server.js'
import {omi} from '../support/within.js'

/** The walk through the contract: every operation is reached by a verb, and both sides keep to it. */

interface Operation {
  operationId: string
  parameters?: Array<{$ref?: string; in: string; name: string; schema: {type?: string | string[]}}>
  requestBody?: {content: Record<string, {schema: object}>}
  responses: Record<string, {$ref?: string; content?: Record<string, {schema: object}>}>
}

interface Contract {
  components: {parameters: Record<string, never>; responses: Record<string, never>}
  paths: Record<string, Record<string, Operation>>
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

const contract = parse(
  readFileSync(new URL('../../src/lib/contract/openapi.yaml', import.meta.url), 'utf8'),
) as Contract
const operations = Object.entries(contract.paths).flatMap(([path, methods]) =>
  METHODS.filter((method) => methods[method]).map((method) => ({
    method,
    operation: methods[method] as Operation,
    path,
  })),
)

/** Reached by `auth login --browser`, which needs a browser: see chromium.test.ts. */
const OF_THE_SIGN_IN = ['authorize', 'exchangeCode']

/** Finds by the id that a create or a list printed. */
type Ids = Record<string, string>

/** The verb that reaches each operation; ids come from the steps before it, in this order. */
const VERBS: Array<[operationId: string, args: (ids: Ids) => string[]]> = [
  ['getCurrentKey', () => ['auth', 'whoami']],
  ['createMemory', () => ['memory', 'create', 'Prefers async over sync', '--category', 'work', '--tag', 'habits']],
  ['createMemories', (ids) => ['memory', 'create', '--file', ids.memoriesFile ?? '']],
  ['listMemories', () => ['memory', 'list', '--categories', 'work', '--limit', '5']],
  ['searchMemories', () => ['memory', 'search', 'async']],
  ['getMemory', (ids) => ['api', 'GET', `/v1/dev/user/memories/${ids.createMemory}`]],
  ['updateMemory', (ids) => ['memory', 'update', ids.createMemory ?? '', '--visibility', 'public']],
  ['deleteMemory', (ids) => ['memory', 'delete', ids.createMemory ?? '', '--yes']],
  ['createActionItem', () => ['action-item', 'create', 'Water the plants', '--due-at', 'tomorrow']],
  ['createActionItems', (ids) => ['action-item', 'create', '--file', ids.actionItemsFile ?? '']],
  ['listActionItems', () => ['action-item', 'list', '--open', '--start-date', '-1w']],
  ['updateActionItem', (ids) => ['action-item', 'complete', ids.createActionItem ?? '']],
  ['deleteActionItem', (ids) => ['action-item', 'delete', ids.createActionItem ?? '', '--yes']],
  ['createConversation', () => ['conversation', 'create', '--text', 'We talked about the garden for a long while.']],
  ['createConversationFromSegments', (ids) => ['conversation', 'from-segments', ids.segmentsFile ?? '']],
  ['listConversations', () => ['conversation', 'list', '--include-transcript', '--start-date', '-1w']],
  ['getConversation', (ids) => ['conversation', 'get', ids.createConversation ?? '', '--include-transcript']],
  ['updateConversation', (ids) => ['conversation', 'update', ids.createConversation ?? '', '--title', 'The garden']],
  ['deleteConversation', (ids) => ['conversation', 'delete', ids.createConversation ?? '', '--yes']],
  ['listFolders', () => ['folder', 'list']],
  ['listDailySummaries', () => ['daily-summary', 'list', '--start-date', '-2w']],
  ['getDailySummary', (ids) => ['daily-summary', 'get', ids.listDailySummaries ?? '']],
  ['ask', () => ['ask', 'What did we say about the garden?']],
  [
    'createGoal',
    () => ['goal', 'create', 'Read more', '--target', '12', '--unit', 'books', '--criterion', 'One a month'],
  ],
  ['listGoals', () => ['goal', 'list', '--include-inactive']],
  ['getGoal', (ids) => ['goal', 'get', ids.createGoal ?? '']],
  ['updateGoal', (ids) => ['goal', 'update', ids.createGoal ?? '', '--clear-unit']],
  ['updateGoalProgress', (ids) => ['goal', 'progress', ids.createGoal ?? '', '3']],
  ['listGoalHistory', (ids) => ['goal', 'history', ids.createGoal ?? '']],
  ['deleteGoal', (ids) => ['goal', 'delete', ids.createGoal ?? '', '--yes']],
  ['createKey', () => ['key', 'create', 'ci', '--scope', 'memories:read']],
  ['listKeys', () => ['key', 'list']],
  ['revokeKey', (ids) => ['key', 'revoke', ids.createKey ?? '', '--yes']],
  ['sendMessage', () => ['chat', 'What did we say about the garden?']],
  ['listMessages', () => ['chat', '--history', '--limit', '2']],
  ['clearMessages', () => ['chat', '--clear', '--yes']],
  // A chat at a terminal has commands for these: chat.test.ts.
  ['createTask', () => ['api', 'POST', '/v1/action-items', '--field', 'description=Water the ferns']],
  ['listTasks', () => ['api', 'GET', '/v1/action-items?completed=false&limit=20']],
  ['completeTask', (ids) => ['api', 'PATCH', `/v1/action-items/${ids.createTask}/completed?completed=true`]],
]

const ajv = addFormats.default(new Ajv2020({coerceTypes: false, strict: false}))
ajv.addSchema({...contract, $id: 'contract'})

const pointer = (...keys: string[]) => keys.map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')

/** What an exchange has that the contract has not, in words; empty when both sides kept to it. */
function departures({body, method, path, query, reply, status}: Exchange): string[] {
  const found = operationOf(method, path)
  if (!found) return [`${method} ${path} is in no contract`]
  const {operation} = found
  const at = ['contract#', 'paths', pointer(found.path), found.method].join('/')
  const check = (what: string, schema: object, value: unknown) =>
    mismatch(schema, value).map((trouble) => `${operation.operationId} ${what}: ${trouble}`)
  const declared = new Map(
    [...(operation.parameters ?? [])].map((parameter) => {
      const resolved = parameter.$ref
        ? contract.components.parameters[parameter.$ref.split('/').at(-1) ?? '']
        : parameter
      const {name, schema} = resolved as unknown as {name: string; schema: {type?: string}}
      return [name, schema]
    }),
  )
  const queryTroubles = [...query].flatMap(([name, text]) => {
    const schema = declared.get(name)
    if (!schema) return [`${operation.operationId} sends the unknown parameter ${name}`]
    const value: unknown = ['boolean', 'integer', 'number'].includes(schema.type ?? '') ? JSON.parse(text) : text
    return check(`query ${name}`, schema, value)
  })
  const media = operation.requestBody && 'application/json' in operation.requestBody.content
  const bodyTroubles = media
    ? check('request', {$ref: `${at}/requestBody/content/${pointer('application/json')}/schema`}, body)
    : body === undefined
      ? []
      : [`${operation.operationId} sends a body`]
  return [...queryTroubles, ...bodyTroubles, ...replyTroubles(operation, at, status, reply)]
}

function replyTroubles(operation: Operation, at: string, status: number, reply: unknown): string[] {
  const key = operation.responses[status] ? String(status) : 'default'
  const response = operation.responses[key]
  if (!response) return [`${operation.operationId} answers ${status}, which is in no contract`]
  const place = response.$ref
    ? `contract#/components/responses/${response.$ref.split('/').at(-1)}`
    : `${at}/responses/${key}`
  const resolved = response.$ref ? contract.components.responses[response.$ref.split('/').at(-1) ?? ''] : response
  const {content} = resolved as unknown as {content?: object}
  if (!content) return reply === undefined ? [] : [`${operation.operationId} answers ${status} with a body`]
  const [kind = ''] = Object.keys(content)
  const troubles = mismatch({$ref: `${place}/content/${pointer(kind)}/schema`}, reply)
  return troubles.map((trouble) => `${operation.operationId} answer: ${trouble}`)
}

function mismatch(schema: object, value: unknown): string[] {
  const validate = ajv.compile(schema)
  return validate(value) ? [] : [ajv.errorsText(validate.errors)]
}

function operationOf(method: string, path: string) {
  return operations.find((candidate) => {
    const template = new RegExp(`^${candidate.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
    return candidate.method === method.toLowerCase() && template.test(path) && !literalInstead(candidate.path, path)
  })
}

/** `/memories/batch` fits `/memories/{memory_id}` too, and means the former. */
const literalInstead = (template: string, path: string) => template !== path && Object.hasOwn(contract.paths, path)

describe('the contract', () => {
  const folder = mkdtempSync(join(tmpdir(), 'omi-contract-'))
  const reached = new Map<string, {code: number; exchanges: Exchange[]; stderr: string}>()

  afterAll(() => rmSync(folder, {force: true, recursive: true}))

  beforeAll(async () => {
    const sandbox = await startSandbox({rateLimits: false, seedData: true})
    const recorder = await recorderBefore(sandbox.apiBase)
    const config = join(folder, 'config.toml')
    writeFileSync(config, `[profiles.default]\nauth_method = "oauth"\nid_token = "${sandbox.idToken}"\n`, {mode: 0o600})
    const ids: Ids = {
      actionItemsFile: join(folder, 'items.jsonl'),
      memoriesFile: join(folder, 'memories.jsonl'),
      segmentsFile: join(folder, 'segments.json'),
    }
    writeFileSync(ids.memoriesFile ?? '', '{"content": "From a file", "tags": ["x"]}\n')
    writeFileSync(ids.actionItemsFile ?? '', '{"description": "From a file"}\n')
    writeFileSync(
      ids.segmentsFile ?? '',
      JSON.stringify([
        {end: 2, speaker: 'SPEAKER_00', start: 0, text: 'Shall we plant the garden beds this weekend?'},
        {end: 4.5, speaker: 'SPEAKER_01', start: 2, text: 'Yes, let us do the garden on Saturday morning.'},
      ]),
    )
    for (const [operationId, args] of VERBS) {
      recorder.exchanges.length = 0
      const env = {...pointedAt(recorder.apiBase, sandbox.apiKey), OMI_CONFIG: config}
      const {code, stderr, stdout} = await omi(['--json', ...args(ids)], {env, home: folder})
      reached.set(operationId, {code, exchanges: [...recorder.exchanges], stderr})
      ids[operationId] = idIn(stdout)
    }

    await recorder.close()
    await sandbox.close()
  }, 120_000)

  it('has 41 operations: 39 with a verb of their own and the two of the browser sign-in', () => {
    const all = operations.map(({operation}) => operation.operationId)
    const withVerb = VERBS.map(([operationId]) => operationId)
    expect(withVerb).toHaveLength(39)
    expect([...withVerb, ...OF_THE_SIGN_IN].sort()).toEqual(all.sort())
  })

  it.each(VERBS.map(([operationId]) => operationId))(
    '%s is reached by its verb, and both sides keep to it',
    (operationId) => {
      const run = reached.get(operationId)
      expect(run).toMatchObject({code: 0, stderr: ''})
      const named = run?.exchanges.map(({method, path}) => operationOf(method, path)?.operation.operationId)
      expect(named).toContain(operationId)
      expect(run?.exchanges.flatMap((exchange) => departures(exchange))).toEqual([])
    },
  )
})

function idIn(stdout: string): string {
  const document: unknown = JSON.parse(stdout)
  const holder = document as null | {id?: string; summaries?: Array<{id: string}>}
  return holder?.id ?? holder?.summaries?.[0]?.id ?? ''
}
