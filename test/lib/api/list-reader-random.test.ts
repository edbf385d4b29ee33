import {describe, expect, it} from 'vitest'

import {type PageRange} from '../../../src/lib/api/list-pages.js'
import {ListReader} from '../../../src/lib/api/list-reader.js'

/** More or fewer lists, and another beginning: LISTS=100000 SEED=7 npx vitest run list-reader-random. */
const LISTS = Number(process.env.LISTS ?? 10_000)
const SEED = Number(process.env.SEED ?? 1)

/** Times the pages that a list fills and 25. */
const MOST_REQUESTS = 1.25

interface Item {
  readonly id: string
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32, by Tommy Ettinger, public domain). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = Math.trunc((state + 0x6d_2b_79_f5) % 2 ** 32)
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

class RandomList {
  /** What the contract says of its pages, and what is true of them. */
  readonly asked: number
  readonly cap: number
  /** How often something is added or deleted while it is read. */
  readonly changes: number
  readonly dropped = new Set<string>()
  fullest = 0
  readonly ids: string[]
  readonly page = async ({limit, offset}: PageRange): Promise<Item[]> => {
    this.requests += 1
    const window = this.ids.slice(offset, offset + Math.min(limit, this.cap))
    const page = window.filter((id) => !this.dropped.has(id)).map((id) => ({id}))
    this.fullest = Math.max(this.fullest, page.length)
    if (this.changesAt.includes(this.requests)) this.change()
    return page
  }
  requests = 0
  /** How many there were at first. */
  readonly size: number
  private readonly changesAt: number[]

  constructor(private readonly random: () => number) {
    this.asked = this.pick([10, 25, 40])
    this.cap = this.pick([this.asked, this.asked, this.asked, this.between(5, this.asked)])
    this.size = this.pick([this.between(0, 2 * this.asked), this.between(0, 15 * this.asked)])
    this.ids = Array.from({length: this.size}, (_, index) => String(index))
    this.lockSome()
    this.changes = this.pick([0, 0, 1, 3])
    const pages = Math.ceil(this.size / this.cap)
    this.changesAt = Array.from({length: this.changes}, () => this.between(1, pages + 8))
  }

  /** What is to be read: all that was there from the beginning to the end. */
  get stayed(): string[] {
    return this.ids.filter((id) => !id.startsWith('new') && !this.dropped.has(id))
  }

  private between(low: number, high: number): number {
    return low + Math.floor(this.random() * (high - low + 1))
  }

  private change(): void {
    const at = this.pick([0, 0, this.between(0, this.ids.length)])
    if (this.random() < 0.5) {
      const count = this.pick([1, 1, 3])
      this.ids.splice(at, 0, ...Array.from({length: count}, (_, index) => `new${this.requests}-${index}`))
    } else this.ids.splice(at, this.pick([1, 1, 3, 5 * this.cap]))
  }

  /** Runs, and single ones anywhere. */
  private lockSome(): void {
    const density = this.pick([0, 0, this.random() ** 2 * 0.9])
    for (const id of this.ids) if (this.random() < density) this.dropped.add(id)
    for (let runs = this.pick([0, 0, 1, 2]); runs > 0; runs -= 1) {
      const from = this.between(0, this.size)
      for (const id of this.ids.slice(from, from + this.between(1, 7 * this.asked))) this.dropped.add(id)
    }
  }

  private pick<Value>(values: Value[]): Value {
    return values[this.between(0, values.length - 1)] as Value
  }
}

/** How many dropped ones stand in front of an item at the end. */
function gapBefore(list: RandomList, id: string): number {
  const at = list.ids.indexOf(id)
  let from = at
  while (from > 0 && list.dropped.has(list.ids[from - 1] ?? '')) from -= 1
  return at - from
}

async function readList(list: RandomList): Promise<string[]> {
  const ids: string[] = []
  for await (const items of new ListReader({cap: list.asked, dropped: true, fetchPage: list.page})) {
    ids.push(...items.map(({id}) => id))
  }

  return ids
}

const AT_ONCE = 1000

describe(`random lists, seed ${SEED}`, () => {
  it.each(Array.from({length: Math.ceil(LISTS / AT_ONCE)}, (_, batch) => batch * AT_ONCE))(
    'from number %i on are read: nothing twice, nothing lost, at no great cost',
    async (first) => {
      const wrong: string[] = []
      /** Lists that moved while something was left out of their pages, or while a page held less than the contract says. */
      const moved = {costly: 0, lists: 0, lossy: 0}
      for (let number = first; number < first + AT_ONCE; number += 1) {
        const list = new RandomList(randomFrom(SEED * 1_000_003 + number))
        const read = await readList(list)
        const got = new Set(read)
        if (read.length > got.size) wrong.push(`${number}: something twice`)

        const isCostly = list.requests > MOST_REQUESTS * (list.size / list.cap + 25)
        const missing = list.stayed.find((id) => !got.has(id))
        // What is behind a gap of more than two pages may be taken for the end, pages being as long as was seen.
        const isExcused = missing !== undefined && gapBefore(list, missing) > 2 * list.fullest
        const isWhole = list.dropped.size === 0 && list.cap === list.asked
        if (list.changes > 0 && !isWhole) {
          moved.lists += 1
          if (isCostly) moved.costly += 1
          if (missing !== undefined && !isExcused) moved.lossy += 1
          continue
        }

        if (isCostly) wrong.push(`${number}: ${list.requests} requests`)
        if (missing !== undefined && !isExcused) wrong.push(`${number}: ${missing} is lost`)
      }

      expect(wrong).toEqual([])
      // Where something is deleted in front of a gap meanwhile, nothing may tell that what is behind it moved up.
      expect(moved.lossy / moved.lists).toBeLessThan(0.04)
      expect(moved.costly / moved.lists).toBeLessThan(0.01)
    },
  )
})
