import {parse} from 'toml'
import {describe, expect, it} from 'vitest'

import {editToml} from '../../../src/lib/config/edit-toml.js'
import {parseToml} from '../../../src/lib/config/parse-toml.js'

/** Ways to write a file, each with a value of every kind that must come through. */
const DOCUMENTS: Record<string, string> = {
  empty: '',
  'blank lines': '\n  \n\n',
  comments: '# one\n\n# two',
  layout:
    'active_profile = "default" # c0\n[profiles.default] # c1\napi_base = "b"\napi_key = "k" # c2\n# c3\n[profiles.work]\napi_key = "w"\n',
  'no final line ending': '[profiles.default]\napi_key = "k"\n[profiles.work]',
  quoted:
    '[profiles."a.b"]\napi_key = "1"\n["profiles".\'de fault\']\napi_key = "2"\n[profiles.default]\n"api_key" = "3"\n',
  blanks: '  [ profiles . default ]  # c\n\tapi_key\t=\t"k"\t# d\n\n\n  [ other ]\n',
  'dotted at the top': 'profiles.default.api_key = "k" # c\nprofiles . "a.b" . api_key = "l"\nz = 1\n[other]\nx = 1\n',
  'dotted in a table': '[profiles]\ndefault.api_key = "k"\ndefault.extra.x = 1\n\n[other]\n',
  inline: '[profiles]\ndefault = { api_key = "k", extra = { api_key = "no" } } # c\n"a.b" = {}\n',
  'inline at the top': 'profiles = { default = { api_key = "k" }, "a.b" = { x = 1 } }\n[other]\ny = 2\n',
  'inline and dotted': 'profiles = { default.api_key = "k", default.x.y = 1 } # c\n',
  'inline on several lines': '[profiles]\ndefault = { # a\n  api_key = "k", # b\n  x = 1, # c\n}\n',
  'out of order':
    '[profiles.default.extra]\nx = 1\n# w\n[profiles.work]\napi_key = "w"\n[z]\n[profiles.default]\napi_key = "k"\n[profiles]\n',
  'array of tables':
    '[[hooks]]\nrun = "a"\n[[hooks]]\nrun = "b"\n[hooks.default]\napi_key = "no"\n[profiles.default]\n',
  'strings that look like TOML':
    '[profiles.default]\nnote = """\n[profiles.default]\napi_key = "no"\n# no comment\n"""\nraw = \'\'\'\n[x]\n\'\'\'\napi_key = "k"\n',
  'values of all kinds':
    '[profiles.default]\nbig = 9223372036854775807\nhex = 0xFF\nf = -1.5e3\ninf = -inf\nnan = nan\nwhen = 1979-05-27T07:32:00Z\nday = 1979-05-27\nat = 07:32:00\nlist = [ 1, [ "a" ], { api_key = "no" }, # c\n]\napi_key = "k"\n',
  'names of prototypes':
    '[profiles.__proto__]\napi_key = "p"\n[profiles.constructor]\n[profiles.default]\napi_key = "k"\n',
}

const PROFILES = ['default', 'a.b', 'de fault', '__proto__', 'constructor', 'ü"\\\n', '']
const VALUES = ['plain', 'q"\\\n\t\u007F\u{1F600}', 1_714_142_400, 0.5, true, undefined]

const CASES = Object.entries(DOCUMENTS).flatMap(([name, text]) => [
  {name, text},
  {name: `${name}, CRLF`, text: text.replaceAll('\n', '\r\n')},
])

const EDITS = [
  ...PROFILES.flatMap((profile) => VALUES.map((value) => ({path: ['profiles', profile, 'api_key'], value}))),
  ...PROFILES.map((profile) => ({path: ['profiles', profile], value: undefined})),
  {path: ['active_profile'], value: 'work'},
  {path: ['active_profile'], value: undefined},
]

describe('editToml', () => {
  describe.each(CASES)('edits of: $name', ({text}) => {
    it('do what was asked for and nothing else', () => {
      for (const {path, value} of EDITS) {
        const edited = editToml(parseToml(text), [{path, value}]).text
        const what = `${path.join(' ')} = ${value} gives ${edited}`
        expect(plain(parse(edited, {bigint: true})), what).toEqual(expected(text, path, value))
        expect(value === undefined ? strays(edited, text) : strays(text, edited), what).toBeLessThanOrEqual(1)
        if (path.length !== 2) expect(missingComments(text, edited), what).toEqual([])
        if (text.includes('\r\n')) expect(edited.replaceAll('\r\n', ''), what).not.toMatch(/[\n\r]/)
      }
    })

    it('can follow one another', () => {
      const edits = EDITS.filter(({value}) => value !== undefined)
      const edited = editToml(parseToml(text), edits).text
      for (const profile of PROFILES) expect(parse(edited, {bigint: true}).profiles[profile].api_key).toBe(true)
      expect(missingComments(text, edited)).toEqual([])
    })
  })

  it('refuses an edit that the text has no room for', () => {
    for (const text of ['profiles = 1', '[[profiles]]', 'profiles.default = 1', '[profiles]\ndefault = [{}]']) {
      expect(() => editToml(parseToml(text), [{path: ['profiles', 'default', 'api_key'], value: 'x'}]), text).toThrow()
    }
  })
})

/** Tables as lists of their pairs, without the empty ones, so that any key can be compared. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== null) return value
  return Object.entries(value)
    .map(([key, inner]) => [key, plain(inner)])
    .filter(([, inner]) => !Array.isArray(inner) || inner.length > 0)
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
}

function expected(text: string, path: string[], value: unknown): unknown {
  const root = parse(text, {bigint: true})
  let table = root
  for (const key of path.slice(0, -1)) {
    table[key] ??= Object.create(null)
    table = table[key]
  }

  if (value === undefined) delete table[path.at(-1) as string]
  else table[path.at(-1) as string] = value
  return plain(root)
}

/** How many lines of `text` are not in `other`, byte for byte and in the same order. */
function strays(text: string, other: string): number {
  const others = other.split('\n')
  return text.split('\n').filter((line) => {
    const found = others.indexOf(line)
    others.splice(0, found + 1)
    return found === -1
  }).length
}

function missingComments(text: string, edited: string): string[] {
  return (text.match(/# \w+/g) ?? []).filter((comment) => !edited.includes(comment))
}
