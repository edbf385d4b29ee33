import {describe, expect, it} from 'vitest'

import {checkRows} from '../../../src/lib/bulk/check-rows.js'
import {memoryRows} from '../../../src/lib/memory/memory-rows.js'

const LABEL = '--file notes.csv'

const check = (...values: unknown[]) =>
  checkRows(
    values.map((value, index) => ({number: index + 1, value})),
    memoryRows,
    LABEL,
  )

describe('rows of memories', () => {
  it('come back as the API takes them, in order, with nothing added', () => {
    const full = {content: 'one', category: 'work', visibility: 'public', tags: ['a', 'b']}
    expect(check(full, {content: 'two'}, 'three')).toEqual([full, {content: 'two'}, {content: 'three'}])
  })

  it('leave out what is null', () => {
    expect(check({content: 'one', visibility: null})).toEqual([{content: 'one'}])
  })

  it('may have their tags in one cell', () => {
    expect(check({content: 'one', tags: 'a; b,c ;'})).toEqual([{content: 'one', tags: ['a', 'b', 'c']}])
  })

  it('count characters and not UTF-16 units', () => {
    const longest = '🧠'.repeat(500)
    expect(check(longest)).toEqual([{content: longest}])
  })

  it.each([
    ['too long', {content: 'x'.repeat(501)}, 'row 1, content: 501 characters; at most 500 are allowed'],
    ['empty', {content: ''}, 'row 1, content: empty'],
    ['without content', {category: 'work'}, 'row 1, content: missing'],
    ['of a number', {content: 42}, 'row 1, content: 42 is not a text'],
    ['a number', 42, 'row 1: neither an object nor a text'],
    ['a list', ['one'], 'row 1: neither an object nor a text'],
    [
      'of no visibility',
      {content: 'a', visibility: 'Public'},
      'row 1, visibility: "Public" is none of public, private',
    ],
    ['with tags of numbers', {content: 'a', tags: [1]}, 'row 1, tags: 1 is not a text'],
    ['with an empty tag', {content: 'a', tags: ['b', '']}, 'row 1, tags: empty'],
    [
      'with a field that there is not',
      {content: 'a', text: 'x'},
      'row 1, "text": unknown field; known are content, category, visibility, tags',
    ],
    [
      'with a field that every object inherits',
      JSON.parse('{"content": "a", "__proto__": "x"}'),
      'row 1, "__proto__": unknown field; known are content, category, visibility, tags',
    ],
  ])('are refused: %s', (_, value, problem) => {
    expect(() => check(value)).toThrow(
      expect.objectContaining({title: `Invalid value: ${LABEL}`, exitCode: 1, detail: problem}),
    )
  })

  it('name the known categories when one is unknown', () => {
    expect(() => check({content: 'a', category: 'wrok'})).toThrow(
      expect.objectContaining({
        detail: expect.stringMatching(/^row 1, category: "wrok" is none of interesting, .*auto$/),
      }),
    )
  })

  it('are all checked, and all problems told', () => {
    expect(() => check('', 'fine', {content: 'a', visibility: 'x', category: 'y'})).toThrow(
      expect.objectContaining({
        detail: expect.stringMatching(/^row 1, content: .*\nrow 3, category: .*\nrow 3, visibility: [^\n]*$/),
      }),
    )
  })

  it('show 20 problems and then how many there are', () => {
    const lines = Array.from({length: 20}, (_, index) => `row ${index + 1}, content: empty`)
    expect(() => check(...Array.from({length: 36}, () => ''))).toThrow(
      expect.objectContaining({detail: [...lines, '36 problems in all; the first 20 are shown.'].join('\n')}),
    )
  })

  it('quote a long value only at its beginning', () => {
    const detail = `row 1, visibility: "${'x'.repeat(59)}… is none of public, private`
    expect(() => check({content: 'a', visibility: 'x'.repeat(10_000)})).toThrow(expect.objectContaining({detail}))
  })
})
