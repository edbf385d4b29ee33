import {openWithNode} from '../../mirror/node-engine.js'
import {type Row, type Sqlite} from '../../mirror/sqlite.js'
import {type Store} from '../store.js'
import {momentsOf} from './screen.js'

/** What the stand-in's database has in it. */
const TABLES = `
  CREATE TABLE screenshots (id INTEGER PRIMARY KEY, timestamp TEXT, appName TEXT, windowTitle TEXT, ocrText TEXT, isIndexed INTEGER);
  CREATE TABLE action_items (id TEXT PRIMARY KEY, description TEXT, completed INTEGER, due_at TEXT, created_at TEXT);
`

/** The rows of a query in the form that Omi Desktop has for people; what is wrong with it, in its words. */
export async function answerTo(query: string, store: Store): Promise<string> {
  if (!/^\s*(?:select|with|explain)\b/i.test(query)) return 'Error: only SELECT is allowed here'
  const database = await open()
  try {
    fill(database, store)
    return drawn(database.all(query))
  } catch (error) {
    return `SQL Error: ${(error as Error).message}`
  } finally {
    database.close()
  }
}

async function open(): Promise<Sqlite> {
  const database = openWithNode(':memory:')
  if (database) return database
  const {openWithWasm} = await import('../../mirror/wasm-engine.js')
  return openWithWasm(':memory:')
}

function fill(database: Sqlite, store: Store): void {
  database.exec(TABLES)
  for (const {app, id, text, timestamp, window} of momentsOf(store)) {
    database.run('INSERT INTO screenshots VALUES (?, ?, ?, ?, ?, 1)', id, timestamp, app, window, text)
  }

  for (const {completed, created_at: createdAt, description, due_at: dueAt, id} of store.of('action_items')) {
    const values = [id, description, completed ? 1 : 0, dueAt ?? null, createdAt]
    database.run('INSERT INTO action_items VALUES (?, ?, ?, ?, ?)', ...values)
  }
}

function drawn(rows: Row[]): string {
  const [first] = rows
  if (!first) return 'No results'
  const columns = Object.keys(first)
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(' | '))
  return [columns.join(' | '), '-'.repeat(columns.join(' | ').length), ...lines, '', `${rows.length} row(s)`].join('\n')
}

const cell = (value: unknown) => (value === null || value === undefined ? '' : String(value).replaceAll(/\s+/g, ' '))
