import {rangeRef, writeXlsx} from 'hucre/xlsx'

import {timeOf} from '../../output/time-words.js'
import {columnsFor, jsonCell, rowOf} from '../cells.js'
import {typeOfColumn} from '../column-types.js'
import {type FormatJob, type ManyFormat, type Section} from '../format.js'
import {COLUMNS, NOUNS, PLURALS} from '../nouns.js'
import {spokenLines} from '../transcript-lines.js'

/** The most characters and the most rows that Excel takes. */
const LONGEST_CELL = 32_767
const MOST_ROWS = 1_048_576 - 1

type Cell = boolean | Date | null | number | string

interface Sheet {
  readonly columns: ReadonlyArray<{readonly name: string; readonly width: number}>
  readonly name: string
  readonly rows: Cell[][]
}

/** A workbook with a sheet for each noun. All of it is kept in memory until it is written. */
export const xlsx: ManyFormat = {
  extension: 'xlsx',
  isBinary: true,
  layout: 'all-in-one',
  nouns: NOUNS,
  readsTwice: true,
  summary: 'A spreadsheet, with a sheet for each noun',
  withTranscripts: true,
  async *write(sections, job) {
    const sheets: Sheet[] = []
    for await (const section of sections) sheets.push(...(await sheetsOf(section, job)))
    yield await writeXlsx({
      sheets: sheets.map(({columns, name, rows}) => ({
        autoFilter: {range: rangeRef(0, 0, Math.max(1, rows.length), columns.length - 1)},
        columns: columns.map(({width}) => ({width})),
        freezePane: {rows: 1},
        name,
        rows: [columns.map((column) => column.name), ...rows],
      })),
      stringMode: 'inline',
    })
  },
}

async function sheetsOf(section: Section, {options}: FormatJob): Promise<Sheet[]> {
  const {noun} = section
  const names = new Set<string>()
  for await (const item of section.items()) for (const name of Object.keys(rowOf(item))) names.add(name)
  // What was said has rows of its own: a cell has room for a few minutes of it.
  const columns = columnsFor(noun, names, false)
  const known: readonly string[] = COLUMNS[noun]
  const rows: Cell[][] = []
  const spoken: Cell[][] = []
  for await (const item of section.items()) {
    const row = rowOf(item)
    rows.push(columns.map((name) => cellOf(row[name], typeOfColumn(name, known.includes(name)) === 'time')))
    if (item.noun !== 'conversation' || !options.withTranscripts) continue
    for (const {end, speaker, start, text} of spokenLines(item.document)) {
      spoken.push([item.id, start / 1000, end / 1000, cut(speaker), cut(text)])
    }
  }

  const sheets = inSheets({
    columns: columns.map((name) => ({name, width: WIDTHS[name] ?? 18})),
    name: PLURALS[noun],
    rows,
  })
  return spoken.length > 0 ? [...sheets, ...inSheets({columns: TRANSCRIPT, name: 'transcripts', rows: spoken})] : sheets
}

const TRANSCRIPT = [
  {name: 'conversation_id', width: 18},
  {name: 'start', width: 10},
  {name: 'end', width: 10},
  {name: 'speaker', width: 18},
  {name: 'text', width: 100},
]

/** What a sheet has no room for goes into another. */
function inSheets(sheet: Sheet): Sheet[] {
  const sheets = [sheet.rows.length <= MOST_ROWS ? sheet : {...sheet, rows: sheet.rows.slice(0, MOST_ROWS)}]
  for (let first = MOST_ROWS; first < sheet.rows.length; first += MOST_ROWS) {
    sheets.push({
      ...sheet,
      name: `${sheet.name} ${sheets.length + 1}`,
      rows: sheet.rows.slice(first, first + MOST_ROWS),
    })
  }

  return sheets
}

/** In characters. */
const WIDTHS: Readonly<Record<string, number>> = {
  content: 80,
  description: 60,
  headline: 40,
  id: 14,
  overview: 80,
  title: 40,
}

function cellOf(value: unknown, isTime: boolean): Cell {
  if (value === null || value === undefined) return null
  if (isTime) return timeOf(value) ?? cut(String(value))
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'string') return cut(value)
  return cut(isTexts(value) ? value.join('; ') : jsonCell(value))
}

/** What a cell can have of a text; XML has no form for most control characters. */
function cut(text: string): string {
  const clean = text.replaceAll(/(?![\t\n\r])\p{Cc}|[\uFFFE\uFFFF]|\p{Surrogate}/gu, '')
  return clean.length <= LONGEST_CELL ? clean : `${clean.slice(0, LONGEST_CELL - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((element) => typeof element === 'string')
