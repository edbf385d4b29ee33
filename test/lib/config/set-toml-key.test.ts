import {describe, expect, it} from 'vitest'

import {parseToml} from '../../../src/lib/config/parse-toml.js'
import {setKey} from '../../../src/lib/config/set-toml-key.js'

const API_KEY = ['profiles', 'default', 'api_key']

describe('setKey', () => {
  it('replaces the value alone, and leaves spacing and the comment behind it', () => {
    const text = lines('[profiles.default]', "  api_key   =  'old' \t# from March", 'api_base = "b"')
    expect(setKey(text, API_KEY, 'new')).toBe(text.replace("'old'", '"new"'))
  })

  it('leaves a value alone that is right already, however it is written', () => {
    const text = lines('[profiles.default]', "api_key = '''x'''", 'id_token_expires_at = 1_714_142_400')
    expect(setKey(text, API_KEY, 'x')).toBe(text)
    expect(setKey(text, ['profiles', 'default', 'id_token_expires_at'], 1_714_142_400)).toBe(text)
  })

  it('replaces a value of several lines', () => {
    const text = lines('[profiles.default]', 'api_key = """', 'a # b', '[c]', '""" # tail', 'z = 1')
    expect(setKey(text, API_KEY, 'new')).toBe(lines('[profiles.default]', 'api_key = "new" # tail', 'z = 1'))
  })

  it('adds a key below the last of its table, above the comment of the next', () => {
    const text = lines('[profiles.default]', '  a = 1 # one', '', '# about work', '[profiles.work]', 'a = 2')
    expect(setKey(text, API_KEY, 'x')).toBe(
      lines('[profiles.default]', '  a = 1 # one', '  api_key = "x"', '', '# about work', '[profiles.work]', 'a = 2'),
    )
  })

  it('adds a key to an empty table, below its header', () => {
    const text = lines('[ profiles . "default" ] # mine', '# nothing yet', '[other]')
    expect(setKey(text, API_KEY, 'x')).toBe(
      lines('[ profiles . "default" ] # mine', 'api_key = "x"', '# nothing yet', '[other]'),
    )
  })

  it('adds a key to a table whose own tables stand before it', () => {
    const text = lines('[profiles.default.extra]', 'a = 1', '[profiles.work]', 'b = 1', '[profiles.default]', 'c = 1')
    expect(setKey(text, API_KEY, 'x')).toBe(`${text}api_key = "x"\n`)
  })

  it('adds a profile as a table at the end, its name quoted where it has to be', () => {
    const text = lines('[profiles.default]', 'a = 1')
    expect(setKey(text, ['profiles', 'work', 'api_key'], 'x')).toBe(`${text}\n[profiles.work]\napi_key = "x"\n`)
    expect(setKey(text, ['profiles', 'a.b "c"', 'api_key'], 'x')).toBe(
      String.raw`${text}
[profiles."a.b \"c\""]
api_key = "x"
`,
    )
  })

  it('adds a profile behind a last line without line ending, and behind a blank line', () => {
    expect(setKey('a = 1', API_KEY, 'x')).toBe('a = 1\n\n[profiles.default]\napi_key = "x"\n')
    expect(setKey('a = 1\n\n', API_KEY, 'x')).toBe('a = 1\n\n[profiles.default]\napi_key = "x"\n')
    expect(setKey('# only this', API_KEY, 'x')).toBe('# only this\n\n[profiles.default]\napi_key = "x"\n')
    expect(setKey('', API_KEY, 'x')).toBe('[profiles.default]\napi_key = "x"\n')
  })

  it('adds a key behind a last line without line ending', () => {
    expect(setKey('[profiles.default]\na = 1 # c', API_KEY, 'x')).toBe('[profiles.default]\na = 1 # c\napi_key = "x"')
  })

  it('puts a key of no table before the first table and its comment', () => {
    const text = lines('# about omi', '', '# about default', '# and more', '[profiles.default]', 'a = 1')
    expect(setKey(text, ['active_profile'], 'work')).toBe(
      lines(
        '# about omi',
        '',
        'active_profile = "work"',
        '',
        '# about default',
        '# and more',
        '[profiles.default]',
        'a = 1',
      ),
    )
    expect(setKey('[a]', ['active_profile'], 'work')).toBe('active_profile = "work"\n\n[a]')
    expect(setKey('# about omi', ['active_profile'], 'work')).toBe('# about omi\nactive_profile = "work"\n')
    expect(setKey('x = 1 # c\n[a]\n', ['active_profile'], 'work')).toBe('x = 1 # c\nactive_profile = "work"\n[a]\n')
  })

  it.each([
    [
      'at the top',
      'profiles.default.a = 1 # c\nz = 1\n',
      'profiles.default.a = 1 # c\nprofiles.default.api_key = "x"\nz = 1\n',
    ],
    [
      'in a table',
      '[profiles]\n default.a = 1\nz = {}\n',
      '[profiles]\n default.a = 1\n default.api_key = "x"\nz = {}\n',
    ],
    [
      'in braces',
      'profiles = {default.a = 1, b = {}}\n',
      'profiles = {default.a = 1, default.api_key = "x", b = {}}\n',
    ],
  ])('adds a dotted key beside its like %s', (_, text, expected) => {
    expect(setKey(text, API_KEY, 'x')).toBe(expected)
  })

  it.each([
    ['profiles.default = { a = 1 } # c', 'profiles.default = { a = 1, api_key = "x" } # c'],
    ['profiles = {default={a=1}}', 'profiles = {default={a=1, api_key = "x"}}'],
    ['profiles = {default = {a = 1,}}', 'profiles = {default = {a = 1, api_key = "x",}}'],
    ['profiles.default = {}', 'profiles.default = { api_key = "x" }'],
    ['profiles.default = { }', 'profiles.default = { api_key = "x" }'],
    ['profiles = {}', 'profiles = { default.api_key = "x" }'],
    ['profiles = { work = {} }', 'profiles = { work = {}, default.api_key = "x" }'],
    ['[profiles]\ndefault = {\n  a = 1 # c\n}', '[profiles]\ndefault = {\n  a = 1, api_key = "x" # c\n}'],
  ])('adds a key to an inline table: %s', (text, expected) => {
    expect(setKey(text, API_KEY, 'x')).toBe(expected)
  })

  it('keeps to the line endings of the file', () => {
    expect(setKey('[profiles.default]\r\na = 1 # c\r\n\r\n[z]\r\n', API_KEY, 'x')).toBe(
      '[profiles.default]\r\na = 1 # c\r\napi_key = "x"\r\n\r\n[z]\r\n',
    )
    expect(setKey('a = 1\r\n', API_KEY, 'x')).toBe('a = 1\r\n\r\n[profiles.default]\r\napi_key = "x"\r\n')
    expect(setKey('[a]\r\n', ['active_profile'], 'x')).toBe('active_profile = "x"\r\n\r\n[a]\r\n')
  })

  it('writes numbers as floats', () => {
    expect(setKey('', ['n'], 1_714_142_400)).toBe('n = 1714142400.0\n')
    expect(setKey('', ['n'], 1_714_142_400.25)).toBe('n = 1714142400.25\n')
    expect(setKey('', ['n'], 1e21)).toBe('n = 1e+21\n')
  })

  it('escapes what cannot stand in a string', () => {
    const value = 'q" b\\ n\n t\t \0 \u001B \u007F \u0085 \u2028 \u{1F600} \uFEFF'
    const text = setKey('', ['s'], value)
    expect(text).toContain(String.raw`s = "q\" b\\ n\n t\t \u0000 \u001b \u007F`)
    expect(parseToml(text).root.s).toBe(value)
  })

  it.each([['a\uD800'], ['\uDC00'], [Number.NaN], [Number.POSITIVE_INFINITY]])('refuses %j', (value) => {
    expect(() => setKey('', ['v'], value)).toThrow(/^Invalid value/)
  })
})

function lines(...all: string[]): string {
  return all.map((line) => `${line}\n`).join('')
}
