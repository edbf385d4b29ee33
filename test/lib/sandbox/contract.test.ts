import {Ajv2020} from 'ajv/dist/2020.js'
import {describe, expect, it, vi} from 'vitest'

import {operationOf} from '../../../src/lib/contract/operation.js'
import {RATE_POLICIES} from '../../../src/lib/contract/operations.js'
import {allOperations, findOperation, type Operation, type OperationId} from '../../../src/lib/sandbox/contract.js'
import {type Sandbox} from '../../../src/lib/sandbox/server.js'
import {compileSchema, RequestCheck} from '../../../src/lib/sandbox/validation.js'
import {ACTION_ITEMS, call, CONVERSATIONS, createMemory, document, GOALS, MEMORIES, sandboxFor} from './support.js'

interface OpenApi {
  components: {schemas: Record<string, {required?: string[]}>}
  openapi: string
  paths: Record<string, Record<string, unknown>>
}

const KEYS = '/v1/dev/keys'
const SUMMARIES = '/v1/dev/user/daily-summaries'

/** All but the browser's sign-in, which takes no credential and no JSON. */
const OPERATIONS = allOperations().filter(({path}) => !path.startsWith('/v1/auth/'))

/** A request that succeeds, for each operation; what is changed or deleted is made for it. */
async function goodRequests(sandbox: Sandbox): Promise<Record<string, [path: string, body?: unknown]>> {
  const memory = await createMemory(sandbox, 'first')
  const item = await document<{id: string}>(sandbox, 'POST', ACTION_ITEMS, {description: 'first'})
  const text = 'I need to water the plants.'
  const conversation = await document<{id: string}>(sandbox, 'POST', CONVERSATIONS, {text})
  const goal = await document<{id: string}>(sandbox, 'POST', GOALS, {title: 'first', target_value: 5})
  const {summaries} = await document<{summaries: {id: string}[]}>(sandbox, 'GET', SUMMARIES)
  const oneMemory = `${MEMORIES}/${memory.id}`
  const oneItem = `${ACTION_ITEMS}/${item.id}`
  const oneConversation = `${CONVERSATIONS}/${conversation.id}`
  const oneGoal = `${GOALS}/${goal.id}`
  const segments = {transcript_segments: [{text, start: 0, end: 2, speaker: 'SPEAKER_01'}], source: 'omi'}
  return {
    getCurrentKey: ['/v1/dev/key'],
    listKeys: [KEYS],
    createKey: [KEYS, {name: 'new', scopes: ['goals:read']}],
    revokeKey: [`${KEYS}/some-id`],
    listMemories: [`${MEMORIES}?limit=500`],
    createMemory: [MEMORIES, {content: 'a'}],
    createMemories: [`${MEMORIES}/batch`, {memories: [{content: 'b', tags: ['t']}]}],
    searchMemories: [`${MEMORIES}/vector/search?query=first`],
    getMemory: [oneMemory],
    updateMemory: [oneMemory, {content: 'changed'}],
    deleteMemory: [oneMemory],
    listActionItems: [`${ACTION_ITEMS}?limit=500`],
    createActionItem: [ACTION_ITEMS, {description: 'a', due_at: null}],
    createActionItems: [`${ACTION_ITEMS}/batch`, {action_items: [{description: 'b'}]}],
    updateActionItem: [oneItem, {completed: true}],
    deleteActionItem: [oneItem],
    listConversations: [`${CONVERSATIONS}?limit=500&include_transcript=true`],
    createConversation: [CONVERSATIONS, {text}],
    createConversationFromSegments: [`${CONVERSATIONS}/from-segments`, segments],
    getConversation: [`${oneConversation}?include_transcript=true`],
    updateConversation: [oneConversation, {title: 'changed'}],
    deleteConversation: [oneConversation],
    listFolders: ['/v1/dev/user/folders'],
    listDailySummaries: [SUMMARIES],
    getDailySummary: [`${SUMMARIES}/${summaries[0]!.id}`],
    ask: ['/v1/dev/user/ask', {question: 'What about the plants?'}],
    listGoals: [`${GOALS}?include_inactive=true`],
    createGoal: [GOALS, {title: 'a', target_value: 5}],
    getGoal: [oneGoal],
    updateGoal: [oneGoal, {unit: null}],
    deleteGoal: [oneGoal],
    updateGoalProgress: [`${oneGoal}/progress?current_value=2.5`],
    listGoalHistory: [`${oneGoal}/history`],
    listMessages: ['/v2/messages?limit=5'],
    sendMessage: ['/v2/messages', {text: 'What about the plants?'}],
    clearMessages: ['/v2/messages'],
    listTasks: ['/v1/action-items?completed=false&limit=3'],
    createTask: ['/v1/action-items', {description: 'Water them'}],
    completeTask: [`/v1/action-items/${item.id}/completed?completed=true`],
  }
}

/** What is wrong with an answer by the contract. */
function problemsOf({id, responses}: Operation, {body, status}: {body: unknown; status: number}) {
  if (!(status in responses) && !('default' in responses)) return [`${id} does not declare ${status}`]
  const schema = status in responses ? responses[status] : responses.default
  // What is answered in lines is no document.
  if (!schema) return body === undefined || id === 'sendMessage' ? [] : [`${id} has no document for ${status}`]
  return compileSchema(schema)(body, [])
}

/** The path with the last of its ids, if it has any, replaced. */
const withId = ({path}: Operation, id: string) => path.replace(/\{\w+\}/, id)

describe('the contract', () => {
  it('is served without a credential, and all of it is implemented', async () => {
    const sandbox = await sandboxFor()
    const {body} = await call<OpenApi>(sandbox, 'GET', '/openapi.json', {headers: {Authorization: ''}})
    expect(body.openapi).toBe('3.1.0')
    const served = Object.entries(body.paths).flatMap(([path, item]) =>
      Object.keys(item)
        .filter((method) => method !== 'parameters')
        .map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(served).toEqual(allOperations().map(({method, path}) => `${method} ${path}`))
    expect(served).toHaveLength(41)
    expect(body.components.schemas.Memory?.required).toEqual(['id', 'content'])
  })

  it('has schemas that are JSON Schema', () => {
    const ajv = new Ajv2020({strict: false})
    for (const {body, form, id, query, responses} of allOperations()) {
      for (const schema of [body, form, query, ...Object.values(responses)]) {
        expect(ajv.validateSchema(schema ?? true), id).toBe(true)
      }
    }
  })

  it('has the page caps, the rules for locked items and the policies that the sandbox goes by', async () => {
    const {body} = await call<OpenApi & {'x-rate-policies': object}>(await sandboxFor(), 'GET', '/openapi.json')
    expect(RATE_POLICIES).toEqual(body['x-rate-policies'])
    for (const {id, method, path} of allOperations()) {
      const said = body.paths[path]?.[method.toLowerCase()] as Record<string, unknown>
      const cap = said['x-page'] as undefined | {max: number; 'max-with-transcript'?: number}
      const {locked, page, policies, policiesWithTranscript} = operationOf(id)
      expect(
        {locked, max: page?.max, maxWithTranscript: page?.maxWithTranscript, policies, policiesWithTranscript},
        id,
      ).toEqual({
        locked: said['x-locked']?.toString(),
        max: cap?.max,
        maxWithTranscript: cap?.['max-with-transcript'],
        policies: said['x-rate-limit'],
        policiesWithTranscript: said['x-rate-limit-with-transcript'],
      })
    }
  })

  it('holds for every answer of every operation', async () => {
    const sandbox = await sandboxFor({rateLimits: false, seedData: true})
    const good = await goodRequests(sandbox)
    expect(Object.keys(good).sort()).toEqual(OPERATIONS.map((operation) => operation.id as string).sort())

    // Deleting comes last in the contract's order of methods, so what is deleted is there for all others.
    const inOrder = OPERATIONS.toSorted((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'))
    for (const operation of inOrder) {
      const {id, method, scope, security} = operation
      const [path, body] = good[id]!
      const check = new RequestCheck(operation)
      expect(check.body(JSON.stringify(body) ?? '').errors, `body of ${id}`).toEqual([])
      expect(check.query(new URL(path, sandbox.apiBase).searchParams).errors, `query of ${id}`).toEqual([])

      const isKeys = security === 'firebaseIdToken'
      const key = isKeys ? sandbox.idToken : sandbox.apiKey
      const requests: [expected: number, path: string, options: {body?: unknown; key: string}][] = [
        [401, path, {body, key: 'omi_dev_0000000000000000'}],
        [401, path, {body, key: isKeys ? sandbox.apiKey : sandbox.idToken}],
        ['204' in operation.responses ? 204 : 200, path, {body, key}],
      ]
      if (scope?.endsWith(':write')) requests.push([403, path, {body, key: sandbox.readOnlyKey}])
      if (operation.body) requests.push([422, path, {body: [], key}])
      if (operation.path.includes('{') && !isKeys) {
        const query = new URL(path, sandbox.apiBase).search
        requests.push([404, withId(operation, 'unknown') + query, {body, key}])
        const noun = /\/(memories|conversations|action-items)\//.exec(path)?.[1]
        const locked = {
          'action-items': 'locked-action-item',
          conversations: 'locked-conversation',
          memories: 'locked-memory',
        }
        // Reading one is refused in other ways, if at all.
        if (noun && method !== 'GET') {
          requests.push([402, withId(operation, locked[noun as keyof typeof locked]), {body, key}])
        }
      }

      for (const [expected, target, options] of requests) {
        const answer = await call(sandbox, method, target, options)
        expect(answer.status, `${id} ${expected} ${JSON.stringify(answer.body)}`.slice(0, 300)).toBe(expected)
        expect(problemsOf(operation, answer), `${id} ${expected}`).toEqual([])
      }
    }
  })

  it('holds for what is refused or cut short on the way', async () => {
    const segments = {client_session_id: 'one', transcript_segments: [{text: 'On and on.', start: 0, end: 1}]}
    const faults = [
      'POST *from-segments delay:3600s x1',
      'GET *vector/search 403-object x1',
      'GET *vector/search 403-code x1',
    ]
    const sandbox = await sandboxFor({faults, rateLimits: false, seedData: true})
    const atWork = call(sandbox, 'POST', `${CONVERSATIONS}/from-segments`, {body: segments}).catch(
      () => 'never answered',
    )
    await vi.waitFor(() => expect(sandbox.requests).toHaveLength(1))
    const refusals: [OperationId, expected: number, path: string, body?: unknown][] = [
      ['createConversationFromSegments', 409, `${CONVERSATIONS}/from-segments`, segments],
      ['searchMemories', 403, `${MEMORIES}/vector/search?query=x`],
      ['searchMemories', 403, `${MEMORIES}/vector/search?query=x`],
      ['getMemory', 200, `${MEMORIES}/locked-memory`],
      ['getMemory', 500, `${MEMORIES}/unreadable-memory`],
      ['getConversation', 404, `${CONVERSATIONS}/locked-conversation`],
      ['getConversation', 500, `${CONVERSATIONS}/unreadable-conversation`],
    ]
    for (const [id, expected, path, body] of refusals) {
      const operation = findOperation(id)
      const answer = await call(sandbox, operation.method, path, {body})
      expect(answer.status, id).toBe(expected)
      expect(problemsOf(operation, answer), id).toEqual([])
    }

    await sandbox.close()
    expect(await atWork).toBe('never answered')
  })

  it('holds for an older server, which has no endpoint for the key and for one memory', async () => {
    const sandbox = await sandboxFor({legacy: true, rateLimits: false, seedData: true})
    const good = await goodRequests(sandbox)
    for (const operation of OPERATIONS.filter(({method}) => method === 'GET')) {
      const key = operation.security === 'firebaseIdToken' ? sandbox.idToken : sandbox.apiKey
      const answer = await call(sandbox, 'GET', good[operation.id]![0], {key})
      const missing: Record<string, number> = {getCurrentKey: 404, getMemory: 405}
      expect(answer.status, operation.id).toBe(missing[operation.id] ?? 200)
      expect(problemsOf(operation, answer), operation.id).toEqual([])
    }
  })
})
