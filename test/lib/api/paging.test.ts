import {describe, expect, it} from 'vitest'

import {findById, type Page, pagesOf} from '../../../src/lib/api/paging.js'

interface Item {
  readonly id: string
}

/** A list on a server. `change` may alter it before each page is taken out of it. */
class List {
  /** How many requests were under way at most. */
  mostInFlight = 0
  readonly page = async ({limit, offset}: Page): Promise<Item[]> => {
    this.requests.push({limit, offset})
    this.inFlight += 1
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight)
    // So that requests overlap as they do on a network.
    await new Promise(setImmediate)
    this.change(this.ids)
    this.inFlight -= 1
    return this.ids.slice(offset, offset + limit).map((id) => ({id}))
  }
  readonly requests: Page[] = []
  private inFlight = 0

  constructor(
    readonly ids: string[],
    private readonly change: (ids: string[]) => void = () => {},
  ) {}
}

const numbered = (count: number) => Array.from({length: count}, (_, index) => `old-${index}`)

async function allOf(fetchPage: (page: Page) => Promise<Item[]>, limit: number, offset = 0): Promise<string[]> {
  const ids: string[] = []
  for await (const items of pagesOf(fetchPage, {limit, offset})) ids.push(...items.map(({id}) => id))
  return ids
}

/** Numbers from 0 to below 1, the same for the same seed (a linear congruential generator, as in Numerical Recipes). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

describe('paging', () => {
  describe('reading a whole list', () => {
    it.each([0, 1, 9, 10, 11, 19, 20, 37, 400])('gives each of %i items once, in order', async (count) => {
      const list = new List(numbered(count))
      expect(await allOf(list.page, 10)).toEqual(numbered(count))
    })

    it('begins where it is told to', async () => {
      const list = new List(numbered(50))
      expect(await allOf(list.page, 10, 35)).toEqual(numbered(50).slice(35))
      expect(Math.min(...list.requests.map(({offset}) => offset))).toBe(35)
    })

    it('keeps at most four requests in flight', async () => {
      const list = new List(numbered(1000))
      await allOf(list.page, 10)
      expect(list.mostInFlight).toBeGreaterThan(1)
      expect(list.mostInFlight).toBeLessThanOrEqual(4)
    })

    it('lets neighbouring pages overlap by one item', async () => {
      const list = new List(numbered(100))
      await allOf(list.page, 20)
      expect(list.requests.slice(0, 4).map(({offset}) => offset)).toEqual([0, 19, 38, 57])
    })

    it('ends where a server gives the same page for ever', async () => {
      const requests: Page[] = []
      const samePage = async (page: Page) => {
        requests.push(page)
        return numbered(10).map((id) => ({id}))
      }

      expect(await allOf(samePage, 10)).toEqual(numbered(10))
      expect(requests.length).toBeLessThanOrEqual(5)
    })

    it('ends where a server gives no ids to tell items apart', async () => {
      const strange = async () => [{id: {a: 1}}, {}, {id: null}] as unknown as Item[]
      const items: Item[] = []
      for await (const page of pagesOf(strange, {limit: 3, offset: 0})) items.push(...page)
      expect(items).toHaveLength(3)
    })

    it.each([1, 2, 3, 4, 5])('reads on behind pages from which items were dropped, seed %i', async (seed) => {
      const random = randomFrom(seed)
      const list = new List(numbered(300))
      const locked = new Set(list.ids.filter(() => random() < 0.3))
      const unlocked = async (page: Page) => {
        const items = await list.page(page)
        return items.filter(({id}) => !locked.has(id))
      }

      expect(await allOf(unlocked, 20)).toEqual(numbered(300).filter((id) => !locked.has(id)))
    })

    it('finds what moved up when something above it was deleted', async () => {
      let pages = 0
      const list = new List(numbered(100), (ids) => {
        pages += 1
        if (pages === 2) ids.splice(3, 5)
      })
      expect(await allOf(list.page, 10)).toEqual(numbered(100))
    })

    it('repeats nothing when something is added above', async () => {
      let pages = 0
      const list = new List(numbered(100), (ids) => {
        pages += 1
        if (pages % 2 === 0) ids.unshift(`new-${pages}`)
      })
      expect(await allOf(list.page, 10)).toEqual(numbered(100))
    })

    it.each(Array.from({length: 60}, (_, seed) => seed))(
      'gives nothing twice and loses nothing that was there all the time, seed %i',
      async (seed) => {
        const random = randomFrom(seed)
        const limit = 10 + Math.floor(random() * 20)
        let added = 0
        const stayed = new Set(numbered(200))
        const list = new List(numbered(200), (ids) => {
          for (let changes = Math.floor(random() * 4); changes > 0; changes -= 1) {
            const at = Math.floor(random() * ids.length)
            if (random() < 0.5) ids.splice(random() < 0.5 ? 0 : at, 0, `new-${(added += 1)}`)
            else for (const id of ids.splice(at, 1)) stayed.delete(id)
          }
        })
        const read = await allOf(list.page, limit)
        expect(read).toHaveLength(new Set(read).size)
        expect([...stayed].filter((id) => !read.includes(id))).toEqual([])
        expect(list.mostInFlight).toBeLessThanOrEqual(4)
      },
    )

    it('gives what came before a page that fails', async () => {
      const list = new List(numbered(100))
      const failing = async (page: Page) => {
        if (page.offset > 30) throw new Error('broken')
        return list.page(page)
      }

      const read: string[] = []
      await expect(async () => {
        for await (const items of pagesOf(failing, {limit: 10, offset: 0})) read.push(...items.map(({id}) => id))
      }).rejects.toThrow('broken')
      expect(read).toEqual(numbered(37))
    })
  })

  describe('looking for one item', () => {
    it('asks for one page after the other, and no further than needed', async () => {
      const list = new List(numbered(1000))
      expect(await findById(list.page, 'old-25', 10)).toEqual({id: 'old-25'})
      expect(list.mostInFlight).toBe(1)
      expect(list.requests).toHaveLength(3)
    })

    it('ends without it at the end of the list', async () => {
      const list = new List(numbered(95))
      expect(await findById(list.page, 'nothing', 10)).toBeUndefined()
    })
  })
})
