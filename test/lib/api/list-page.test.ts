import {describe, expect, it} from 'vitest'

import {readPage} from '../../../src/lib/api/list-page.js'

/** A list of `count` places, of which some have nothing to show, behind a server that gives `most` of them at a time. */
function listOf(count: number, isHole: (place: number) => boolean, {dropped = true, most = 20} = {}) {
  const places = Array.from({length: count}, (_, place) => place)
  const asked: number[] = []
  const fetchPage = async ({limit, offset}: {limit: number; offset: number}) => {
    asked.push(offset)
    const window = places.slice(offset, offset + Math.min(limit, most))
    return window.filter((place) => !isHole(place)).map((place) => ({id: `item-${place}`}))
  }

  const ids = places.filter((place) => !isHole(place)).map((place) => `item-${place}`)
  return {asked, ids, source: {cap: 20, dropped, fetchPage}}
}

async function followed({source}: ReturnType<typeof listOf>, limit: number): Promise<string[]> {
  const ids: string[] = []
  for (let offset: number | undefined = 0; offset !== undefined;) {
    const page: {items: Array<{id: string}>; nextOffset?: number} = await readPage(source, {limit, offset})
    ids.push(...page.items.map(({id}) => id))
    offset = page.nextOffset
  }

  return ids
}

const HOLES: Record<string, (place: number) => boolean> = {
  'no holes': () => false,
  'a hole at the beginning': (place) => place === 0,
  'a hole at every third place': (place) => place % 3 === 2,
  'holes in runs': (place) => place % 17 < 9,
  'hardly anything': (place) => place % 10 !== 0,
  'a long hole': (place) => place >= 21 && place < 38,
  'a hole at the end': (place) => place >= 90,
}

describe('readPage', () => {
  for (const [what, isHole] of Object.entries(HOLES)) {
    it(`gives everything once, whatever the limit, where there is ${what}`, async () => {
      for (const dropped of [true, false]) {
        for (const limit of [1, 2, 3, 5, 7, 8, 10, 13, 19, 20, 50]) {
          const list = listOf(97, isHole, {dropped})
          expect([limit, await followed(list, limit)]).toEqual([limit, list.ids])
        }
      }
    })
  }

  it('meets a hole at any place', async () => {
    for (let hole = 0; hole < 45; hole++) {
      const list = listOf(45, (place) => place === hole, {dropped: false})
      for (const limit of [1, 4, 7, 19])
        expect([hole, limit, await followed(list, limit)]).toEqual([hole, limit, list.ids])
    }
  })

  it('goes on where the server gives less than it was asked for', async () => {
    const list = listOf(60, () => false, {most: 6})
    for (const limit of [5, 6, 10, 20]) expect(await followed(list, limit)).toEqual(list.ids)
  })

  it('asks once for a page that is full, and twice where there is nothing', async () => {
    const full = listOf(40, () => false)
    expect(await readPage(full.source, {limit: 10, offset: 5})).toMatchObject({nextOffset: 15})
    expect(full.asked).toHaveLength(1)
    const empty = listOf(0, () => false, {dropped: false})
    expect(await readPage(empty.source, {limit: 10, offset: 0})).toEqual({items: []})
    expect(empty.asked).toHaveLength(2)
  })
})
