import {stringify} from 'csv-stringify/sync'

import {columnsFor, jsonCell, type Row, rowOf} from '../cells.js'
import {type FormatJob, type ManyFormat, type Section} from '../format.js'
import {NOUNS} from '../nouns.js'

/** So many rows are made into text together. */
const ROWS = 200

/** What a spreadsheet would run, or take for something else than a text, also behind blanks; and such a text that has its guard already. */
const RUNS = /^'*(?:\s*[-=+@]|[\t\r\n])/

const BYTE_ORDER_MARK = '\uFEFF'

/** RFC 4180: a header, quotes where they are needed, and CRLF. */
const separated = (extension: string, delimiter: string, summary: string): ManyFormat => ({
  extension,
  layout: 'each-noun',
  nouns: NOUNS,
  readsTwice: true,
  summary,
  withTranscripts: true,
  async *write(sections, job) {
    if (job.options.excel) yield BYTE_ORDER_MARK
    for await (const section of sections) yield* tableOf(section, delimiter, job)
  },
})

export const csv = separated('csv', ',', 'A table with commas between the cells')
export const tsv = separated('tsv', '\t', 'A table with tabs between the cells')

/** @yields the header and the rows */
async function* tableOf(section: Section, delimiter: string, {options}: FormatJob): AsyncGenerator<string> {
  const names = new Set<string>()
  for await (const item of section.items()) for (const name of Object.keys(rowOf(item))) names.add(name)
  const columns = columnsFor(section.noun, names, options.withTranscripts)
  const text = (rows: readonly string[][]) =>
    stringify([...rows], {delimiter, quoted_match: /[\n\r]/, record_delimiter: 'windows'})
  yield text([columns])
  let rows: string[][] = []
  for await (const item of section.items()) {
    const row: Row = rowOf(item)
    rows.push(columns.map((name) => cellOf(row[name])))
    if (rows.length < ROWS) continue
    yield text(rows)
    rows = []
  }

  yield text(rows)
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return guarded(value)
  if (isTexts(value)) return value.map((text) => inList(text)).join('; ')
  return typeof value === 'object' ? jsonCell(value) : String(value)
}

/**
 * A text that a spreadsheet would run gets an apostrophe in front, which `create --file` takes off again. With a NUL in it a file is no
 * text any more.
 */
function guarded(value: string): string {
  const text = value.replaceAll('\0', '')
  return RUNS.test(text) ? `'${text}` : text
}

/** One of several in a cell: in quotes where it would be taken for two, or for another one. */
const inList = (text: string): string =>
  /[",;]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : guarded(text)

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((element) => typeof element === 'string')
