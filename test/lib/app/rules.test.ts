import {describe, expect, it} from 'vitest'

import {isOfThisMachine, isPublic} from '../../../src/lib/app/addresses.js'
import {Circuit} from '../../../src/lib/app/rules.js'
import {inspectTarget} from '../../../src/lib/app/target.js'

describe('the rules of Omi', () => {
  describe('what Omi sends to', () => {
    it.each(['8.8.8.8', '172.15.0.1', '100.63.255.255', '2606:4700:4700::1111', '::ffff:8.8.8.8'])(
      'is %s, a public address',
      (address) => {
        expect(isPublic(address)).toBe(true)
      },
    )

    it.each([
      '10.1.2.3',
      '172.16.0.1',
      '192.168.0.1',
      '169.254.169.254',
      '100.64.0.1',
      '127.0.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
      '::1',
      '::',
      'fe80::1',
      'fd12::1',
      'ff02::1',
      '::ffff:10.0.0.1',
      '::ffff:127.0.0.1',
      '64:ff9b::a00:1',
      '2002:a00:1::',
    ])('is not %s', (address) => {
      expect(isPublic(address)).toBe(false)
    })

    it('is this machine by address alone', () => {
      expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].every((address) => isOfThisMachine(address))).toBe(
        true,
      )
      expect(isOfThisMachine('128.0.0.1')).toBe(false)
    })

    it.each([
      [['127.0.0.1', '::1'], 'local'],
      [['127.0.0.1', '8.8.8.8'], 'refused'],
      [['8.8.8.8', '2606:4700:4700::1111'], 'public'],
      [['8.8.8.8', '10.0.0.1'], 'refused'],
      [[], 'refused'],
    ] as const)('a name with the addresses %j is %s', async (addresses, kind) => {
      expect(await inspectTarget(new URL('http://app.example'), async () => [...addresses])).toMatchObject({kind})
    })
  })

  describe('the pauses of a URL', () => {
    it('come after five failures in a row, for 30 seconds, and after a hundred for good', () => {
      let now = 0
      const circuit = new Circuit({monotonic: () => now})
      for (let failure = 1; failure < 5; failure += 1) circuit.note(false)
      expect(circuit.refusal).toBeUndefined()
      circuit.note(true)
      for (let failure = 1; failure < 5; failure += 1) circuit.note(false)
      expect(circuit.refusal).toBeUndefined()
      circuit.note(false)
      expect(circuit.refusal).toBe('paused for 30 s after 5 failures in a row')
      now = 30_000
      expect(circuit.refusal).toBeUndefined()
      for (let failure = 6; failure <= 100; failure += 1) circuit.note(false)
      now = 1_000_000
      expect(circuit.refusal).toBe('switched off after 100 failures in a row')
    })
  })
})
