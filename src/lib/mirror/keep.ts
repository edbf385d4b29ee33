// eslint-disable-next-line n/no-unsupported-features/node-builtins -- in Node.js 20 since 20.12, without a warning
import {hash as digest} from 'node:crypto'
import {deflateSync} from 'node:zlib'

import {memberIn} from '../http/said.js'
import {type Document, type Facts, factsOf, type Part, partsOf, partsOfTranscript} from './documents.js'
import {textOfSegments} from './mirror-reader.js'
import {type Noun} from './nouns.js'
import {type Row, type Sqlite} from './sqlite.js'
import {spaced} from './words.js'

/** What keeping a document has made of the mirror. */
export type Kept = 'changed' | 'new' | 'same'

/** A document as it came, looked at once. */
export interface Arrival {
  readonly document: Document
  readonly facts: Facts
  readonly noun: Noun
  /** As it came, as UTF-8, but for a transcript. */
  readonly raw: Buffer
  /** The JSON of its segments, where the document has them. */
  readonly transcript?: Buffer
}

/** Of deflate: more takes three times as long, and saves a tenth. */
const LEVEL = 1

/** The field that is kept apart. */
const SEGMENTS = 'transcript_segments'

/** What the JSON of the API says; undefined for what the mirror cannot keep, because it is no object with an id. */
export function arrivalOf(noun: Noun, json: Buffer): Arrival | undefined {
  const transcript = noun === 'conversation' ? segmentsIn(json) : undefined
  const raw = transcript ? without(json, transcript) : json
  const document: Document = JSON.parse(raw.toString())
  const facts = factsOf(noun, document)
  return facts && {document, facts, noun, raw, transcript}
}

function segmentsIn(json: Buffer): Buffer | undefined {
  const segments = memberIn(json, SEGMENTS)
  return segments?.[0] === OPEN_ARRAY ? segments : undefined
}

const OPEN_ARRAY = 0x5b

/** The same with a null in the place of a part. */
function without(json: Buffer, part: Buffer): Buffer {
  const at = part.byteOffset - json.byteOffset
  return Buffer.concat([json.subarray(0, at), NULL, json.subarray(at + part.length)])
}

const NULL = Buffer.from('null')

type KnownRow = Row & {
  gone_at: null | string
  hash: string
  id: string
  n: number
  partial: number
  raw: string
  wants: number
}

/** How an arrival is kept. */
interface Keeping {
  /** The ISO time in UTC that it is. */
  readonly now: string
  /** The number of the reading that it came with; without one, that of before stays. */
  readonly reading?: number
}

/** Keeps documents of a noun, their words and their transcripts, in the transaction at hand. Gives what that has made of each. */
export function keepAll(database: Sqlite, arrivals: readonly Arrival[], keeping: Keeping): Kept[] {
  const known = knownOf(database, arrivals)
  const met = new Set<string>()
  return arrivals.map((arrival) => {
    const {id} = arrival.facts
    const row = (met.has(id) ? knownOf(database, [arrival]) : known).get(id)
    met.add(id)
    return row ? keepAgain(database, arrival, row, keeping) : add(database, arrival, keeping)
  })
}

/** What the mirror has of these, by id: asked for together, which takes less time than one by one. */
function knownOf(database: Sqlite, arrivals: readonly Arrival[]): Map<string, KnownRow> {
  const [first] = arrivals
  if (!first) return new Map()
  const rows = database.all<KnownRow>(
    `SELECT id, n, hash, raw, partial, gone_at, wants FROM item
      WHERE noun = ? AND id IN (SELECT value FROM json_each(?))`,
    first.noun,
    JSON.stringify(arrivals.map(({facts}) => facts.id)),
  )
  return new Map(rows.map((row) => [row.id, row]))
}

function add(database: Sqlite, arrival: Arrival, {now, reading = 0}: Keeping): 'new' {
  const {document, facts, noun, raw, transcript} = arrival
  // Bytes cost less than a text that would be made of them, most of all with the bundled engine.
  const n = database.run(
    `INSERT INTO item (noun, id, created_at, updated_at, hash, title, raw, seen, partial, at, place, wants)
      VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT), ?, ?, ?, ?, ?)`,
    noun,
    facts.id,
    facts.createdAt,
    facts.updatedAt,
    hashOf(document),
    facts.title,
    raw,
    reading,
    Number(isShortened(noun, document)),
    facts.at,
    facts.place,
    Number(noun === 'conversation' && transcript === undefined),
  )
  const said = transcript && keepTranscript(database, facts.id, transcript, now)
  index(database, {n, isNew: true}, arrival, said ?? [])
  return 'new'
}

function keepAgain(database: Sqlite, arrival: Arrival, known: KnownRow, {now, reading}: Keeping): Kept {
  const {document, facts, noun, raw, transcript} = arrival
  const hash = hashOf(document)
  const isBeginning = isShortened(noun, document) && hasMore(known.raw, document)
  const isSame = isBeginning || hash === known.hash
  const isBack = known.gone_at !== null
  const said = transcript === undefined ? undefined : keepTranscript(database, facts.id, transcript, now)
  const wants =
    transcript === undefined && (known.wants === 1 || (!isSame && mayBeSaidOtherwise(noun, known.raw, document)))
  database.run(
    'UPDATE item SET seen = coalesce(?, seen), gone_at = NULL, missed = 0, partial = ?, wants = ? WHERE n = ?',
    reading ?? null,
    Number(isShortened(noun, document)),
    Number(noun === 'conversation' && wants),
    known.n,
  )
  if (!isSame) replace(database, known.n, {facts, hash, raw})
  if (!isSame || isBack || said) {
    const shown = isBeginning ? parsed(noun, Buffer.from(known.raw)) : arrival
    index(database, {n: known.n, isNew: false}, shown, said ?? partsSaid(database, facts.id))
  }

  return isOther({isBack, isBeginning, isNewlySaid: said !== undefined, isSame}, known) ? 'changed' : 'same'
}

interface Difference {
  readonly isBack: boolean
  readonly isBeginning: boolean
  readonly isNewlySaid: boolean
  readonly isSame: boolean
}

/** Whether a user would say that it has changed: the first transcript of what is known is no change. */
function isOther({isBack, isBeginning, isNewlySaid, isSame}: Difference, {partial, wants}: KnownRow): boolean {
  if (!isSame || isBack) return true
  return (isNewlySaid && wants !== 1) || (isBeginning && partial === 0)
}

function replace(
  database: Sqlite,
  n: number,
  {facts, hash, raw}: Pick<Arrival, 'facts' | 'raw'> & {readonly hash: string},
): void {
  database.run(
    'UPDATE item SET created_at = ?, updated_at = ?, hash = ?, title = ?, raw = CAST(? AS TEXT), at = ?, place = ? WHERE n = ?',
    facts.createdAt,
    facts.updatedAt,
    hash,
    facts.title,
    raw,
    facts.at,
    facts.place,
    n,
  )
}

/** Marks what is no longer there, and takes its words out of the table. */
export function markGone(database: Sqlite, n: number, now: string): void {
  database.run('UPDATE item SET gone_at = ?, missed = 0, wants = 0 WHERE n = ?', now, n)
  database.run('DELETE FROM words WHERE rowid = ?', n)
}

/** Keeps a transcript; its parts where it is another than before, undefined where it is the same. */
function keepTranscript(database: Sqlite, id: string, segments: Buffer, now: string): Part[] | undefined {
  const hash = shortHash(segments)
  const [known] = database.all('SELECT hash FROM transcript WHERE id = ?', id)
  if (known?.hash === hash) return undefined
  database.run(
    'INSERT OR REPLACE INTO transcript (id, segments, hash, fetched_at) VALUES (?, ?, ?, ?)',
    id,
    deflateSync(segments, {level: LEVEL}),
    hash,
    now,
  )
  return partsOfTranscript(JSON.parse(segments.toString()))
}

function partsSaid(database: Sqlite, id: string): Part[] {
  const [row] = database.all<{segments: Uint8Array}>('SELECT segments FROM transcript WHERE id = ?', id)
  return row ? partsOfTranscript(JSON.parse(textOfSegments(row.segments))) : []
}

/** Puts the words of a document in the place of those that it had. */
function index(
  database: Sqlite,
  {isNew, n}: {isNew: boolean; n: number},
  {document, facts, noun}: Pick<Arrival, 'document' | 'facts' | 'noun'>,
  said: readonly Part[],
): void {
  const parts = partsOf(noun, document).filter(({text}) => text !== facts.title)
  const speakers = new Set(said.map(({segment}) => segment?.speaker ?? ''))
  const body = [...parts.map(({text}) => text), ...speakers, ...said.map(({text}) => text)].join('\n')
  database.run(
    `INSERT ${isNew ? '' : 'OR REPLACE '}INTO words (rowid, title, body) VALUES (?, ?, CAST(? AS TEXT))`,
    n,
    spaced(facts.title),
    Buffer.from(spaced(body)),
  )
}

function parsed(noun: Noun, raw: Buffer): Arrival {
  const arrival = arrivalOf(noun, raw)
  if (!arrival) throw new Error('The mirror has a document without an id.')
  return arrival
}

/** Of all that a document says but its transcript, which comes with some answers and not with others. */
const hashOf = (document: Document): string => shortHash(JSON.stringify({...document, [SEGMENTS]: undefined}))

const shortHash = (text: Buffer | string) => digest('sha256', text, 'hex').slice(0, 32)

/** What a lapsed plan leaves of a memory: 70 characters and three dots (`x-locked` of the contract). */
const SHORTENED = /^([\s\S]{70})\.\.\.$/u

const contentOf = (document: Document): string => (typeof document.content === 'string' ? document.content : '')

const isShortened = (noun: Noun, document: Document): boolean =>
  noun === 'memory' && SHORTENED.test(contentOf(document))

/** Whether what is known of a memory goes on where a shortened one breaks off. */
function hasMore(raw: string, document: Document): boolean {
  const known: Document = JSON.parse(raw)
  const [, beginning] = contentOf(document).match(SHORTENED) ?? []
  const text = contentOf(known)
  return beginning !== undefined && text.startsWith(beginning) && text !== contentOf(document)
}

/** Changes to these say nothing of a transcript. */
const BESIDE_TRANSCRIPT = {folder_id: undefined, folder_name: undefined, [SEGMENTS]: undefined}

/** Whether a change of a conversation may have come with one of its transcript. */
function mayBeSaidOtherwise(noun: Noun, raw: string, document: Document): boolean {
  if (noun !== 'conversation') return false
  const known: Document = JSON.parse(raw)
  const [before, now] = [known, document].map((each) =>
    JSON.stringify({
      ...each,
      ...BESIDE_TRANSCRIPT,
      structured: typeof each.structured === 'object' && {...each.structured, action_items: undefined},
    }),
  )
  return before !== now
}
