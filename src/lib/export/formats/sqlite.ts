import {type Sqlite, type SqlValue} from '../../mirror/sqlite.js'
import {type FormatJob, type ManyFormat} from '../format.js'
import {type ExportItem} from '../item.js'
import {NOUNS} from '../nouns.js'
import {described, textOf} from '../said.js'
import {openTemporaryDatabase} from '../temporary-database.js'
import {spokenLines} from '../transcript-lines.js'

const TABLES = `
CREATE TABLE item (
  n INTEGER PRIMARY KEY,
  noun TEXT NOT NULL,
  id TEXT NOT NULL,
  created_at TEXT,
  updated_at TEXT,
  at TEXT,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  category TEXT,
  partial INTEGER NOT NULL,
  gone_at TEXT,
  raw TEXT NOT NULL
);
CREATE TABLE transcript (
  conversation_id TEXT NOT NULL,
  n INTEGER NOT NULL,
  start REAL NOT NULL,
  "end" REAL NOT NULL,
  speaker TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (conversation_id, n)
) WITHOUT ROWID;
CREATE TABLE goal_history (goal_id TEXT NOT NULL, date TEXT, value REAL, recorded_at TEXT);
`

/** Made when all rows are there, which is faster. */
const INDEXES = `
CREATE INDEX item_id ON item (noun, id);
CREATE INDEX item_at ON item (noun, at);
CREATE INDEX goal_history_goal ON goal_history (goal_id, date);
`

/** How much of the file is in memory at once, in bytes, and how many rows are written together. */
const CHUNK = 64 * 1024
const ROWS = 50

/** One SQLite file that SQLite 3.35 and later reads: items with the API's document in `raw`, transcripts and the goals' values as text. */
export const sqlite: ManyFormat = {
  extension: 'sqlite',
  isBinary: true,
  layout: 'all-in-one',
  nouns: NOUNS,
  summary: 'A SQLite file: items, transcripts, the history of goals',
  withTranscripts: true,
  async *write(sections, job) {
    // The engine writes where it likes in the file, so it is made elsewhere, and then copied from its beginning to its end.
    const {close, database, file} = await openTemporaryDatabase(job.options.forcesWasm)
    try {
      await fill(database, sections, job)
      for (let position = 0; ;) {
        const {buffer, bytesRead} = await file.read({buffer: Buffer.alloc(CHUNK), position})
        if (bytesRead === 0) break
        position += bytesRead
        yield buffer.subarray(0, bytesRead)
      }
    } finally {
      await close()
    }
  },
}

async function fill(database: Sqlite, sections: Parameters<ManyFormat['write']>[0], job: FormatJob): Promise<void> {
  database.exec(TABLES)
  const items = inserting(database, 'item', 12)
  const spoken = inserting(database, 'transcript', 6)
  const values = inserting(database, 'goal_history', 4)
  let n = 0
  for await (const section of sections) {
    for await (const item of section.items()) {
      n += 1
      items.add(rowOf(item, n))
      if (item.noun === 'conversation') {
        for (const [line, {end, speaker, start, text}] of spokenLines(item.document).entries()) {
          spoken.add([item.id, line + 1, start / 1000, end / 1000, speaker, text])
        }
      }

      if (item.noun === 'goal') {
        for (const {date, recorded_at: at, value} of await job.history(item.id)) {
          values.add([item.id, textOf(date), typeof value === 'number' ? value : null, textOf(at)])
        }
      }
    }
  }

  for (const {end} of [items, spoken, values]) end()
  database.exec(`${INDEXES} COMMIT; PRAGMA optimize;`)
}

/** The rows that come go into a table, many with one statement. */
function inserting(database: Sqlite, table: string, columns: number) {
  const one = `(${Array.from({length: columns}, () => '?').join(', ')})`
  let held: SqlValue[][] = []
  const end = () => {
    if (held.length === 0) return
    database.run(`INSERT INTO ${table} VALUES ${held.map(() => one).join(', ')}`, ...held.flat())
    held = []
  }

  return {
    add(row: SqlValue[]) {
      held.push(row)
      if (held.length === ROWS) end()
    },
    end,
  }
}

function rowOf(item: ExportItem, n: number): SqlValue[] {
  const {at, body, category, title} = described(item)
  const {created_at: createdAt, updated_at: updatedAt}: {created_at?: unknown; updated_at?: unknown} = item.document
  return [
    n,
    item.noun,
    item.id,
    textOf(createdAt) || null,
    textOf(updatedAt) || null,
    at?.toISOString() ?? null,
    title,
    body,
    category || null,
    item.isPartial ? 1 : 0,
    item.goneAt ?? null,
    item.text,
  ]
}
