import {describe, expect, it} from 'vitest'

import {omi as binary} from '../support/omi.js'
import {KEY, NOBODY, pointedAt, type Sandbox, sandboxForTest, serverAnswering} from '../support/server.js'
import {omi} from '../support/within.js'

/** Whatever happens to a creation, there is one conversation at the most, and the report is true. */

const TEXT = 'We agreed to plant the garden on Friday. I have to buy beans.'
const SEGMENTS = JSON.stringify([{end: 2, start: 0, text: TEXT}])

const CREATIONS = '/v1/dev/user/conversations'
const FROM_TEXT = ['conversation', 'create', '--text', '-']

/** The variables for a server that does `fault`: silence is given up soon, and nothing else is. */
const environmentFor = ({apiBase, apiKey}: Target, fault = '') => ({
  ...pointedAt(apiBase, apiKey),
  OMI_MAX_ATTEMPTS: '2',
  ...(fault === 'never' && {OMI_TIMEOUT: '3'}),
  ...(fault === 'busy' && {OMI_TIMEOUT: '1'}),
})

type Target = Pick<Sandbox, 'apiBase' | 'apiKey'>

const createFromText = (target: Target, fault?: string) =>
  omi(['--json', ...FROM_TEXT], {env: environmentFor(target, fault), input: TEXT})

const createFromSegments = (target: Target, fault?: string) =>
  omi(['--json', 'conversation', 'from-segments', '-'], {env: environmentFor(target, fault), input: SEGMENTS})

async function created(sandbox: Sandbox): Promise<string[]> {
  const headers = {authorization: `Bearer ${sandbox.apiKey}`}
  const answer = await fetch(`${sandbox.apiBase}${CREATIONS}`, {headers})
  return ((await answer.json()) as Array<{id: string}>).map(({id}) => id)
}

const posts = (sandbox: Sandbox) => sandbox.requests.filter(({method}) => method === 'POST')

/** The third line of the error of an unknown outcome. */
const THIRD_LINE = 'It may have been created: check with omi conversation list before you repeat it.'

describe('a conversation', () => {
  describe('from a text', () => {
    it.each(['drop-after', '500-after', 'cut'])('finds what the server wrote before %s', async (fault) => {
      const sandbox = await sandboxForTest({faults: [`POST ${CREATIONS} ${fault}`]})
      const run = await createFromText(sandbox)
      expect(run).toMatchObject({code: 0, stderr: ''})
      expect(await created(sandbox)).toEqual([(JSON.parse(run.stdout) as {id: string}).id])
      expect(posts(sandbox)).toHaveLength(1)
    })

    it.each(['drop-before', '500', 'never'])(
      'never asks again after %s, and says that it is unknown',
      async (fault) => {
        const sandbox = await sandboxForTest({faults: [`POST ${CREATIONS} ${fault}`]})
        const run = await createFromText(sandbox, fault)
        expect(run).toMatchObject({code: 3, stdout: ''})
        const {detail, outcome} = JSON.parse(run.stderr) as {detail: string; outcome: string}
        expect(outcome).toBe('unknown')
        expect(detail.split('\n').at(-1)).toBe(THIRD_LINE)
        expect(posts(sandbox)).toHaveLength(1)
      },
    )

    it('says that it is unknown when the look fails too', async () => {
      const sandbox = await sandboxForTest({faults: [`POST ${CREATIONS} 500-after`, `GET ${CREATIONS} 502 x2`]})
      const {code, stderr} = await omi(FROM_TEXT, {env: environmentFor(sandbox), input: TEXT})
      expect(code).toBe(3)
      expect(stderr).toBe(
        '✗ Server error (500)\n' +
          '  The Omi API returned an error. Try again, then check status.omi.me.\n' +
          `  ${THIRD_LINE}\n`,
      )
      expect(await created(sandbox)).toHaveLength(1)
    })

    it('asks again when it was turned away, and knows that nothing happened when it always was', async () => {
      const once = await sandboxForTest({faults: [`POST ${CREATIONS} 429:1 x1`]})
      expect(await createFromText(once)).toMatchObject({code: 0})
      expect(await created(once)).toHaveLength(1)
      const always = await sandboxForTest({faults: [`POST ${CREATIONS} 429:1`]})
      const {code, stderr} = await createFromText(always)
      expect(code).toBe(4)
      expect(JSON.parse(stderr)).toMatchObject({error: 'Rate limited: dev:conversations (25/hr)'})
      expect(stderr).not.toContain('unknown')
    })

    it('knows that nothing happened when nobody was there', async () => {
      const {code, stderr} = await createFromText({apiBase: NOBODY, apiKey: KEY})
      expect(code).toBe(3)
      expect(JSON.parse(stderr)).not.toHaveProperty('outcome')
    })
  })

  describe('from segments', () => {
    it.each([
      ['drop-after', 1],
      ['500-after', 1],
      ['drop-before', 2],
      ['502', 2],
    ])('makes one conversation in spite of %s, with one session id', async (fault, attempts) => {
      const sandbox = await sandboxForTest({faults: [`POST ${CREATIONS}/from-segments ${fault} x1`]})
      const run = await createFromSegments(sandbox, fault)
      expect(run).toMatchObject({code: 0, stderr: ''})
      expect(await created(sandbox)).toEqual([(JSON.parse(run.stdout) as {id: string}).id])
      const sent = posts(sandbox)
      expect(sent).toHaveLength(attempts)
      expect(new Set(sent.map(({body}) => JSON.stringify(body)))).toHaveProperty('size', 1)
    })

    it('never asks again after a stall, and names the session id with which that is harmless', async () => {
      const sandbox = await sandboxForTest({faults: [`POST ${CREATIONS}/from-segments never x1`]})
      const {code, stderr} = await createFromSegments(sandbox, 'never')
      expect(code).toBe(3)
      const {detail, outcome} = JSON.parse(stderr) as {detail: string; outcome: string}
      expect(outcome).toBe('unknown')
      const {client_session_id: id} = posts(sandbox)[0]?.body as {client_session_id: string}
      expect(detail.split('\n').at(-1)).toBe(`${THIRD_LINE} With --session-id ${id} asking again is harmless.`)
      expect(posts(sandbox)).toHaveLength(1)
    })

    it('finds what a stalled server makes late', async () => {
      const sandbox = await sandboxForTest({faults: [`POST ${CREATIONS}/from-segments delay:4s x1`]})
      const run = await createFromSegments(sandbox, 'never')
      expect(run).toMatchObject({code: 0, stderr: ''})
      expect(await created(sandbox)).toEqual([(JSON.parse(run.stdout) as {id: string}).id])
      expect(posts(sandbox)).toHaveLength(1)
    })

    it('waits while the server says that it is still at it, and asks again with the same id', async () => {
      const busy = {body: {detail: 'Conversation creation already in progress'}, status: 409}
      const made = {body: {discarded: false, id: 'c1', status: 'completed'}}
      const {apiBase, requests} = await serverAnswering(busy, busy, made)
      const run = await createFromSegments({apiBase, apiKey: KEY})
      expect(run).toMatchObject({code: 0, stderr: ''})
      expect(JSON.parse(run.stdout)).toEqual(made.body)
      expect(new Set(requests.map(({body}) => body))).toHaveProperty('size', 1)
    })

    it('says in the end that nobody knows what the server is still at', async () => {
      const {apiBase} = await serverAnswering({
        body: {detail: 'Conversation creation already in progress'},
        status: 409,
      })
      const {code, stderr} = await createFromSegments({apiBase, apiKey: KEY}, 'busy')
      expect(code).toBe(1)
      expect(JSON.parse(stderr)).toMatchObject({
        detail: expect.stringContaining('With --session-id '),
        error: 'Request refused (409)',
        outcome: 'unknown',
      })
    })

    it('makes one where the server does not know session ids', async () => {
      const sandbox = await sandboxForTest({faults: [`POST ${CREATIONS}/from-segments drop-after x1`], legacy: true})
      expect(await createFromSegments(sandbox)).toMatchObject({code: 0, stderr: ''})
      expect(await created(sandbox)).toHaveLength(1)
    })

    it('gives up knowing that there is none', async () => {
      const sandbox = await sandboxForTest({faults: [`POST ${CREATIONS}/from-segments drop-before`]})
      const {code, stderr} = await createFromSegments(sandbox)
      expect(code).toBe(3)
      expect(JSON.parse(stderr)).not.toHaveProperty('outcome')
      expect(await created(sandbox)).toEqual([])
      expect(posts(sandbox)).toHaveLength(2)
    })

    it('says that it is unknown when it cannot look', async () => {
      const faults = [`POST ${CREATIONS}/from-segments 500-after`, `GET ${CREATIONS} drop-before x2`]
      const sandbox = await sandboxForTest({faults})
      const {code, stderr} = await createFromSegments(sandbox)
      expect(code).toBe(3)
      expect(JSON.parse(stderr)).toMatchObject({error: 'Server error (500)', outcome: 'unknown'})
      expect(posts(sandbox)).toHaveLength(1)
    })
  })
})

it('does not take an older conversation that began at the same time for the one that was lost', async () => {
  const sandbox = await sandboxForTest({faults: ['POST * drop-before x9 after 1']})
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  const create = (text: string) =>
    // Which of the two came first is told by the moments between them, which are fewer in one process.
    binary(['--json', 'conversation', 'create', '--text', text, '--started-at', '2026-11-01T10:00:00Z'], {env})
  expect((await create('We talked about the garden for a while')).code).toBe(0)
  const lost = await create('We talked about the roof for a while')
  expect(lost.code).toBe(3)
  expect(JSON.parse(lost.stderr)).toMatchObject({outcome: 'unknown'})
})
