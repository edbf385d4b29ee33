/** What the product uses of Node.js' own SQLite: the types of the oldest Node.js that it runs on have none. */
declare module 'node:sqlite' {
  type Value = null | number | string | Uint8Array

  class StatementSync {
    all(...values: Value[]): unknown[]
    run(...values: Value[]): {lastInsertRowid: bigint | number}
  }

  class DatabaseSync {
    constructor(path: string)
    close(): void
    exec(sql: string): void
    prepare(sql: string): StatementSync
  }
}
