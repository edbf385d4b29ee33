/** Making what an answer has fit into it. Lengths are in characters, as JSON.stringify counts them. */

/** The longest answer. */
const LONGEST_ANSWER = 40_000

/** The longest text of an item in a list. */
export const LONGEST_FIELD = 2000

/** What an answer has beside what was asked for. */
const AROUND = 1000

/** How much room there is for what was asked for. */
export const ROOM = LONGEST_ANSWER - AROUND

/** Deeper than any document of the API is nested. */
const DEEPEST = 32

interface Limits {
  readonly elements: number
  readonly text: number
}

/** One long text has as much of an answer as there is room for. */
const LONG_TEXTS: readonly Limits[] = [38, 36, 34, 30, 26, 22, 18, 14].map((thousands) => ({
  elements: 1000,
  text: thousands * 1000,
}))

/** Ever less, down to a shape that fits wherever it may come from. */
const STEPS: readonly Limits[] = [
  {elements: 1000, text: 10_000},
  {elements: 200, text: LONGEST_FIELD},
  {elements: 50, text: 500},
  {elements: 20, text: 200},
  {elements: 5, text: 50},
  {elements: 1, text: 20},
]

export const lengthOf = (value: unknown): number => (JSON.stringify(value) as string | undefined)?.length ?? 0

/** The value, or where it is longer than `room` what is left of it once its texts and lists are cut. */
export function fitted(value: unknown, room = ROOM): {readonly cut: boolean; readonly value: unknown} {
  if (depthIsFine(value) && lengthOf(value) <= room) return {cut: false, value}
  for (const limits of [...LONG_TEXTS, ...STEPS]) {
    const shorter = shortened(value, limits)
    if (lengthOf(shorter) <= room) return {cut: true, value: shorter}
  }

  return {cut: true, value: null}
}

/** As many of the items from the first on as there is room for, one at least, with their texts cut. */
export function fittedItems(
  items: readonly unknown[],
  room = ROOM,
): {readonly cut: boolean; readonly items: readonly unknown[]} {
  let cut = false
  let used = 0
  const kept: unknown[] = []
  for (const item of items) {
    const short = shortened(item, {elements: Infinity, text: LONGEST_FIELD})
    const {cut: isCut, value} = kept.length === 0 ? fitted(short, room) : {cut: false, value: short}
    used += lengthOf(value) + 1
    if (used > room) break
    cut ||= isCut || lengthOf(item) !== lengthOf(short)
    kept.push(value)
  }

  return {cut, items: kept}
}

function shortened(value: unknown, limits: Limits, depth = 0): unknown {
  if (typeof value === 'string') return cutText(value, limits.text)
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST) return '…'
  if (Array.isArray(value)) return value.slice(0, limits.elements).map((each) => shortened(each, limits, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, limits.elements)
      .map(([key, member]) => [cutText(key, limits.text), shortened(member, limits, depth + 1)]),
  )
}

/** The beginning of a text that is longer than `most`, with `…` for the rest; no character is cut in two. */
export const cutText = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`

function depthIsFine(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true
  return depth <= DEEPEST && Object.values(value).every((member) => depthIsFine(member, depth + 1))
}
