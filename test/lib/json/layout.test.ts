import {describe, expect, it} from 'vitest'

import {compactJson, indentJson} from '../../../src/lib/json/layout.js'
import {randomDocument, spacedOut} from '../../support/random-json.js'

describe('JSON text laid out anew', () => {
  it.each([
    ['{"b": 12.0, "10": 1e400, "2": 9007199254740993, "b": -0}', '{"b":12.0,"10":1e400,"2":9007199254740993,"b":-0}'],
    [String.raw` [ "a \" , : { \\" , "\u00e9\/" ] `, String.raw`["a \" , : { \\","\u00e9\/"]`],
    ['\r\n\t true\n', 'true'],
    ['{ }', '{}'],
    ['"  "', '"  "'],
  ])('on one line loses nothing but white space: %s', (text, compact) => {
    expect(compactJson(text)).toBe(compact)
    expect(compactJson(compact)).toBe(compact)
  })

  it('indented keeps numbers, escapes and keys', () => {
    expect(indentJson(String.raw`{"b":12.0,"10":[1e400,{}],"2":"\/ \\\" [1, 2]","a":[]}`)).toBe(
      [
        '{',
        '  "b": 12.0,',
        '  "10": [',
        '    1e400,',
        '    {}',
        '  ],',
        String.raw`  "2": "\/ \\\" [1, 2]",`,
        '  "a": []',
        '}',
      ].join('\n'),
    )
  })

  it('looks as JSON.stringify would lay it out', () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      const document = randomDocument(seed)
      const text = spacedOut(document, seed)
      expect(compactJson(text)).toBe(JSON.stringify(document))
      expect(indentJson(text)).toBe(JSON.stringify(document, null, 2))
    }
  })
})
