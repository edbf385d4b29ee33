import {expect, it} from 'vitest'

import {beginningOf, recordedTimes} from '../../../src/lib/conversation/conversation-times.js'

const now = new Date('2026-11-23T10:00:00.123Z')

it('begins now, to the millisecond, unless it is said when', () => {
  expect(recordedTimes({}, now)).toEqual({started_at: '2026-11-23T10:00:00.123Z'})
  const given = {finishedAt: '2026-11-23T12:00:00.000+01:00', startedAt: '2026-11-23T12:00:00.000+01:00'}
  expect(recordedTimes(given, now)).toEqual({finished_at: given.finishedAt, started_at: given.startedAt})
})

it('does not end before it begins', () => {
  const finishedAt = '2026-11-23T10:59:59.999+01:00'
  expect(() => recordedTimes({finishedAt, startedAt: '2026-11-23T10:00:00.000Z'}, now)).toThrow(
    `Invalid value: --finished-at ${finishedAt}`,
  )
  expect(() => recordedTimes({finishedAt}, now)).toThrow(`--finished-at ${finishedAt}`)
})

it('finds the beginning of what has an end and a length', () => {
  expect(beginningOf(2.5, '2026-11-23T10:00:00.000Z', 'talk.json', 0).toISOString()).toBe('2026-11-23T09:59:57.500Z')
  expect(() => beginningOf(1e300, undefined, 'talk.json', 0)).toThrow('Invalid value: talk.json')
})
