import {inflateSync} from 'node:zlib'

import {type MirrorFile} from './mirror-file.js'
import {type Noun, type NounKey} from './nouns.js'
import {type Row, type Sqlite} from './sqlite.js'
import {readState} from './state.js'

/** A thing as the mirror has it. */
export interface MirrorItem {
  /** When it was, in milliseconds: `started_at` of a conversation, the `date` of a daily summary (in UTC), else `created_at`; null where nothing says. */
  readonly at: null | number
  readonly createdAt: null | string
  /** When it was found to be gone, as an ISO time in UTC; null while it is there. */
  readonly goneAt: null | string
  readonly id: string
  readonly noun: Noun
  /** Of a memory: whether only its beginning is known, since the plan has lapsed. */
  readonly partial: boolean
  /** The API's own document, as the JSON that it came in; of a conversation without its transcript (`transcript_segments` is null). */
  readonly raw: string
  /** A line that says what it is. */
  readonly title: string
  /** Of a conversation, where it is asked for and known: the JSON of its segments, an array as it came. */
  readonly transcript?: string
  readonly updatedAt: null | string
  /** Of a conversation: whether its transcript is still to come, or to come anew. */
  readonly wantsTranscript: boolean
}

/** How far the mirror has come. */
export interface MirrorState {
  /** Whether all that was known to be there at the last complete `omi sync` is in it, transcripts too. */
  readonly complete: boolean
  /** Whether nothing has come yet, and nobody has said that there is nothing. */
  readonly isEmpty: boolean
  /** What is known to be there and could not be had in full, by noun: memories cut short, conversations whose transcript is still to come. */
  readonly missing: Readonly<Record<NounKey, number>>
  /** Who signed in for it, as sign-in.ts has it; undefined where nobody can say. */
  readonly signIn: string | undefined
  /** When the last run that came to its end had read all of it, as an ISO time in UTC; null for none. */
  readonly syncedAt: null | string
}

/** What is read of a noun. */
export interface ItemsAsked {
  /** Leaves out what was more than two days before or after these, in milliseconds: no item that is not wanted is read in full. */
  readonly near?: {readonly since?: number; readonly until?: number}
  readonly withGone?: boolean
  readonly withTranscripts?: boolean
}

/** How many items are read at a time: transcripts are long. */
const PAGE = 500
const PAGE_WITH_TRANSCRIPTS = 50

/** The most that a `Date` can be, and two days, in milliseconds. */
const MAX_DATE = 8_640_000_000_000_000
const NEAR = 172_800_000

/**
 * The mirror of one account, for reading: `new MirrorReader(MirrorFile.of(settings, io))`. Each call opens the file, and each page of items
 * does, so that nobody who reads slowly keeps `omi sync` from writing. Throws what MirrorFile throws.
 */
export class MirrorReader {
  constructor(private readonly file: MirrorFile) {}

  /** Whether there is a mirror at all. */
  get exists(): boolean {
    return this.file.exists
  }

  /** How many of a noun there are. */
  count(noun: Noun, {withGone = false}: Pick<ItemsAsked, 'withGone'> = {}): Promise<number> {
    return this.file.read((database) => {
      const [row] = database.all(
        `SELECT count(*) AS count FROM item WHERE noun = ?${withGone ? '' : ' AND gone_at IS NULL'}`,
        noun,
      )
      return Number(row?.count)
    })
  }

  /** What an error over something that was read means to a user. */
  explained(error: unknown): unknown {
    return this.file.explainedContent(error)
  }

  /** The known values of a goal, newest first: the API's documents as the JSON that they came in. */
  goalHistory(goalId: string): Promise<string[]> {
    return this.file.read((database) =>
      database
        .all<{raw: string}>('SELECT raw FROM goal_history WHERE goal_id = ? ORDER BY date DESC', goalId)
        .map(({raw}) => raw),
    )
  }

  /** The ids of a noun that begin with `prefix`, with the titles of what they are of; a few more than one where there are many. */
  idsBeginning(noun: Noun, prefix: string): Promise<Array<{id: string; text: string}>> {
    return this.file.read((database) =>
      database.all<{id: string; text: string}>(
        'SELECT id, title AS text FROM item WHERE noun = ? AND id >= ? AND id < ? AND gone_at IS NULL ORDER BY id LIMIT 20',
        noun,
        prefix,
        `${prefix}\u{10FFFF}`,
      ),
    )
  }

  /**
   * The items of a noun, once each, the newest first by `created_at` (daily summaries by `date`).
   * @yields pages of items
   */
  async *items(
    noun: Noun,
    {near = {}, withGone = false, withTranscripts = false}: ItemsAsked = {},
  ): AsyncGenerator<MirrorItem[]> {
    const limit = withTranscripts ? PAGE_WITH_TRANSCRIPTS : PAGE
    const sql =
      `SELECT item.*${withTranscripts ? ', transcript.segments' : ''} FROM item` +
      (withTranscripts ? ' LEFT JOIN transcript ON transcript.id = item.id' : '') +
      ` WHERE noun = ? AND (place, -n) < (?, ?) AND (at IS NULL OR at BETWEEN ? AND ?)` +
      (withGone ? '' : ' AND gone_at IS NULL') +
      ' ORDER BY place DESC, n LIMIT ?'
    // A day begins at another time in each time zone.
    const from = (near.since ?? -MAX_DATE) - NEAR
    const to = (near.until ?? MAX_DATE) + NEAR
    let [place, n] = [Number.MAX_SAFE_INTEGER, 0]
    for (;;) {
      // A use of the file waits for nothing: without this, no signal would be heard of until the last page.
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
      const rows = await this.file.read((database) => database.all<ItemRow>(sql, noun, place, -n, from, to, limit))
      if (rows.length > 0) yield rows.map((row) => itemOf(row))
      const last = rows.at(-1)
      if (!last || rows.length < limit) return
      place = last.place
      n = last.n
    }
  }

  state(): Promise<MirrorState> {
    return this.file.read((database) => mirrorState(database))
  }
}

/** How far a mirror has come, by its open file. */
export function mirrorState(database: Sqlite): MirrorState {
  const {completeAt} = readState(database, 'sync') ?? {}
  const missing = missingIn(database)
  return {
    complete: completeAt !== undefined && missing.conversations === 0,
    isEmpty: completeAt === undefined && database.all('SELECT 1 FROM item LIMIT 1').length === 0,
    missing,
    signIn: readState(database, 'account')?.sign_in,
    syncedAt: completeAt ?? null,
  }
}

/** What could not be had in full, by noun: by indexes of its own, for every search waits for it. */
export function missingIn(database: Sqlite): Record<NounKey, number> {
  const count = (sql: string) => Number(database.all(sql)[0]?.count)
  return {
    memories: count('SELECT count(*) AS count FROM item INDEXED BY item_partial WHERE partial = 1 AND gone_at IS NULL'),
    conversations: count('SELECT count(*) AS count FROM item INDEXED BY item_wants WHERE wants = 1'),
    action_items: 0,
    goals: 0,
    folders: 0,
    daily_summaries: 0,
  }
}

type ItemRow = Row & {
  at: null | number
  created_at: null | string
  gone_at: null | string
  id: string
  n: number
  noun: Noun
  partial: number
  place: number
  raw: string
  segments?: null | Uint8Array
  title: string
  updated_at: null | string
  wants: number
}

const itemOf = (row: ItemRow): MirrorItem => ({
  at: row.at,
  createdAt: row.created_at,
  goneAt: row.gone_at,
  id: row.id,
  noun: row.noun,
  partial: row.partial === 1,
  raw: row.raw,
  title: row.title,
  ...(row.segments && {transcript: textOfSegments(row.segments)}),
  updatedAt: row.updated_at,
  wantsTranscript: row.wants === 1,
})

/** The JSON of a transcript, of what the table has. */
export const textOfSegments = (segments: Uint8Array): string => inflateSync(segments).toString()
