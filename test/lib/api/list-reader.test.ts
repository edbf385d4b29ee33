import {describe, expect, it} from 'vitest'

import {type ListSource, type PageRange} from '../../../src/lib/api/list-pages.js'
import {ListReader, type Reading} from '../../../src/lib/api/list-reader.js'
import {isOmiError, RateLimitError} from '../../../src/lib/errors/index.js'

interface Item {
  readonly id: string
}

interface ServerOptions {
  /** What happens to the list after the `at`th page was taken out of it. */
  readonly change?: (ids: string[], at: number) => void
  /** Whether an item is left out of its page. */
  readonly isDropped?: (id: string) => boolean
  /** Whether requests overlap as they do on a network. */
  readonly isSlow?: boolean
}

/** A server that gives at most `cap` places of a list at once and leaves items out of them. */
class Server {
  /** The most items that a page had. */
  fullest = 0
  /** How many requests were under way at most. */
  mostInFlight = 0
  readonly page = async ({limit, offset}: PageRange): Promise<Item[]> => {
    this.requests.push({limit, offset})
    this.inFlight += 1
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight)
    const {change, isDropped = () => false} = this.options
    const page = this.ids
      .slice(offset, offset + Math.min(limit, this.cap))
      .filter((id) => !isDropped(id))
      .map((id) => ({id}))
    this.fullest = Math.max(this.fullest, page.length)
    change?.(this.ids, this.requests.length)
    if (this.options.isSlow) await new Promise(setImmediate)
    this.inFlight -= 1
    return page
  }
  readonly requests: PageRange[] = []
  private inFlight = 0

  constructor(
    readonly ids: string[],
    readonly cap: number,
    private readonly options: ServerOptions = {},
  ) {}
}

const numbered = (count: number, first = 0) => Array.from({length: count}, (_, index) => `i${first + index}`)

const numberOf = (id: string) => Number(id.slice(1))

async function read(server: Server, source: Partial<ListSource<Item>> & {cap: number}, reading?: Reading) {
  const ids: string[] = []
  const reader = new ListReader({dropped: true, fetchPage: server.page, ...source}, reading)
  for await (const items of reader) ids.push(...items.map(({id}) => id))
  return {ids, reader}
}

/** Those of a list of `count` that are not within one of the ranges (from, to behind the last). */
const without = (count: number, ...ranges: Array<readonly [number, number]>) =>
  numbered(count).filter((id) => ranges.every(([from, to]) => numberOf(id) < from || numberOf(id) >= to))

/** A server that refuses all requests after so many. */
function limited(server: Server, requests: number) {
  let left = requests
  return async (range: PageRange) => {
    left -= 1
    if (left < 0) throw new RateLimitError('Rate limited')
    return server.page(range)
  }
}

/** Reads on and on where it broke off, each time for so many requests. */
async function readInParts(server: Server, cap: number, requests: number): Promise<string[]> {
  const ids: string[] = []
  let offset = 0
  for (let part = 0; part < 200; part += 1) {
    const fetchPage = limited(server, requests)
    const reader = new ListReader({cap, dropped: true, fetchPage, perHour: requests}, {offset})
    try {
      for await (const items of reader) ids.push(...items.map(({id}) => id))
      return ids
    } catch (error) {
      if (!isOmiError(error)) throw error
      offset = error.facts.next_offset ?? Number.NaN
    }
  }

  return ids
}

/** Which limits a server was asked for. */
const limitsOf = (server: Server) => new Set(server.requests.map(({limit}) => limit))

/** The first page, whatever is asked for. */
const firstPageOf =
  (server: Server) =>
  ({limit}: PageRange) =>
    server.page({limit, offset: 0})

describe('ListReader', () => {
  describe('a list that is read to its end', () => {
    describe('on a server that does as the contract says', () => {
      it.each([
        [0, 5],
        [1, 6],
        [30, 6],
        [99, 6],
        [100, 6],
        [101, 7],
        [199, 7],
        [250, 9],
        [1000, 17],
        [3000, 39],
      ])('gives each of %i items once and in order, in %i requests', async (count, requests) => {
        const server = new Server(numbered(count), 100)
        expect((await read(server, {cap: 100})).ids).toEqual(numbered(count))
        expect(server.requests.length).toBeLessThanOrEqual(requests)
        expect(limitsOf(server)).toEqual(new Set([100]))
      })

      it.each([
        [0, 1],
        [30, 2],
        [1000, 3],
        [3000, 7],
        [10_000, 15],
      ])('needs no look behind the end where nothing is left out: %i items, %i requests', async (count, requests) => {
        const server = new Server(numbered(count), 1000)
        expect((await read(server, {cap: 1000, dropped: false})).ids).toEqual(numbered(count))
        expect(server.requests.length).toBeLessThanOrEqual(requests)
      })

      it('has up to four requests in flight, once a page came full', async () => {
        const server = new Server(numbered(3000), 100, {isSlow: true})
        await read(server, {cap: 100})
        expect(server.mostInFlight).toBe(4)
      })

      it('has one request in flight where the limit of an hour is near', async () => {
        const server = new Server(numbered(3000), 100, {isSlow: true})
        await read(server, {cap: 100, perHour: 5})
        expect(server.mostInFlight).toBe(1)
      })
    })

    describe('from whose pages items are left out', () => {
      const everySecond = numbered(1000).filter((id) => numberOf(id) % 2 === 0)
      it.each([
        ['every second', 1000, everySecond, 26],
        ['99 of 100', 5000, numbered(5000).filter((id) => numberOf(id) % 100 === 0), 70],
        ['99 of 100, first of all', 5000, numbered(5000).filter((id) => numberOf(id) % 100 === 99), 70],
        ['the first 120', 1000, without(1000, [0, 120]), 22],
        ['the first 700', 1000, without(1000, [0, 700]), 20],
        ['the last 120', 1000, without(1000, [880, 1000]), 18],
        ['all but the first and the last of the first 122', 1000, without(1000, [1, 121]), 26],
        ['130 in the middle', 700, without(700, [200, 330]), 16],
        ['250 in the middle', 700, without(700, [200, 450]), 16],
      ])('gives all others: %s', async (_name, count, shown, requests) => {
        const there = new Set(shown)
        const server = new Server(numbered(count), 100, {isDropped: (id) => !there.has(id)})
        expect((await read(server, {cap: 100})).ids).toEqual(shown)
        expect(server.requests.length).toBeLessThanOrEqual(requests)
      })

      it('looks with cheaper pages where there are any', async () => {
        const shown = new Set(without(700, [200, 330]))
        const options = {isDropped: (id: string) => !shown.has(id)}
        const server = new Server(numbered(700), 25, options)
        const cheap = new Server(numbered(700), 100, options)
        const {ids} = await read(server, {cap: 25, look: {cap: 100, fetchPage: cheap.page}})
        expect(ids).toEqual([...shown])
        expect(cheap.requests.map(({limit}) => limit)).toContain(100)
        // No page at or behind the end is asked for but those that were on their way.
        expect(server.requests.length).toBeLessThanOrEqual(Math.ceil(700 / 24) + 6)
      })
    })

    describe('on a server whose pages are smaller than it says', () => {
      it.each([
        [1, 1000, 200, 215],
        [7, 1000, 200, 55],
        [50, 1000, 3000, 85],
        [200, 1000, 3000, 42],
        [50, 100, 1000, 45],
      ])('gives all: %i in place of %i', async (cap, asked, count, requests) => {
        for (const dropped of [true, false]) {
          const server = new Server(numbered(count), cap)
          expect((await read(server, {cap: asked, dropped})).ids).toEqual(numbered(count))
          expect(server.requests.length).toBeLessThanOrEqual(requests)
        }
      })

      it('gives all that is not left out', async () => {
        const server = new Server(numbered(1000), 50, {isDropped: (id) => numberOf(id) % 2 === 1})
        expect((await read(server, {cap: 1000})).ids).toEqual(numbered(1000).filter((id) => numberOf(id) % 2 === 0))
        expect(server.requests.length).toBeLessThanOrEqual(56)
      })
    })

    describe('on a server that does as it likes', () => {
      it('ends where every page is the same', async () => {
        for (const [count, dropped, cap] of [
          [1, true, 1000],
          [1, false, 1000],
          [100, true, 100],
          [100, false, 100],
          [100, true, 1000],
          [100, false, 1000],
        ] as const) {
          const server = new Server(numbered(count), 100)
          const {ids, reader} = await read(server, {cap, dropped, fetchPage: firstPageOf(server)})
          expect(ids).toEqual(numbered(count))
          expect(reader.requests).toBeLessThanOrEqual(20)
        }
      })

      it('ends where there is always one more page than there is', async () => {
        const server = new Server(numbered(250), 100)
        const clamped = ({limit, offset}: PageRange) => server.page({limit, offset: Math.min(offset, 200)})
        const {ids, reader} = await read(server, {cap: 100, fetchPage: clamped})
        expect(ids).toEqual(numbered(250))
        expect(reader.requests).toBeLessThanOrEqual(10)
      })

      it('gives all where more comes than was asked for', async () => {
        const server = new Server(numbered(1000), 1000)
        const generous = ({limit, offset}: PageRange) => server.page({limit: limit + 30, offset})
        expect((await read(server, {cap: 100, fetchPage: generous})).ids).toEqual(numbered(1000))
        const endless = ({offset}: PageRange) => server.page({limit: 10_000, offset})
        expect((await read(server, {cap: 100, fetchPage: endless})).ids).toEqual(numbered(1000))
        expect((await read(server, {cap: 100, fetchPage: endless}, {wanted: 130})).ids).toEqual(numbered(130))
      })

      it('gives what has no id, and what says the same twice in a page', async () => {
        const strange = [{id: {a: 1}}, {}, {id: null}, {value: 1}, {value: 1}] as unknown as Item[]
        const items: Item[] = []
        const fetchPage = async () => strange
        for await (const page of new ListReader({cap: 100, dropped: true, fetchPage})) items.push(...page)
        expect(items).toEqual(strange)
      })
    })

    describe('that changes meanwhile', () => {
      it('loses nothing where 2,500 are deleted at its beginning', async () => {
        for (const [at, cap] of [
          [1, 1000],
          [3, 1000],
          [30, 100],
        ] as const) {
          const stayed = new Set(numbered(6000))
          const change = (ids: string[], request: number) => {
            if (request === at) for (const id of ids.splice(0, 2500)) stayed.delete(id)
          }

          const {ids} = await read(new Server(numbered(6000), cap, {change}), {cap, dropped: false})
          expect(ids).toHaveLength(new Set(ids).size)
          const got = new Set(ids)
          expect([...stayed].filter((id) => !got.has(id))).toEqual([])
        }
      })

      it('loses nothing and gives nothing twice where items are added and deleted in front all the time', async () => {
        const stayed = new Set(numbered(1000))
        const change = (ids: string[], at: number) => {
          if (at % 3 === 0) ids.unshift(`n${at}`)
          else if (at % 5 === 0) for (const id of ids.splice(10, 7)) stayed.delete(id)
        }

        const {ids} = await read(new Server(numbered(1000), 50, {change}), {cap: 50})
        expect(ids).toHaveLength(new Set(ids).size)
        expect([...stayed].filter((id) => !ids.includes(id))).toEqual([])
      })
    })
  })

  describe('a part of a list', () => {
    it.each([
      [200, 0],
      [150, 10],
      [101, 99],
      [1000, 850],
    ])('has exactly the %i items from %i on', async (wanted, offset) => {
      const server = new Server(numbered(1000), 100)
      const {ids} = await read(server, {cap: 100}, {offset, wanted})
      expect(ids).toEqual(numbered(1000).slice(offset, offset + wanted))
      expect(Math.min(...server.requests.map((request) => request.offset))).toBe(offset)
      if (offset + wanted < 1000) expect(server.requests.length).toBeLessThanOrEqual(Math.ceil(wanted / 99) + 1)
    })

    it('has as many items as are wanted, holes or not', async () => {
      const server = new Server(numbered(1000), 100, {isDropped: (id) => numberOf(id) % 2 === 1})
      const {ids} = await read(server, {cap: 100}, {wanted: 200})
      expect(ids).toEqual(numbered(400).filter((id) => numberOf(id) % 2 === 0))
    })

    it('knows where the next part begins', async () => {
      const {reader} = await read(new Server(numbered(1000), 100), {cap: 100}, {offset: 10, wanted: 150})
      expect(reader.nextOffset).toBe(160)
    })
  })

  describe('a list that breaks off', () => {
    it('gives 601 of 25 full pages, and goes on from there', async () => {
      const server = new Server(numbered(2000), 25)
      const ids: string[] = []
      const reader = new ListReader({cap: 25, dropped: true, fetchPage: limited(server, 25), perHour: 25})
      await expect(async () => {
        for await (const items of reader) ids.push(...items.map(({id}) => id))
      }).rejects.toMatchObject({facts: {next_offset: 601}})
      expect(ids).toEqual(numbered(601))
    })

    it.each([
      ['nothing left out', 100, () => false],
      ['every third left out', 100, (id: string) => numberOf(id) % 3 === 1],
      ['every second, and a smaller page than the server says', 60, (id: string) => numberOf(id) % 2 === 0],
      ['one of ten shown', 100, (id: string) => numberOf(id) % 10 !== 7],
    ])('goes on without a gap and without anything twice: %s', async (_name, cap, isDropped) => {
      const shown = numbered(3000).filter((id) => !isDropped(id))
      for (const requests of [25, 30, 41]) {
        const server = new Server(numbered(3000), cap, {isDropped})
        expect(await readInParts(server, 100, requests)).toEqual(shown)
      }
    })
  })
})
