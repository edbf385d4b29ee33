import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {type OmiError} from '../../../src/lib/errors/index.js'
import {parseDay, parseTime} from '../../../src/lib/input/dates.js'
import {unknownTimeZone, useTimeZone} from '../../../src/lib/input/time-zone.js'

const before = process.env.TZ

/** A Monday. */
const NOW = new Date('2026-11-23T17:30:00.000Z')

const day = (text: string) => parseDay(text, '--date', NOW)

const time = (text: string, edge: 'end' | 'start' = 'start') => parseTime(text, '--due-at', edge, {now: NOW})

function detailOf(run: () => unknown): null | string {
  try {
    run()
  } catch (error) {
    return (error as OmiError).detail
  }

  throw new Error('It was not refused.')
}

beforeEach(() => {
  process.env.TZ = 'Europe/Berlin'
})

afterEach(() => {
  if (before === undefined) delete process.env.TZ
  else process.env.TZ = before
})

describe('a time', () => {
  it.each([
    ['2026-11-23T18:30', '2026-11-23T18:30:00.000+01:00'],
    ['2026-11-23 18:30:15', '2026-11-23T18:30:15.000+01:00'],
    ['2026-07-01 9:05', '2026-07-01T09:05:00.000+02:00'],
    ['2026-11-23T18:30:15,25', '2026-11-23T18:30:15.250+01:00'],
    ['2026-11-23 24:00', '2026-11-24T00:00:00.000+01:00'],
    ['2026-11-23T18:30Z', '2026-11-23T18:30:00.000Z'],
    ['2026-11-23 18:30+02:00', '2026-11-23T16:30:00.000Z'],
    ['2026-11-23T18:30:15.1239-0530', '2026-11-24T00:00:15.123Z'],
    ['2026-11-23T18:30+14', '2026-11-23T04:30:00.000Z'],
    ['2026-11-23', '2026-11-23T00:00:00.000+01:00'],
    ['today', '2026-11-23T00:00:00.000+01:00'],
    ['Tomorrow 17:00', '2026-11-24T17:00:00.000+01:00'],
    ['yesterday 8:15', '2026-11-22T08:15:00.000+01:00'],
    ['friday 09:00', '2026-11-27T09:00:00.000+01:00'],
    ['monday', '2026-11-30T00:00:00.000+01:00'],
    ['sunday', '2026-11-29T00:00:00.000+01:00'],
    ['+3d', '2026-11-26T00:00:00.000+01:00'],
    ['+3d 12:00', '2026-11-26T12:00:00.000+01:00'],
    ['-2w', '2026-11-09T00:00:00.000+01:00'],
    ['+3h', '2026-11-23T21:30:00.000+01:00'],
    ['-20m', '2026-11-23T18:10:00.000+01:00'],
    ['0001-01-02', '0001-01-01T23:06:32.000Z'],
    // The first of the two half past two of that night.
    ['2026-10-25 02:30', '2026-10-25T02:30:00.000+02:00'],
  ])('%s is %s', (text, written) => {
    expect(time(text)).toBe(written)
  })

  it('is the last millisecond of a day for an end', () => {
    expect(time('2026-11-23', 'end')).toBe('2026-11-23T23:59:59.999+01:00')
    expect(time('tomorrow', 'end')).toBe('2026-11-24T23:59:59.999+01:00')
    expect(time('tomorrow 17:00', 'end')).toBe('2026-11-24T17:00:00.000+01:00')
  })

  it('is the first moment of a day that has no midnight', () => {
    process.env.TZ = 'America/Santiago'
    expect(time('2026-09-06')).toBe('2026-09-06T01:00:00.000-03:00')
  })

  it.each([
    '',
    'soon',
    'next friday',
    'today17:00',
    'tomorrow 25:00',
    '2026-02-30',
    '2026-13-01',
    '2026-11-23T18',
    '2026-11-23T18:60',
    '2026-11-23T24:01',
    '2026-11-23T18:30:60',
    '2026-11-23T',
    '26-11-23',
    '+3',
    '+3y',
    '+3h 12:00',
    'constructor',
  ])('is not %j', (text) => {
    expect(detailOf(() => time(text))).toMatch(/^Expected a date or time such as /)
  })

  it.each([
    ['2026-03-29 02:30', /^There is no such time on that day: the clocks/],
    ['2026-11-23T18:30+24:00', /^Expected an offset from /],
    ['2026-11-23T18:30+02:60', /^Expected an offset from /],
    ['0000-06-01T00:00Z', /in the years 1 to 9999/],
    ['0001-01-01', /in the years 1 to 9999/],
    ['9999-12-31T23:30-01:00', /in the years 1 to 9999/],
    ['+99999w', undefined],
  ])('is not %s, and it says why', (text, reason) => {
    if (reason) expect(detailOf(() => time(text))).toMatch(reason)
    else expect(time(text)).toMatch(/^3943-/)
  })
})

it.each([
  ['monday', '2026-11-23'],
  ['tuesday', '2026-11-17'],
  ['sunday', '2026-11-22'],
])('of what has been %s is the last one, today included', (text, written) => {
  expect(parseTime(text, '--start-date', 'start', {now: NOW, tense: 'past'})).toMatch(written)
})

it('takes days', () => {
  expect(['2026-02-28', 'today', 'yesterday', '-1w', 'tuesday'].map((text) => day(text))).toEqual([
    '2026-02-28',
    '2026-11-23',
    '2026-11-22',
    '2026-11-16',
    '2026-11-17',
  ])
  for (const text of ['2026-02-29', 'today 17:00', '+3h', '2026-11-23T18:30Z', '0000-01-01']) {
    expect(detailOf(() => day(text))).toMatch(/^Expected a day /)
  }
})

// eslint-disable-next-line mocha/max-top-level-suites -- two subjects of one module
describe('the time zone', () => {
  it.each([
    ['Asia/Tokyo', '2026-11-24T09:00:00.000+09:00'],
    ['asia/tokyo', '2026-11-24T09:00:00.000+09:00'],
    ['UTC', '2026-11-24T09:00:00.000+00:00'],
  ])('is the one that was asked for: %s', (zone, written) => {
    useTimeZone(zone, process.env)
    expect(time('2026-11-24 09:00')).toBe(written)
  })

  it.each(['Mars/Olympus', '+02:00', '', 'JST-9'])('cannot be %j', (zone) => {
    expect(() => useTimeZone(zone, process.env)).toThrow(`Invalid value: --timezone ${zone}`)
  })

  it('is that of OMI_TIMEZONE before that of TZ', () => {
    process.env.OMI_TIMEZONE = 'America/New_York'
    try {
      useTimeZone(undefined, process.env)
      expect(time('today 09:00')).toBe('2026-11-23T09:00:00.000-05:00')
      process.env.OMI_TIMEZONE = 'Nowhere'
      expect(() => useTimeZone(undefined, process.env)).toThrow('Invalid value: OMI_TIMEZONE=Nowhere')
    } finally {
      delete process.env.OMI_TIMEZONE
    }
  })

  it.each(['Europe/Berlni', 'CET-1CEST', 'CET-1CEST,M3.5.0,M10.5.0/3', '<+03>-3'])(
    'in TZ=%s is not known, so nothing is sent that depends on it',
    (zone) => {
      process.env.TZ = zone
      useTimeZone(undefined, process.env)
      expect(unknownTimeZone(process.env)?.title).toBe(`Invalid value: TZ=${zone}`)
      for (const text of ['2026-11-24 09:00', '2026-11-24', 'today', 'tomorrow 17:00']) {
        expect(detailOf(() => time(text))).toMatch(/^It depends on the time zone\. /)
      }

      expect(time('2026-11-24 09:00+01:00')).toBe('2026-11-24T08:00:00.000Z')
      expect(time('+1h')).toBe('2026-11-23T18:30:00.000+00:00')
      expect(day('2026-11-24')).toBe('2026-11-24')
      expect(() => day('today')).toThrow('Invalid value: --date today')
    },
  )

  it.each([
    ['JST-9', '+09:00'],
    ['EST5EDT', '-05:00'],
    [':Europe/Vienna', '+01:00'],
    ['/usr/share/zoneinfo/Europe/Vienna', '+01:00'],
    ['europe/vienna', '+01:00'],
  ])('in TZ=%s is known', (zone, offset) => {
    process.env.TZ = zone
    useTimeZone(undefined, process.env)
    expect(unknownTimeZone(process.env)).toBeUndefined()
    expect(time('2026-11-24 09:00')).toBe(`2026-11-24T09:00:00.000${offset}`)
  })
})
