import {describe, expect, it} from 'vitest'

import {splitItems} from '../../../src/lib/json/json-text.js'
import {randomDocument, spacedOut} from '../../support/random-json.js'

describe('the items of a list', () => {
  it('come as they are, each on one line, with their ids', () => {
    const text = String.raw`
      [ {"id": "a", "n": 12.0}, {"n": [1, {"id": "no"}], "\u0069d": "b\n\"" },{"10":1,"id":9007199254740993,"2":2},{},
      {"id": "first", "id": "last"}, {"id": ""}, {"id": {"a": 1}} ]`
    expect(splitItems(text)?.map((item) => ({...item}))).toEqual([
      {id: 'a', text: '{"id":"a","n":12.0}'},
      {id: 'b\n"', text: String.raw`{"n":[1,{"id":"no"}],"\u0069d":"b\n\""}`},
      {id: '9007199254740993', text: '{"10":1,"id":9007199254740993,"2":2}'},
      {id: undefined, text: '{}'},
      {id: 'last', text: '{"id":"first","id":"last"}'},
      {id: '', text: '{"id":""}'},
      {id: '{"a":1}', text: '{"id":{"a":1}}'},
    ])
    expect(splitItems(' [ ] ')).toEqual([])
  })

  it.each([
    '',
    '{}',
    'null',
    '[1]',
    '[{}, null]',
    '[[]]',
    '[{}',
    '[{},]',
    '[{}]x',
    '[{"a" 1}]',
    '{"id": []}',
    '[{"a":}]',
  ])('are none in %j', (text) => expect(splitItems(text)).toBeUndefined())

  it('say the same as when they are parsed', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const list = [1, 2, 3].map((n) => ({
        before: randomDocument(seed + n),
        id: `${seed}-${n}`,
        after: randomDocument(n),
      }))
      const items = splitItems(spacedOut(list, seed)) ?? []
      expect(items.map(({id}) => id)).toEqual(list.map(({id}) => id))
      expect(items.map(({text}) => text)).toEqual(list.map((item) => JSON.stringify(item)))
    }
  })
})
