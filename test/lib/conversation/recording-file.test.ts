import {describe, expect, it} from 'vitest'

import {parseRecording} from '../../../src/lib/conversation/recording-file.js'
import {type OmiError} from '../../../src/lib/errors/index.js'

const segments = [{end: 2, start: 0, text: 'Hello'}]

const refusal = (text: string) =>
  parseRecording(text, 'talk.json').then(
    () => {},
    (error: OmiError) => `${error.title}: ${error.detail}`,
  )

describe('a recording file', () => {
  it('is a list of segments, or an object with them and the other fields of the API', async () => {
    expect(await parseRecording(JSON.stringify(segments), 'talk.json')).toEqual({transcript_segments: segments})
    const fields = {
      client_device_id: 'd1',
      client_platform: 'linux',
      client_session_id: 's1',
      geolocation: {latitude: 47.07, longitude: 15.44},
      language: 'de',
      source: 'phone_call',
    }
    expect(
      await parseRecording(
        JSON.stringify({
          ...fields,
          finished_at: null,
          started_at: '2026-11-23T10:00:00Z',
          transcript_segments: segments,
        }),
        'talk.json',
      ),
    ).toEqual({...fields, started_at: '2026-11-23T10:00:00.000Z', transcript_segments: segments})
  })

  it('takes a weekday for the last one: a recording has been made', async () => {
    for (const day of ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']) {
      const text = JSON.stringify({started_at: day, transcript_segments: [{text: 'a', start: 0, end: 1}]})
      const {started_at: time = ''} = await parseRecording(text, 'talk.json')
      expect(Date.parse(time)).toBeLessThanOrEqual(Date.now())
    }
  })

  it.each([
    ['broken JSON', '[\n  {"text": "Hello" "start": 0}\n]', /^Invalid value: talk\.json: line 2, column \d+: /],
    ['NaN, with its segment', '[{"text": "a", "start": 0, "end": NaN}]', /: segment 1: end is not a finite number$/],
    ['Infinity, with its segment', '[{"text": "a", "start": -Infinity, "end": 1}]', /segment 1: start is not a finite/],
    ['NaN where nobody looks', '[{"text": "a", "start": 0, "end": 1, "score": NaN}]', /: line 1, column \d+: /],
    ['NaN in a text beside a mistake', '[{"text": "NaN", "start": 0, "end": 1,}]', /: line 1, column \d+: /],
    ['a text', '"hello"', /: Expected a JSON list of segments, or an object with transcript_segments\.$/],
    ['an object without segments', '{"segments": []}', /: Expected a JSON list of segments/],
    ['null', 'null', /: Expected a JSON list of segments/],
    [
      'an unknown field',
      '{"transcript_segments": [], "langage": "de"}',
      /: unknown field langage; known are .*language/,
    ],
    ['an unknown source', '{"transcript_segments": [], "source": "radio"}', /: There are no segments in it\.$/],
  ])('refuses %s', async (_, text, problem) => {
    expect(await refusal(text)).toMatch(problem)
  })

  it.each([
    [{source: 'radio'}, /: source: "radio" is none of friend, omi, /],
    [{started_at: 'noon'}, /^Invalid value: talk\.json: started_at noon: Expected a date or time/],
    [{finished_at: 7}, /: finished_at: 7 is not a text$/],
    [{client_session_id: 'x'.repeat(201)}, /: client_session_id: 201 characters; at most 200 are allowed$/],
    [{geolocation: {latitude: 91, longitude: 0}}, /: geolocation: latitude from -90 to 90/],
    [{language: ''}, /: language: empty$/],
  ])('refuses %j', async (fields, problem) => {
    expect(await refusal(JSON.stringify({...fields, transcript_segments: segments}))).toMatch(problem)
  })
})
