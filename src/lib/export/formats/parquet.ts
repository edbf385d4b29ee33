import {ByteWriter, type ColumnSource, ParquetWriter, schemaFromColumnData} from 'hyparquet-writer'

import {timeOf} from '../../output/time-words.js'
import {columnsFor, rowOf} from '../cells.js'
import {type ColumnType, typeOfColumn} from '../column-types.js'
import {type FormatJob, type ManyFormat, type Section} from '../format.js'
import {COLUMNS, NOUNS} from '../nouns.js'
import {textOf} from '../said.js'

/** How many rows are a group, which is kept in memory; those of conversations are long. */
const ROWS = {long: 200, short: 5000}

/** Apache Parquet, for DuckDB, pandas and the like: times, numbers and truth values have types, lists are JSON. */
export const parquet: ManyFormat = {
  extension: 'parquet',
  isBinary: true,
  layout: 'each-noun',
  needsFile: true,
  nouns: NOUNS,
  readsTwice: true,
  summary: 'Typed columns, for DuckDB and pandas',
  withTranscripts: true,
  async *write(sections, job) {
    for await (const section of sections) yield* tableOf(section, job)
  },
}

async function* tableOf(section: Section, {options}: FormatJob): AsyncGenerator<Uint8Array> {
  const names = new Set<string>()
  for await (const item of section.items()) for (const name of Object.keys(rowOf(item))) names.add(name)
  const columns = columnsFor(section.noun, names, options.withTranscripts).map((name) => ({
    name,
    type: typeOfColumn(name, isKnown(section, name)),
  }))
  const bytes = new ByteWriter()
  const given = () => {
    const piece = Buffer.from(bytes.getBytes())
    // What is given need not be kept; the places in the file go on.
    bytes.index = 0
    return piece
  }

  const dataOf = (rows: ReadonlyArray<Record<string, unknown>>): ColumnSource[] =>
    columns.map(({name, type}) => ({
      data: rows.map((row) => valueOf(row[name], type)),
      name,
      nullable: true,
      type: PARQUET_TYPES[type],
    }))
  const writer = new ParquetWriter({schema: schemaFromColumnData({columnData: dataOf([])}), writer: bytes})
  const size = section.noun === 'conversation' ? ROWS.long : ROWS.short
  let rows: Array<Record<string, unknown>> = []
  for await (const item of section.items()) {
    rows.push(rowOf(item))
    if (rows.length < size) continue
    await writer.write({columnData: dataOf(rows), rowGroupSize: size})
    yield given()
    rows = []
  }

  if (rows.length > 0) await writer.write({columnData: dataOf(rows), rowGroupSize: size})
  await writer.finish()
  yield given()
}

const isKnown = ({noun}: Section, name: string) => {
  const known: readonly string[] = COLUMNS[noun]
  return known.includes(name)
}

const PARQUET_TYPES = {
  boolean: 'BOOLEAN',
  json: 'JSON',
  number: 'DOUBLE',
  text: 'STRING',
  time: 'TIMESTAMP',
} as const satisfies Readonly<Record<ColumnType, ColumnSource['type']>>

/** A value of its column's type; null for one of another. */
function valueOf(value: unknown, type: ColumnType): unknown {
  if (value === null || value === undefined) return null
  switch (type) {
    case 'boolean': {
      return typeof value === 'boolean' ? value : null
    }

    case 'json': {
      return value
    }

    case 'number': {
      return typeof value === 'number' ? value : null
    }

    case 'text': {
      return typeof value === 'object' ? JSON.stringify(value) : textOf(value)
    }

    case 'time': {
      return timeOf(value) ?? null
    }
  }
}
