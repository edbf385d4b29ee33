import {expect, it} from 'vitest'

import {offset, speakerOf, transcriptText} from '../../../src/lib/conversation/transcript.js'

it.each([
  [0, '00:00'],
  [12.9, '00:12'],
  [3599, '59:59'],
  [3723, '1:02:03'],
  [Number.NaN, 'NaN'],
])('writes an offset of %d seconds', (seconds, text) => {
  expect(offset(seconds)).toBe(text)
})

it('names a speaker as well as it can', () => {
  const segment = {end: 1, start: 0, text: 'Hi'}
  expect(speakerOf({...segment, speaker_id: 1, speaker_name: 'Ana'})).toBe('Ana')
  expect(speakerOf({...segment, speaker_id: 0, speaker_name: null})).toBe('Speaker 0')
  expect(speakerOf({...segment, speaker_id: null})).toBe('Speaker')
})

it('has nothing to say of what is no transcript', () => {
  expect(transcriptText(null)).toBe('')
  expect(transcriptText('?' as never)).toBe('')
})
