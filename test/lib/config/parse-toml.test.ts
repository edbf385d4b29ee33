import {describe, expect, it} from 'vitest'

import {parseToml} from '../../../src/lib/config/parse-toml.js'

describe('parseToml', () => {
  it('gives integers as numbers, and as bigints only beyond what a number holds', () => {
    const {root} = parseToml('a = 1714142400\nb = { c = [ -3, 9007199254740993 ] }')
    expect(root.a).toBe(1_714_142_400)
    expect(root.b).toMatchObject({c: [-3, 9_007_199_254_740_993n]})
  })

  it.each([
    ['[a]\nb = = 1', 'line 2, column 5: Unexpected "=".'],
    ['a = "b', 'line 1, column 7: Unexpected end of the file.'],
    ['a = "b\r\nc = 1', 'line 1, column 7: Unexpected end of the line.'],
    ['a = \u0001', String.raw`line 1, column 5: Unexpected "\u0001".`],
    ['key = omi_dev_0123456789', 'line 1, column 7: Unexpected "o".'],
    ["a.'omi_dev_1' = 1\na.'omi_dev_1' = 2", 'line 2, column 1: Cannot redefine existing key.'],
    ['["omi_dev_1"]\n["omi_dev_1"]', 'line 2, column 1: Cannot redefine existing key.'],
    ['omi_dev_1 = {}\n[omi_dev_1.b]', 'line 2, column 1: Cannot redefine existing key.'],
    ['omi_dev_1.a = 1\n[omi_dev_1]', 'line 2, column 1: Cannot redefine existing key.'],
    ['["it\'s"]\n[b]\n["it\'s"]', 'line 3, column 1: Cannot redefine existing key.'],
    [
      '[omi_dev_1]\na.b=1\n[x]\n[c.d]\n[c]\nd.e=1',
      'line 6, column 1: Cannot use dotted keys to extend table defined elsewhere.',
    ],
    [
      'n = 12345678901234567890',
      'line 1, column 5: Integer literal is outside the 64-bit signed integer range required by TOML.',
    ],
    [String.raw`a = "\ud8ff"`, 'line 1, column 6: Invalid Unicode escape code.'],
    ['a = 2020-13-01', 'line 1, column 5: Invalid date.'],
  ])('says where and what is wrong, without a word of the text: %j', (text, message) => {
    expect(() => parseToml(text)).toThrow(new Error(message))
  })
})
