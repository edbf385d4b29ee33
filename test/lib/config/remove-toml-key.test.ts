import {describe, expect, it} from 'vitest'

import {removeKey} from '../../../src/lib/config/remove-toml-key.js'
import {setKey} from '../../../src/lib/config/set-toml-key.js'

const PROFILE = ['profiles', 'default']
const API_KEY = [...PROFILE, 'api_key']

describe('removeKey', () => {
  it('takes its line, and leaves every comment', () => {
    const text = lines('# above', '[profiles.default]', '# key', '  api_key = "x"', '# below', 'a = 1')
    expect(removeKey(text, API_KEY)).toBe(lines('# above', '[profiles.default]', '# key', '# below', 'a = 1'))
    expect(removeKey('[profiles.default]\n  api_key = "x" # mine\n', API_KEY)).toBe('[profiles.default]\n  # mine\n')
  })

  it('takes all lines of its value', () => {
    const text = lines('[profiles.default]', 'api_key = [', ' 1, # one', ' 2', ']', 'a = 1')
    expect(removeKey(text, API_KEY)).toBe(lines('[profiles.default]', 'a = 1'))
  })

  it('leaves a text alone that has no such key', () => {
    const text = lines('# c', '[profiles.work]', 'api_key = 1')
    expect(removeKey(text, API_KEY)).toBe(text)
  })

  it.each([
    ['{ api_key = 1, a = 2 }', '{ a = 2 }'],
    ['{ a = 2, api_key = 1 }', '{ a = 2 }'],
    ['{ a = 2, api_key = 1, b = 3 }', '{ a = 2, b = 3 }'],
    ['{a=2,api_key=1,b=3}', '{a=2,b=3}'],
    ['{api_key=1}', '{}'],
    ['{ api_key.b = 1, api_key.c = 2 }', '{  }'],
    ['{\n  a = 1, # one\n  api_key = 2, # two\n  b = 3\n}', '{\n  a = 1, # one\n   # two\n  b = 3\n}'],
    ['{\n  a = 1, # one\n  api_key = 2 # two\n}', '{\n  a = 1 # one\n   # two\n}'],
    ['{ a = 1, api_key = 2, }', '{ a = 1, }'],
  ])('takes a pair and its comma from an inline table: %s', (table, expected) => {
    expect(removeKey(`profiles.default = ${table}\n`, API_KEY)).toBe(`profiles.default = ${expected}\n`)
  })

  it('takes the table of a profile, and leaves the comments of its neighbours', () => {
    const text = lines(
      '# about omi',
      '',
      '[profiles.default] # c',
      '# in it',
      'a = 1',
      '# about work',
      '[profiles.work]',
    )
    expect(removeKey(text, PROFILE)).toBe(lines('# about omi', '', '# about work', '[profiles.work]'))
  })

  it('leaves one blank line between its neighbours', () => {
    const text = lines('[a]', '', '[profiles.default]', 'a = 1', '', '# about b', '[b]')
    expect(removeKey(text, PROFILE)).toBe(lines('[a]', '', '# about b', '[b]'))
  })

  it('undoes what adding a profile did', () => {
    const text = lines('# c', '[profiles.work]', 'a = 1')
    expect(removeKey(setKey(text, API_KEY, 'x'), PROFILE)).toBe(text)
    const crlf = '# c\r\n[profiles.work]\r\na = 1\r\n'
    expect(removeKey(setKey(crlf, API_KEY, 'x'), PROFILE)).toBe(crlf)
  })

  it('takes the inner tables, wherever they are', () => {
    const text = lines(
      '[profiles.default.a]',
      'x = 1',
      '[profiles.work]',
      'default = 1',
      '[profiles."default"]',
      '[[profiles.default.b]]',
      'x = 1',
      '[default]',
    )
    expect(removeKey(text, PROFILE)).toBe(lines('[profiles.work]', 'default = 1', '[default]'))
  })

  it.each([
    ['profiles.default.a = 1\nprofiles.work.a = 2\n', 'profiles.work.a = 2\n'],
    ['[profiles]\ndefault = { a = 1 }\nwork = {}\n', '[profiles]\nwork = {}\n'],
    ['profiles = { default = { a = 1 }, work = {} }\n', 'profiles = { work = {} }\n'],
    ['profiles = { default.a = 1, default.b = 2, work = {} }\n', 'profiles = { work = {} }\n'],
    ['[profiles.default]\na = 1', ''],
  ])('takes a profile in every form: %s', (text, expected) => {
    expect(removeKey(text, PROFILE)).toBe(expected)
  })
})

function lines(...all: string[]): string {
  return all.map((line) => `${line}\n`).join('')
}
