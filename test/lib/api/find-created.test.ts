import {describe, expect, it} from 'vitest'

import {ActionItems} from '../../../src/lib/api/action-items.js'
import {HttpClient} from '../../../src/lib/http/http-client.js'
import {systemClock} from '../../../src/lib/io/clock.js'
import {omi} from '../../support/omi.js'
import {pointedAt, sandboxForTest} from '../../support/server.js'

async function actionItems(faults: string[]) {
  const {apiBase, apiKey} = await sandboxForTest({faults})
  const http = new HttpClient({
    apiBase,
    clock: systemClock,
    listener: {debug() {}, waiting() {}},
    maxAttempts: 2,
    secret: async () => apiKey,
    signal: new AbortController().signal,
    userAgent: 'test',
  })
  return new ActionItems(http)
}

async function count(items: ActionItems): Promise<number> {
  let found = 0
  for await (const page of items.all()) found += page.length
  return found
}

describe('things of the same text', () => {
  it('does not take the one created a moment before for the one that was lost', async () => {
    const items = await actionItems(['POST * drop-before x1 after 1'])
    const first = await items.create({description: 'Same'})
    const second = await items.create({description: 'Same'})
    expect(second.id).not.toBe(first.id)
    expect(await count(items)).toBe(2)
  })

  it('finds each of a batch once, although some were lost', async () => {
    const items = await actionItems(['POST * drop-after x1'])
    const batch = Array.from({length: 3}, () => ({description: 'Same'}))
    const created = await items.createBatch(batch)
    expect(new Set(created.map(({id}) => id)).size).toBe(3)
    expect(await count(items)).toBe(3)
  })

  it('does not take what another run created just before', async () => {
    const {apiBase, apiKey} = await sandboxForTest({faults: ['POST * drop-before x1 after 1']})
    const create = () => omi(['--json', 'action-item', 'create', 'Same'], {env: pointedAt(apiBase, apiKey)})
    const first = JSON.parse((await create()).stdout) as {id: string}
    const second = JSON.parse((await create()).stdout) as {id: string}
    expect(second.id).not.toBe(first.id)
  })
})
