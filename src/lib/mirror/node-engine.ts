import {type Row, type Sqlite, type SqlValue} from './sqlite.js'

/**
 * Opens a database with Node.js' own SQLite; undefined where this Node.js has none, or one without full-text search: that is asked, and not
 * told by a version. Throws what SQLite says.
 */
export function openWithNode(path: string): Sqlite | undefined {
  const sqlite = builtin()
  if (!sqlite) return undefined
  const database = new sqlite.DatabaseSync(path)
  const statements = new Map<string, ReturnType<typeof database.prepare>>()
  const prepared = (sql: string) => {
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }

  const engine: Sqlite = {
    all: <Result extends Row>(sql: string, ...values: SqlValue[]) => prepared(sql).all(...values) as Result[],
    close: () => database.close(),
    exec: (sql) => database.exec(sql),
    run: (sql, ...values) => Number(prepared(sql).run(...values).lastInsertRowid),
  }
  hasWords ??= canSearch(engine)
  if (hasWords) return engine
  engine.close()
  return undefined
}

/** Whether Node.js' own SQLite has full-text search, once it was asked. */
let hasWords: boolean | undefined

function canSearch(engine: Sqlite): boolean {
  try {
    return engine.all("SELECT sqlite_compileoption_used('ENABLE_FTS5') AS fts")[0]?.fts === 1
  } catch (error) {
    engine.close()
    throw error
  }
}

type NodeSqlite = typeof import('node:sqlite')

/** Node.js warns where it takes its SQLite for experimental: that is no matter of the user's. */
function builtin(): NodeSqlite | undefined {
  const {emitWarning} = process
  process.emitWarning = () => {}
  try {
    const found = process.getBuiltinModule?.('node:sqlite')
    return isSqlite(found) ? found : undefined
  } finally {
    process.emitWarning = emitWarning
  }
}

const isSqlite = (found: object | undefined): found is NodeSqlite => found !== undefined && 'DatabaseSync' in found
