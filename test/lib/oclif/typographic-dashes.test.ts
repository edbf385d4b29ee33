import {expect, it} from 'vitest'

import {flagMeantBy, typographicFlag} from '../../../src/lib/oclif/typographic-dashes.js'

const OWN = {completed: {allowNo: true}, limit: {}, yes: {char: 'y'}}

it.each([
  ['—json', '--json'],
  ['–json', '--json'],
  ['−−json', '--json'],
  ['‐‐limit', '--limit'],
  ['-–limit', '--limit'],
  ['―limit=5', '--limit'],
  ['—no-completed', '--no-completed'],
  ['–y', '-y'],
  ['−p=work', '-p'],
  ['－v', '-v'],
])('knows what was meant by %s', (word, flag) => {
  expect(flagMeantBy(word, OWN)).toBe(flag)
})

it.each(['—', '——', '— json', '—jsonp', '—x', '−3', '—quoted text', '--json', '-y', 'a—json', '—constructor'])(
  'takes %j for text',
  (word) => {
    expect(flagMeantBy(word, OWN)).toBeUndefined()
  },
)

it('names the first one, and looks no further than --', () => {
  expect(typographicFlag(['a', '—limit=5', '—json'], OWN)).toMatchObject({
    detail: 'Did you mean --limit?',
    title: 'No such option: —limit',
  })
  expect(typographicFlag(['a', '--', '—json'], OWN)).toBeUndefined()
})
