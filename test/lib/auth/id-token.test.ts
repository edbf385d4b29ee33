import {describe, expect, it} from 'vitest'

import {claimsOf, isDue} from '../../../src/lib/auth/id-token.js'

const NOW = 1_800_000_000

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** An ID token that began at `iat` and lives for `lifetime` seconds. */
function token(iat: number, lifetime: number): string {
  return `${part({alg: 'none'})}.${part({exp: iat + lifetime, iat, sub: 'ada'})}.`
}

/** Whether a token of this lifetime is due when so many seconds of it are left. */
const isDueWith = (left: number, lifetime: number) =>
  isDue({id_token: token(NOW + left - lifetime, lifetime), id_token_expires_at: NOW + left}, NOW * 1000)

describe('an ID token', () => {
  it.each([
    {lifetime: 3600, left: 60, due: false},
    {lifetime: 3600, left: 59.9, due: true},
    {lifetime: 3600, left: -1, due: true},
    {lifetime: 600, left: 60, due: false},
    {lifetime: 300, left: 30, due: false},
    {lifetime: 300, left: 29.9, due: true},
    {lifetime: 5, left: 0.5, due: false},
    {lifetime: 5, left: 0.4, due: true},
  ])('of $lifetime s with $left s left: due is $due', ({due, left, lifetime}) => {
    expect(isDueWith(left, lifetime)).toBe(due)
  })

  it('that is missing is due', () => {
    expect(isDue({id_token_expires_at: NOW + 3000}, NOW * 1000)).toBe(true)
  })

  it('ends by the clock of this machine, as the profile has it, before its own word', () => {
    const profile = {id_token: token(NOW - 7200, 3600), id_token_expires_at: NOW + 3000}
    expect(isDue(profile, NOW * 1000)).toBe(false)
    expect(isDue({id_token: profile.id_token}, NOW * 1000)).toBe(true)
  })

  it('that tells nothing lives for an hour, or until it is refused', () => {
    expect(isDue({id_token: 'opaque', id_token_expires_at: NOW + 59}, NOW * 1000)).toBe(true)
    expect(isDue({id_token: 'opaque', id_token_expires_at: NOW + 61}, NOW * 1000)).toBe(false)
    expect(isDue({id_token: 'opaque'}, NOW * 1000)).toBe(false)
  })

  it.each(['', 'x', 'a.b.c', `a.${Buffer.from('null').toString('base64url')}.c`, 'a.W10.c'])(
    '%j makes no claims',
    (text) => {
      expect(claimsOf(text)).toEqual({})
    },
  )
})
