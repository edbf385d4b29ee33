/** Random numbers in [0, 1) that are the same for the same seed (a generator of Park and Miller's). */
export function randomFrom(seed: number): () => number {
  let state = seed * 7919
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

const TEXTS = [
  '',
  'a',
  'id',
  '10',
  '2',
  ' ',
  '\\',
  '"',
  String.raw`\"`,
  '\n\t',
  '[1, 2]',
  '{"a": ":"}',
  'é',
  '💚',
  '\u2028',
  '\u0001',
]

/** A JSON document, the same for the same seed. */
export function randomDocument(seed: number): unknown {
  const random = randomFrom(seed)
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  const some = () => Array.from({length: Math.floor(random() * 4)})
  const value = (depth: number): unknown => {
    const kind = Math.floor(random() * (depth > 4 ? 4 : 6))
    if (kind === 0) return pick([true, false, null])
    if (kind === 1) return pick([0, -1, 12.5, 1e21, 1e-7, 123_456_789])
    if (kind < 4) return pick(TEXTS) + pick(TEXTS)
    if (kind === 4) return some().map(() => value(depth + 1))
    return Object.fromEntries(some().map(() => [pick(TEXTS) + pick(TEXTS), value(depth + 1)]))
  }

  return value(0)
}

/** The document as JSON with white space of all kinds between its tokens. */
export function spacedOut(document: unknown, seed: number): string {
  const random = randomFrom(seed)
  const space = () => ['', '', ' ', '\n', '\r\n\t', '  '][Math.floor(random() * 6)] ?? ''
  const tokens = JSON.stringify(document).match(/"(?:[^"\\]|\\.)*"|[[\]{}:,]|[^"[\]{}:,]+/g) ?? []
  return space() + tokens.map((token) => token + space()).join('')
}
