import {expect, it} from 'vitest'

import {type OmiError} from '../../../src/lib/errors/index.js'
import {checkTimeZone} from '../../../src/lib/input/time-zone.js'

it.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'])('takes %s', (zone) => {
  expect(() => checkTimeZone(zone, '--timezone')).not.toThrow()
})

it.each(['', 'Berlin', '+02:00', '-05:00', 'Mars/Olympus'])('refuses %j', (zone) => {
  expect(() => checkTimeZone(zone, '--timezone')).toThrow(`Invalid value: --timezone ${zone}`)
})

it('says what may have been meant', () => {
  try {
    checkTimeZone('Europe/Berln', '--timezone')
  } catch (error) {
    expect((error as OmiError).detail).toMatch(/^Did you mean Europe\/Berlin\?/)
  }
})
