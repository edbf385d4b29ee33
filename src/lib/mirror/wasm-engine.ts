import sqlite from 'node-sqlite3-wasm'
import {existsSync, rmSync} from 'node:fs'

import {type Row, type Sqlite, type SqlValue} from './sqlite.js'

/**
 * Opens a database with the SQLite that is bundled, for a Node.js without one. Whoever calls it holds the mirror's own lock: so a lock of this
 * engine's, a folder, is one that a killed run has left. Throws what SQLite says.
 */
export function openWithWasm(path: string): Sqlite {
  const lock = `${path}.lock`
  // Node.js loads more of itself to remove something than to look whether it is there.
  if (existsSync(lock)) rmSync(lock, {force: true, recursive: true})
  const database = new sqlite.Database(path)
  const statements = new Map<string, InstanceType<typeof sqlite.Statement>>()
  const prepared = (sql: string) => {
    const statement = statements.get(sql) ?? database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }

  return {
    all: <Result extends Row>(sql: string, ...values: SqlValue[]) => prepared(sql).all(values) as Result[],
    close() {
      for (const statement of statements.values()) statement.finalize()
      database.close()
    },
    exec: (sql) => database.exec(sql),
    run: (sql, ...values) => Number(prepared(sql).run(values).lastInsertRowid),
  }
}
