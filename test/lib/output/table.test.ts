import xterm from '@xterm/headless'
import displayWidth from 'string-width'
import {describe, expect, it} from 'vitest'

import {TableFormatter} from '../../../src/lib/output/table.js'
import {type TableView} from '../../../src/lib/output/view.js'
import {cut, wrapped} from '../../../src/lib/output/wrap.js'

const FAMILY = '👩‍👩‍👧'
const FLAG = '🇩🇪'
const ACCENTED = 'e\u0301'
const HOSTILE = {
  'a word of 500 characters': 'x'.repeat(500),
  'many words': 'what is to be done '.repeat(40),
  'families, flags and skin tones': `${FAMILY}${FLAG}👍🏽`.repeat(60),
  'combining marks': `e${'\u0301'.repeat(500)} and more`,
  'right to left': 'مرحبا بالعالم '.repeat(40),
  'no width at all': '\u200B\u200D'.repeat(250),
  Chinese: '把会议安排在星期二'.repeat(40),
  Hindi: 'हिन्दी में लिखा हुआ '.repeat(30),
  nothing: '',
}

it.each([FAMILY, FLAG, ACCENTED, '한'])('never cuts a character into halves: %s', (character) => {
  const text = character.repeat(10)
  for (let width = 1; width <= 20; width += 1) {
    const kept = cut(text, width)
    expect(displayWidth(kept)).toBeLessThanOrEqual(width)
    expect(kept.replaceAll(character, '')).toMatch(/^…?$/)
  }
})

it('breaks lines at blanks, and within a word only where it is wider than a line', () => {
  expect(wrapped('one two three', 7)).toEqual(['one two', 'three'])
  expect(wrapped('see abcdefghij there', 6)).toEqual(['see', 'abcdef', 'ghij', 'there'])
  expect(wrapped('one two three four', 5, 2)).toEqual(['one', 'two…'])
})

interface Row {
  readonly id: string
  readonly text: string
}

const table: TableView<Row> = {
  columns: [
    {name: 'id', value: ({id}) => id},
    {name: 'score', rank: 1, value: () => '0.87654321'},
    {name: 'category', rank: 2, value: () => 'interesting'},
    {name: 'created_at', rank: 3, value: () => '2026-11-23 17:55'},
    {flexible: true, name: 'content', value: ({text}) => text},
  ],
}

const linesOf = (text: string, width: number): string[] =>
  new TableFormatter(table, {color: false, width})
    .format([{id: '3e7f2ba2', text}])
    .trimEnd()
    .split('\n')

const emulator = new xterm.Terminal({allowProposedApi: true, cols: 1100, rows: 1})

/** How many cells the lines take in a terminal emulator, one that knows nothing of families and flags. */
async function cellsOf(lines: readonly string[]): Promise<number> {
  let widest = 0
  for (const line of lines) {
    await new Promise<void>((resolve) => {
      emulator.write(`\r${line}`, resolve)
    })
    widest = Math.max(widest, emulator.buffer.active.cursorX)
  }

  return widest
}

describe.each([10, 20, 39, 40, 60, 80, 120, 200, 1000])('on a terminal of %i columns', (width) => {
  it.each(Object.entries(HOSTILE))('no line is wider: %s', async (_, text) => {
    const lines = linesOf(text, width)
    for (const line of lines) expect(displayWidth(line), line).toBeLessThanOrEqual(width)
    expect(await cellsOf(lines)).toBeLessThanOrEqual(width)
  })

  if (width >= 40) {
    it('the text has at least half of the width, and the lesser columns go first', () => {
      const [header = ''] = linesOf('what is to be done '.repeat(100), width)
      expect(header.indexOf('CONTENT')).toBeLessThanOrEqual(width / 2)
      const shown = ['ID', 'SCORE', 'CATEGORY', 'CREATED AT'].map((name) => header.includes(name))
      expect(shown).toEqual([...shown].sort((a, b) => Number(b) - Number(a)))
      expect(shown[0]).toBe(true)
      if (width >= 200) expect(shown).not.toContain(false)
    })
  } else {
    it('a list is a record each', () => {
      expect(linesOf('what is to be done', width).join('\n')).toMatch(/^id\s+3e7f2ba2\n/)
    })
  }
})
