import {expect, it} from 'vitest'

import {TableFormatter} from '../../../src/lib/output/table.js'
import {type TableView} from '../../../src/lib/output/view.js'

interface Item {
  readonly id: string
  readonly text: string
}

const VIEW: TableView<Item> = {
  columns: [
    {name: 'id', value: ({id}) => id},
    {flexible: true, name: 'text', value: ({text}) => text},
  ],
}

const page = (from: number): Item[] =>
  Array.from({length: 3}, (_, index) => ({id: `item-${from + index}`, text: 'some words '.repeat(20).trim()}))

const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length))

it('lays out the rest of a list for the terminal as it is then', () => {
  const table = new TableFormatter(VIEW, {color: false, width: 100})
  expect(widest(table.format(page(0)))).toBeGreaterThan(50)
  const narrow = table.format(page(3), 50)
  expect(widest(narrow)).toBeLessThanOrEqual(50)
  expect(narrow).toMatch(/^item-3 +some words/)
  expect(widest(table.format(page(6), 20))).toBeLessThanOrEqual(20)
  expect(widest(table.format(page(9), 120))).toBeGreaterThan(50)
})
