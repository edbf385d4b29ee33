import {nothingToSearch} from '../../errors/index.js'
import {type Document, type Part, partsOf, partsOfTranscript, type Said} from '../documents.js'
import {type MirrorFile} from '../mirror-file.js'
import {mirrorState, textOfSegments} from '../mirror-reader.js'
import {type Noun} from '../nouns.js'
import {type Row, type Sqlite, type SqlValue} from '../sqlite.js'
import {parseQuery, type Phrase} from './query.js'
import {type Match, matchesIn, snippetOf} from './snippet.js'

export interface SearchAsked {
  readonly limit: number
  readonly not?: readonly string[]
  /** All where it is not given. */
  readonly nouns?: readonly Noun[]
  /** Between which times a thing was, in milliseconds. */
  readonly since?: number
  readonly until?: number
  readonly words: readonly string[]
}

/** Something that was found. */
export interface Found {
  readonly created_at: null | string
  readonly id: string
  /** From where to where in the snippet, in UTF-16 units, what was looked for stands. */
  readonly matches: readonly Match[]
  readonly noun: Noun
  /** The higher, the better it fits. */
  readonly score: number
  /** Of a snippet of a transcript: who said it and when in the recording, in seconds. */
  readonly segment: null | Said
  readonly snippet: string
  readonly title: string
}

export interface SearchResult {
  readonly complete: boolean
  readonly items: Found[]
  readonly synced_at: null | string
  readonly total: number
}

/** What showing a result has to know beside it. */
export interface SearchFacts {
  /** When each of the items was, in their order. */
  readonly at: ReadonlyArray<null | number>
  /** Whose the mirror is, as sign-in.ts has it. */
  readonly signIn: string | undefined
  /** Where in the title of each what was looked for stands. */
  readonly titleMatches: ReadonlyArray<readonly Match[]>
}

/** How much more a word weighs in a title. */
const TITLE_WEIGHT = 8

/** Finds what the mirror has of these words, best first. Throws what MirrorFile throws. */
export function searchMirror(
  file: MirrorFile,
  asked: SearchAsked,
): Promise<{facts: SearchFacts; result: SearchResult}> {
  return file.read((database) => {
    const {complete, isEmpty, signIn, syncedAt} = mirrorState(database)
    if (isEmpty) throw nothingToSearch()
    const {match, phrases} = parseQuery(asked.words, asked.not)
    const {rows, total} = match === undefined ? {rows: [], total: 0} : find(database, match, asked)
    return {
      facts: {
        signIn,
        at: rows.map(({at}) => at),
        titleMatches: rows.map(({title}) => matchesIn(title, phrases)),
      },
      result: {items: rows.map((row) => foundOf(row, phrases)), total, synced_at: syncedAt, complete},
    }
  })
}

type FoundRow = Row & {
  at: null | number
  created_at: null | string
  id: string
  noun: Noun
  raw: string
  score: number
  segments: null | Uint8Array
  title: string
}

/** What is gone is not in the table of words. */
function find(database: Sqlite, match: string, {limit, nouns, since, until}: SearchAsked) {
  const [conditions, values] = conditionsFor({nouns, since, until})
  const joined = conditions === '' ? 'words' : 'words JOIN item ON item.n = words.rowid'
  const [counted] = database.all(
    `SELECT count(*) AS total FROM ${joined} WHERE words MATCH ?${conditions}`,
    match,
    ...values,
  )
  const rows = database.all<FoundRow>(
    `SELECT item.noun, item.id, item.title, item.raw, item.created_at, item.at, best.score, transcript.segments
      FROM (
        SELECT words.rowid AS n, -bm25(words, ${TITLE_WEIGHT}.0, 1.0) AS score FROM ${joined}
        WHERE words MATCH ?${conditions} ORDER BY score DESC, words.rowid DESC LIMIT ?
      ) AS best
      JOIN item ON item.n = best.n
      LEFT JOIN transcript ON item.noun = 'conversation' AND transcript.id = item.id
      ORDER BY best.score DESC, best.n DESC`,
    match,
    ...values,
    limit,
  )
  return {rows, total: Number(counted?.total)}
}

function conditionsFor({nouns, since, until}: Pick<SearchAsked, 'nouns' | 'since' | 'until'>): [string, SqlValue[]] {
  const conditions: string[] = []
  const values: SqlValue[] = []
  if (nouns) {
    conditions.push(`item.noun IN (${nouns.map(() => '?').join(', ')})`)
    values.push(...nouns)
  }

  for (const [time, comparison] of [
    [since, '>='],
    [until, '<='],
  ] as const) {
    if (time === undefined) continue
    // A daily summary is of a day, which has no time zone.
    conditions.push(`item.at ${comparison} CASE item.noun WHEN 'daily-summary' THEN ? ELSE ? END`)
    values.push(dayOf(time), time)
  }

  return [conditions.map((condition) => ` AND ${condition}`).join(''), values]
}

/** Midnight in UTC of the day that it is here at this time. */
function dayOf(time: number): number {
  const date = new Date(time)
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())
}

function foundOf(row: FoundRow, phrases: readonly Phrase[]): Found {
  const {matches, segment, text} = snippetOf(partsFor(row, phrases), phrases)
  return {
    noun: row.noun,
    id: row.id,
    title: row.title,
    snippet: text,
    matches,
    score: Math.round(row.score * 1000) / 1000,
    created_at: row.created_at,
    segment,
  }
}

/** What is in a document; of its transcript only where the rest has not got all that is looked for. */
function partsFor({noun, raw, segments}: FoundRow, phrases: readonly Phrase[]): Part[] {
  const document: Document = JSON.parse(raw)
  const parts = partsOf(noun, document)
  const isInOnePart = parts.some(({text}) => phrases.every((phrase) => matchesIn(text, [phrase]).length > 0))
  if (!segments || isInOnePart) return parts
  return [...parts, ...partsOfTranscript(JSON.parse(textOfSegments(segments)))]
}
