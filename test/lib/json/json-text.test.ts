import {describe, expect, it} from 'vitest'

import {JsonItem, splitItems as splitBytes} from '../../../src/lib/json/json-text.js'
import {randomDocument, spacedOut} from '../../support/random-json.js'

const splitItems = (text: string) => splitBytes(Buffer.from(text))

describe('the items of a list', () => {
  it('come as they are, each on one line, with their ids', () => {
    const text = String.raw`
      [ {"id": "a", "n": 12.0}, {"n": [1, {"id": "no"}], "\u0069d": "b\n\"" },{"10":1,"id":9007199254740993,"2":2},{},
      {"id": "first", "id": "last"}, {"id": ""}, {"id": {"a": 1}} ]`
    expect(splitItems(text)?.map(({id, text: itself}) => ({id, text: itself}))).toEqual([
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

  it('are joined with commas, whichever of them are left and wherever they came from', () => {
    const first = splitItems('[{"id":"ä"},{"id":"b"},{"id":"c"} ,{"id":"d"}]') ?? []
    const second = splitItems('[{"id": "e"},{"id":"f"}]') ?? []
    for (let chosen = 0; chosen < 64; chosen += 1) {
      const items = [...first, ...second].filter((_, index) => chosen & (1 << index))
      expect(JsonItem.join(items).toString()).toBe(items.map(({text}) => text).join(','))
    }
  })
})
