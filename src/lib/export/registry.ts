import {type ExportFormat} from './format.js'
import {type Noun, NOUNS} from './nouns.js'

/** What is known of a format without its code. */
interface Entry {
  readonly load: () => Promise<ExportFormat>
  /** One line for help. */
  readonly summary: string
}

/** The formats that omi brings, by the names that `--format` takes. Their code is loaded when one is used. */
export const FORMATS = {
  json: {load: async () => (await import('./formats/json.js')).json, summary: "the API's documents, in a list"},
  jsonl: {
    load: async () => (await import('./formats/json.js')).jsonl,
    summary: "the API's documents, one on each line",
  },
  csv: {load: async () => (await import('./formats/csv.js')).csv, summary: 'a table with commas between the cells'},
  tsv: {load: async () => (await import('./formats/csv.js')).tsv, summary: 'a table with tabs between the cells'},
  xlsx: {load: async () => (await import('./formats/xlsx.js')).xlsx, summary: 'a spreadsheet'},
  md: {load: async () => (await import('./formats/markdown.js')).md, summary: 'notes in Markdown, a file each'},
  srt: {load: async () => (await import('./formats/subtitles.js')).srt, summary: 'subtitles (SubRip)'},
  vtt: {load: async () => (await import('./formats/subtitles.js')).vtt, summary: 'subtitles (WebVTT)'},
  txt: {load: async () => (await import('./formats/subtitles.js')).txt, summary: 'transcripts, to be read'},
  html: {load: async () => (await import('./formats/html.js')).html, summary: 'one page for any browser'},
  ics: {load: async () => (await import('./formats/ics.js')).ics, summary: 'a calendar'},
  org: {load: async () => (await import('./formats/org.js')).org, summary: "Emacs' Org mode"},
  todotxt: {load: async () => (await import('./formats/todotxt.js')).todotxt, summary: 'todo.txt'},
  atom: {load: async () => (await import('./formats/atom.js')).atom, summary: 'a feed'},
  anki: {load: async () => (await import('./formats/anki.js')).anki, summary: 'cards for Anki'},
  sqlite: {load: async () => (await import('./formats/sqlite.js')).sqlite, summary: 'a SQLite file'},
  parquet: {
    load: async () => (await import('./formats/parquet.js')).parquet,
    summary: 'typed columns, for DuckDB and pandas',
  },
} as const satisfies Readonly<Record<string, Entry>>

export type FormatName = keyof typeof FORMATS

export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[]

export const isOwnFormat = (name: string): name is FormatName => Object.hasOwn(FORMATS, name)

/** The nouns that a format has a form for, of those that are asked for. */
export const nounsFor = ({nouns}: ExportFormat, wanted: 'all' | Noun): Noun[] =>
  NOUNS.filter((noun) => nouns.includes(noun) && (wanted === 'all' || wanted === noun))
