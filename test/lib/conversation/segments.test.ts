import {expect, it} from 'vitest'

import {checkSegments} from '../../../src/lib/conversation/segments.js'
import {OmiError} from '../../../src/lib/errors/index.js'

const good = {end: 2, start: 0, text: 'Hello'}

function refusal(list: unknown): null | string | undefined {
  try {
    checkSegments(list, 'talk.json')
  } catch (error) {
    const {detail, title} = error as OmiError
    expect(title).toBe('Invalid value: talk.json')
    return detail
  }

  return undefined
}

it.each([
  ['an end before the start', {...good, end: 1, start: 2}, 'end (1.0) is not after start (2.0)'],
  ['an end at the start', {...good, end: 2.5, start: 2.5}, 'end (2.5) is not after start (2.5)'],
  ['a start before the beginning', {...good, start: -1}, 'start (-1.0) is negative'],
  ['no text', {end: 2, start: 0}, 'text is missing'],
  ['null for a text', {...good, text: null}, 'text is missing'],
  ['a blank text', {...good, text: ' '}, 'text is empty'],
  ['a number for a text', {...good, text: 7}, 'text (7.0) is not a text'],
  ['no end', {start: 0, text: 'Hello'}, 'end is missing'],
  ['a text for a start', {...good, start: '0'}, 'start ("0") is not a number'],
  ['an endless number', {...good, end: Number.POSITIVE_INFINITY}, 'end is not a finite number'],
  ['half a speaker', {...good, speaker_id: 1.5}, 'speaker_id (1.5) is not a whole number'],
  ['a text for a truth value', {...good, is_user: 'yes'}, 'is_user ("yes") is not true or false'],
])('names the segment and what is wrong with %s', (_, segment, problem) => {
  expect(refusal([good, good, segment])).toBe(`segment 3: ${problem}`)
})

it('names every problem of every segment, of many the first', () => {
  expect(refusal([{...good, end: 0, text: ''}, 'Hello'])).toBe(
    'segment 1: text is empty\nsegment 1: end (0.0) is not after start (0.0)\nsegment 2 is not an object',
  )
  const lines = refusal(Array.from({length: 30}, () => 7))?.split('\n')
  expect(lines).toHaveLength(21)
  expect(lines?.at(-1)).toBe('30 problems in all; the first 20 are shown.')
})

it('refuses an empty list, one that is too long, and what is no list', () => {
  expect(refusal([])).toBe('There are no segments in it.')
  expect(refusal(Array.from({length: 501}, () => good))).toBe('It has 501 segments; at most 500 are allowed.')
  expect(refusal({})).toBe('The segments are not a list.')
  expect(
    checkSegments(
      Array.from({length: 500}, () => good),
      'talk.json',
    ),
  ).toHaveLength(500)
})

it('leaves out what is null and what the API does not know', () => {
  const exported = {...good, id: 'abc', speaker_id: null, speaker_name: 'Ana'}
  expect(checkSegments([exported], 'talk.json')).toEqual([good])
})
