import {describe, expect, it} from 'vitest'

import {JsonScanner} from '../../../src/lib/json/scanner.js'
import {randomDocument, randomFrom, spacedOut} from '../../support/random-json.js'

const accepts = (text: string) => {
  try {
    const scanner = new JsonScanner(Buffer.from(text))
    scanner.value()
    scanner.end()
    return true
  } catch {
    return false
  }
}

const parses = (text: string) => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('the scanner', () => {
  it.each([
    ...'01 - -01 1. .5 1e 1e+ +1 0x1 1_0 NaN Infinity -0 1E+2 0.0e-0 12.0 tru nul True'.split(' '),
    ...'[ ] [,] [1,] [1]] { {,} {a:1} [1} {"a"} {"a":} {"a":1,} {"a":1] /**/1 [[[]]] {"a":{"b":[{}]}}'.split(' '),
    ...String.raw`" "\" "\x" "\u12g4" "\uD800" 'a' "a`.split(' '),
    '"\t"',
    '"\u007F\u2028"',
    '"\u0000"',
    '[1 2]',
    '1 1',
    '',
    ' ',
    '\u00A0 1',
    '\uFEFF1',
  ])('takes for JSON what JSON.parse does: %j', (text) => expect(accepts(text)).toBe(parses(text)))

  it('does so for documents that are broken at random', () => {
    for (let seed = 1; seed <= 2000; seed += 1) {
      const random = randomFrom(seed)
      const text = spacedOut(randomDocument(seed), seed)
      const at = Math.floor(random() * text.length)
      const broken =
        text.slice(0, at) + ['', ',', '"', '\\', ']', '}', '0', ':'][Math.floor(random() * 8)] + text.slice(at + 1)
      expect([broken, accepts(broken)]).toEqual([broken, parses(broken)])
    }
  })

  it('goes to any depth', () => expect(accepts('['.repeat(100_000) + ']'.repeat(100_000))).toBe(true))
})
