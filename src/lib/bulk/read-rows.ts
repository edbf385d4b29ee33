import {extname} from 'node:path'

import {invalidValue} from '../errors/index.js'
import {decodeText} from '../input/decode-text.js'
import {isObject} from '../json/is-object.js'
import {type RowKind} from './check-rows.js'
import {explainJson} from './explain-json.js'
import {readCsv} from './read-csv.js'

/** One thing to create, as the file has it. */
export interface RawRow {
  /** Counted from 1 as a user counts: element of a JSON list, line of JSON Lines, record of a CSV below its header. */
  readonly number: number
  readonly value: unknown
}

type Format = 'csv' | 'json' | 'jsonl'

const FORMATS: Record<string, Format> = {
  '.csv': 'csv',
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.tsv': 'csv',
}

/**
 * The rows of a file: a JSON list (or an object that holds one), JSON Lines, or CSV with a header. The extension of `name`
 * decides which, without a known one the content. `name` is the file as the user typed it, `-` for stdin; `kind` says
 * which columns a CSV may have. At least one row comes back; the values are not checked, see checkRows.
 * Throws a UsageError naming the file for one that is empty, not text or broken, with the place.
 */
export async function readRows<Row>(name: string, bytes: Uint8Array, kind: RowKind<Row>): Promise<RawRow[]> {
  const label = `--file ${name}`
  const text = decodeText(label, bytes)
  if (text.trim() === '') throw invalidValue(label, 'The file is empty.')

  const rows = await readAs(FORMATS[extname(name).toLowerCase()] ?? formatOf(text), label, text, kind)
  if (rows.length === 0) throw invalidValue(label, 'There are no rows in it.')
  return rows
}

async function readAs<Row>(format: Format, label: string, text: string, kind: RowKind<Row>): Promise<RawRow[]> {
  if (format === 'csv') return readCsv(label, text, kind)
  return format === 'json' ? readJson(label, text) : readJsonLines(label, text)
}

async function readJson(label: string, text: string): Promise<RawRow[]> {
  const list = listIn(await parse(label, text))
  if (!list) throw invalidValue(label, 'A JSON list is expected, or an object that holds one.')
  return list.map((value, index) => ({number: index + 1, value}))
}

async function readJsonLines(label: string, text: string): Promise<RawRow[]> {
  const rows: RawRow[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const number = index + 1
    if (line.trim() !== '') rows.push({number, value: await parse(label, line, number)})
  }

  return rows
}

async function parse(label: string, text: string, firstLine?: number): Promise<unknown> {
  try {
    return JSON.parse(text)
  } catch {
    throw await explainJson(label, text, firstLine)
  }
}

/**
 * The list that a JSON document is or holds. A list of texts beside other fields is not taken for the rows: it may be
 * the tags of a single row.
 */
function listIn(document: unknown): undefined | unknown[] {
  if (Array.isArray(document)) return document
  if (!isObject(document)) return undefined

  const values = Object.values(document)
  const lists = values.filter((value) => Array.isArray(value))
  const [list] = lists
  if (!list || lists.length > 1) return undefined
  return values.length === 1 || list.every((row) => isObject(row)) ? list : undefined
}

function formatOf(text: string): Format {
  const trimmed = text.trim()
  if (trimmed.startsWith('[')) return 'json'
  if (!trimmed.startsWith('{')) return 'csv'

  const [firstLine = '', ...more] = trimmed.split('\n', 2)
  try {
    const document: unknown = JSON.parse(firstLine)
    return more.length === 0 && listIn(document) ? 'json' : 'jsonl'
  } catch {
    // An object over several lines.
    return 'json'
  }
}
