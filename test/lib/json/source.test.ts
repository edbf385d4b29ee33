import {describe, expect, it} from 'vitest'

import {JsonText} from '../../../src/lib/json/json-text.js'
import {jsonOf, withSource} from '../../../src/lib/json/source.js'

const TEXT = '{"b": 12.0, "10": 1e400, "2": 9007199254740993}'
const COMPACT = '{"b":12.0,"10":1e400,"2":9007199254740993}'

const document = () => withSource(JSON.parse(TEXT) as Record<string, unknown>, TEXT)

describe('the JSON of a document', () => {
  it('is the text that it came in', () => expect(jsonOf(document())).toBe(COMPACT))

  it('is so inside of others, too', () => {
    expect(jsonOf([{id: 'x', ok: true, result: document(), error: undefined}, new JsonText(TEXT)])).toBe(
      `[{"id":"x","ok":true,"result":${COMPACT}},${COMPACT}]`,
    )
  })

  it('is another once the document has been changed', () => {
    expect(jsonOf(Object.assign(document(), {note: 'x'}))).toBe('{"2":9007199254740992,"10":null,"b":12,"note":"x"}')
    expect(jsonOf({...document()})).toBe('{"2":9007199254740992,"10":null,"b":12}')
  })

  it.each([
    undefined,
    null,
    0,
    'a\u2028"',
    [undefined, () => 1, Number.NaN],
    {a: undefined, b: new Date(0), c: new Map(), d: Object.create(null) as object, e: [[]]},
    {toJSON: () => 'x'},
    Object.assign(Object.create({b: 1}) as object, {a: 1}),
  ])('is that of JSON.stringify else: %j', (value) => expect(jsonOf(value)).toBe(JSON.stringify(value) ?? 'null'))
})
