import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {type Operation, operationOf} from '../../../src/lib/contract/operation.js'
import {OPERATIONS} from '../../../src/lib/contract/operations.js'
import {type OperationId} from '../../../src/lib/sandbox/contract.js'
import {fullSandbox} from '../../support/full-sandbox.js'
import {temporaryFolder} from '../../support/omi.js'
import {ACTION_ITEMS, call, CONVERSATIONS, createMemory, document, GOALS, MEMORIES, sandboxFor} from './support.js'

/** What the contract's table says, done: a figure or a rule there that the sandbox does not keep to fails here. */

interface Item {
  content?: string
  id: string
}

const IDS = Object.keys(OPERATIONS) as OperationId[]
const having = (fact: keyof Operation) => IDS.filter((id) => operationOf(id)[fact] !== undefined)

/** What the lists that have a cap or a rule for locked items are filled with. */
const NOUNS = {
  listActionItems: 'actionItems',
  listConversations: 'conversations',
  listGoals: 'goals',
  listMemories: 'memories',
} as const

const even = (place: number) => place % 2 === 0

const idsOf = (items: Item[]) => items.map(({id}) => id)

/** Writes a data file with these memories, oldest first. */
async function saveMemories(dataFile: string, memories: object[]): Promise<void> {
  const first = await sandboxFor({dataFile})
  await first.close()
  const data = JSON.parse(await readFile(dataFile, 'utf8')) as object
  await writeFile(dataFile, JSON.stringify({...data, memories}))
}

describe('lists by the table of the contract', () => {
  describe('page caps', () => {
    const caps = having('page').flatMap((id) => {
      const {max, maxWithTranscript} = operationOf(id).page!
      const plain: [OperationId, number, string] = [id, max, '']
      return maxWithTranscript ? [plain, [id, maxWithTranscript, '&include_transcript=true'] as typeof plain] : [plain]
    })

    it('are of the lists that are known here', () => {
      expect(having('page').sort()).toEqual(Object.keys(NOUNS))
      expect(caps).toHaveLength(5)
    })

    it.each(caps)('%s: %i items at most, and not a word about it%s', async (id, cap, query) => {
      const noun = NOUNS[id as keyof typeof NOUNS]
      const {sandbox} = await fullSandbox({[noun]: cap + 5})
      const {path} = operationOf(id)
      const list = (limit: number, offset: number) =>
        document<Item[]>(sandbox, 'GET', `${path}?limit=${limit}&offset=${offset}${query}`)
      const first = await list(cap + 50, 0)
      expect(first).toHaveLength(cap)
      expect(await list(cap, 0)).toEqual(first)
      // Goals have no offset.
      if (noun === 'goals') return
      const rest = await list(cap + 50, cap)
      expect(rest).toHaveLength(5)
      expect(new Set(idsOf([...first, ...rest])).size).toBe(cap + 5)
    })

    it.each([0, -1, -1000])('takes a limit of %i for 1, and a negative offset for 0', async (limit) => {
      const {listed, sandbox} = await fullSandbox({actionItems: 3, conversations: 3, goals: 3, memories: 3})
      const first = {[ACTION_ITEMS]: listed.actionItems[0], [CONVERSATIONS]: listed.conversations[0], [GOALS]: 'goal-0'}
      for (const [path, id] of Object.entries({...first, [MEMORIES]: listed.memories[0]})) {
        expect(idsOf(await document<Item[]>(sandbox, 'GET', `${path}?limit=${limit}&offset=-2`))).toEqual([id])
      }

      for (const wrong of ['limit=', 'limit=1.5', 'limit=many', 'offset=x']) {
        expect((await call(sandbox, 'GET', `${MEMORIES}?${wrong}`)).status).toBe(422)
      }
    })

    it('may be smaller without anybody saying so', async () => {
      const {listed, sandbox} = await fullSandbox({actionItems: 9, conversations: 9, memories: 9}, {pageCap: 4})
      for (const [path, ids] of [
        [MEMORIES, listed.memories],
        [ACTION_ITEMS, listed.actionItems],
        [CONVERSATIONS, listed.conversations],
      ] as const) {
        expect(idsOf(await document<Item[]>(sandbox, 'GET', `${path}?limit=100&offset=2`))).toEqual(ids.slice(2, 6))
        expect(idsOf(await document<Item[]>(sandbox, 'GET', `${path}?limit=3`))).toEqual(ids.slice(0, 3))
      }
    })
  })

  describe('locked items', () => {
    it('have a rule of the contract where they are read', () => {
      expect(having('locked')).toEqual(['listMemories', 'listActionItems', 'listConversations', 'getConversation'])
    })

    it.each(having('locked').map((id) => [id, operationOf(id).locked] as const))('%s: %s', async (id, rule) => {
      const contents = {actionItems: 8, conversations: 8, isLocked: even, memories: 8}
      const {sandbox} = await fullSandbox({...contents, isUnreadable: (place) => place === 3})
      const {path} = operationOf(id)
      if (rule === '404') {
        expect(await call(sandbox, 'GET', path.replace(/\{\w+\}/, 'conversation-2'))).toEqual({
          body: {detail: 'Conversation not found'},
          status: 404,
        })
        expect((await call(sandbox, 'GET', path.replace(/\{\w+\}/, 'conversation-1'))).status).toBe(200)
        return
      }

      const page = await document<Item[]>(sandbox, 'GET', `${path}?limit=5&offset=1`)
      const places = idsOf(page).map((found) => Number(found.split('-')[1]))
      // Of the places 1 to 5 the fourth cannot be read, whatever becomes of locked ones.
      expect(places).toEqual(rule === 'dropped' ? [1, 5] : [1, 2, 4, 5])
      expect(page.filter(({content}) => content?.endsWith('...')).map((item) => item.id)).toEqual(
        rule === 'shortened' ? ['memory-2', 'memory-4'] : [],
      )
    })

    it('are cut to 70 characters wherever a memory is shown, and left alone where that is all there is', async () => {
      const content = `${'é'.repeat(69)}🌍 and the rest of it`
      const sandbox = await sandboxFor({rateLimits: false})
      const {id} = await createMemory(sandbox, content)
      const short = await createMemory(sandbox, 'short')
      const dataFile = join(temporaryFolder(), 'data.json')
      await saveMemories(dataFile, [
        {...(await document<Item>(sandbox, 'GET', `${MEMORIES}/${id}`)), is_locked: true},
        short,
      ])

      const lapsed = await sandboxFor({dataFile, locked: 1, rateLimits: false})
      const cut = `${'é'.repeat(69)}🌍...`
      expect((await document<Item[]>(lapsed, 'GET', MEMORIES)).map((memory) => memory.content)).toEqual(['short', cut])
      expect(await document(lapsed, 'GET', `${MEMORIES}/${id}`)).toMatchObject({content: cut})
      expect(await document(lapsed, 'GET', `${MEMORIES}/vector/search?query=rest`)).toMatchObject({
        items: [{content: cut}],
      })
      expect(await document(lapsed, 'POST', MEMORIES, {content})).toMatchObject({content: cut, id})
      const batch = await document(lapsed, 'POST', `${MEMORIES}/batch`, {memories: [{content}]})
      expect(batch).toMatchObject({memories: [{content: cut}]})
      for (const locked of [id, short.id]) {
        expect((await call(lapsed, 'PATCH', `${MEMORIES}/${locked}`, {body: {content: 'x'}})).status).toBe(402)
        expect((await call(lapsed, 'DELETE', `${MEMORIES}/${locked}`)).status).toBe(402)
      }
    })

    it('are the newest of each noun where that many are asked for', async () => {
      const {sandbox} = await fullSandbox({actionItems: 5, conversations: 5, memories: 5}, {locked: 2})
      expect(idsOf(await document<Item[]>(sandbox, 'GET', ACTION_ITEMS))).toEqual(['item-2', 'item-3', 'item-4'])
      const conversations = await document<Item[]>(sandbox, 'GET', CONVERSATIONS)
      expect(idsOf(conversations)).toEqual(['conversation-2', 'conversation-3', 'conversation-4'])
      const memories = await document<Item[]>(sandbox, 'GET', MEMORIES)
      expect(memories.map(({content}) => content!.endsWith('...'))).toEqual([true, true, false, false, false])
    })
  })

  describe('unreadable records', () => {
    it('are found nowhere, refused with 500 one by one, and deleted', async () => {
      const contents = {actionItems: 2, conversations: 2, memories: 2}
      const {sandbox} = await fullSandbox({...contents, isUnreadable: (place) => place === 0})
      for (const path of [`${MEMORIES}/memory-0`, `${CONVERSATIONS}/conversation-0`]) {
        expect(await call(sandbox, 'GET', path)).toEqual({body: {detail: 'Internal Server Error'}, status: 500})
      }

      const found = await document<{items: Item[]}>(sandbox, 'GET', `${MEMORIES}/vector/search?query=known`)
      expect(idsOf(found.items)).toEqual(['memory-1'])
      const answer = await document<{sources: Item[]}>(sandbox, 'POST', '/v1/dev/user/ask', {
        question: 'What about something?',
      })
      expect(idsOf(answer.sources)).toEqual(['conversation-1'])
      expect((await call(sandbox, 'DELETE', `${MEMORIES}/memory-0`)).status).toBe(200)
    })
  })

  describe('newer operations', () => {
    it.each(having('newer'))('%s is 405 on an older server', async (id) => {
      const {method, path} = operationOf(id)
      const {sandbox} = await fullSandbox({memories: 1}, {legacy: true})
      expect(await call(sandbox, method, path.replace(/\{\w+\}/, 'memory-0'))).toEqual({
        body: {detail: 'Method Not Allowed'},
        status: 405,
      })
      expect(idsOf(await document<Item[]>(sandbox, 'GET', MEMORIES))).toEqual(['memory-0'])
    })

    it('find at most 20 memories, an older server as many as were asked for', async () => {
      for (const [legacy, count] of [
        [false, 20],
        [true, 30],
      ] as const) {
        const {sandbox} = await fullSandbox({memories: 30}, {legacy})
        const found = await document<{items: Item[]; returned_count: number}>(
          sandbox,
          'GET',
          `${MEMORIES}/vector/search?query=known&limit=100`,
        )
        expect([found.items.length, found.returned_count]).toEqual([count, count])
      }
    })
  })
})
