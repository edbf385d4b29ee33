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
  md: {load: async () => (await import('./formats/markdown.js')).md, summary: 'notes in Markdown, a file each'},
  srt: {load: async () => (await import('./formats/subtitles.js')).srt, summary: 'subtitles (SubRip)'},
  vtt: {load: async () => (await import('./formats/subtitles.js')).vtt, summary: 'subtitles (WebVTT)'},
  txt: {load: async () => (await import('./formats/subtitles.js')).txt, summary: 'transcripts, to be read'},
} as const satisfies Readonly<Record<string, Entry>>

export type FormatName = keyof typeof FORMATS

export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[]

export const isOwnFormat = (name: string): name is FormatName => Object.hasOwn(FORMATS, name)

/** The nouns that a format has a form for, of those that are asked for. */
export const nounsFor = ({nouns}: ExportFormat, wanted: 'all' | Noun): Noun[] =>
  NOUNS.filter((noun) => nouns.includes(noun) && (wanted === 'all' || wanted === noun))
