import displayWidth from 'string-width'
import {expect, it} from 'vitest'

import {cut} from '../../../src/lib/output/cut.js'
import {TableFormatter} from '../../../src/lib/output/table.js'
import {type View} from '../../../src/lib/output/view.js'

const FAMILY = '👩‍👩‍👧'
const FLAG = '🇩🇪'
const ACCENTED = 'e\u0301'

it.each([FAMILY, FLAG, ACCENTED, '한'])('never cuts a character into halves: %s', (character) => {
  const text = character.repeat(10)
  for (let width = 1; width <= 20; width += 1) {
    const kept = cut(text, width)
    expect(displayWidth(kept)).toBeLessThanOrEqual(width)
    expect(kept.replaceAll(character, '')).toMatch(/^…?$/)
  }
})

it.each([20, 40, 60, 80, 120])('makes tables no wider than a terminal of %i columns', (width) => {
  const view: View<{id: string; text: string}> = {
    columns: [
      {name: 'id', value: ({id}) => id},
      {name: 'score', value: () => '0.87654321'},
      {name: 'category', value: () => 'interesting'},
      {flexible: true, name: 'content', value: ({text}) => text},
      {name: 'created', value: () => '2026-11-23 17:55'},
    ],
  }
  const items = [FAMILY, FLAG, 'x'].map((text) => ({id: '3e7f2ba2-11d9-446e-b319-aa4130bfcc52', text: text.repeat(90)}))
  const lines = new TableFormatter(view, {color: false, width}).format(items).trimEnd().split('\n')
  expect(lines).toHaveLength(4)
  for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width)
  if (width >= 80) expect(lines[1]).toContain(items[0]?.id)
})
