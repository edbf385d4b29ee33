import {describe, expect, it} from 'vitest'

import {tsvField, visible, visibleJson, visibleLines} from '../../../src/lib/text/visible-text.js'

/** Every character that a terminal, or the algorithm for writing directions, may act upon. */
const UNSAFE = [
  ...Array.from({length: 0x20}, (_, code) => code),
  ...Array.from({length: 0x21}, (_, at) => 0x7f + at),
  0x06_1c,
  0x20_0e,
  0x20_0f,
  0x20_28,
  0x20_29,
  ...Array.from({length: 5}, (_, at) => 0x20_2a + at),
  ...Array.from({length: 4}, (_, at) => 0x20_66 + at),
  0xfe_ff,
  0xd8_00,
  0xdf_ff,
].map((code) => String.fromCodePoint(code))

describe('visible', () => {
  it('leaves none of the characters that a terminal acts upon', () => {
    for (const character of UNSAFE) expect(visible(character)).toMatch(/^\\(?:[nrt]|x[01]\w|x7f|u[\da-f]{4})$/)
  })

  it.each([
    ['\u001B[31mred\u001B]0;title\u0007', String.raw`\x1b[31mred\x1b]0;title\x07`],
    ['\u009B2J', String.raw`\u009b2J`],
    ['invoice\u202Efdp.exe', String.raw`invoice\u202efdp.exe`],
    ['over\rwritten', String.raw`over\rwritten`],
    ['a\tb\nc', String.raw`a\tb\nc`],
    ['half \uD83D', String.raw`half \ud83d`],
  ])('shows %j', (text, shown) => {
    expect(visible(text)).toBe(shown)
  })

  it.each(['Grüße', '日本語', '😀👨‍👩‍👧', 'שלום', 'مرحبا', String.raw`C:\new`])('leaves %s alone', (text) => {
    expect(visible(text)).toBe(text)
  })
})

it('keeps line breaks where text has lines of its own, and nothing else that moves the cursor', () => {
  expect(visibleLines('one\r\ntwo\nover\rwritten\u001B[A')).toEqual(['one', 'two', String.raw`over\rwritten\x1b[A`])
})

it('escapes a tab-separated field so that it can be read back', () => {
  expect(tsvField('tab\there\nline\\n')).toBe(String.raw`tab\there\nline\\n`)
  expect(tsvField('\u001B \\x1b')).toBe(String.raw`\x1b \\x1b`)
})

it('escapes JSON so that it stays the same document', () => {
  const document = {text: UNSAFE.join('')}
  const shown = visibleJson(JSON.stringify(document, null, 2))
  expect(JSON.parse(shown)).toEqual(document)
  expect(shown.split('\n').map(visible)).toEqual(shown.split('\n'))
})
