/** A database, whichever engine opens it. All of it is synchronous. */

export type SqlValue = null | number | string | Uint8Array

/** A row as the engine gives it; what stands in it follows from the statement. */
export type Row = Readonly<Record<string, SqlValue>>

export interface Sqlite {
  /** All rows of a statement. */
  all<Result extends Row = Row>(sql: string, ...values: SqlValue[]): Result[]
  close(): void
  /** Statements without values and without rows. */
  exec(sql: string): void
  /** Gives the rowid of what was inserted last. */
  run(sql: string, ...values: SqlValue[]): number
}

/** What an engine says is wrong, in SQLite's own classes. */
export type SqliteTrouble = 'damaged' | 'full' | 'other' | 'unwritable'

/**
 * What an error of either engine means; undefined for one that is of no engine. node:sqlite gives the number
 * (https://sqlite.org/rescode.html), the other one only the words that SQLite has for it.
 */
export function sqliteTrouble(error: unknown): SqliteTrouble | undefined {
  if (!(error instanceof Error)) return undefined
  const {errcode} = error as {errcode?: unknown}
  if (typeof errcode !== 'number' && error.name !== 'SQLite3Error') return undefined
  const code = typeof errcode === 'number' ? errcode & 0xff : undefined
  const is = (wanted: number[], words: RegExp) =>
    code === undefined ? words.test(error.message) : wanted.includes(code)
  if (is([11, 26], /malformed|not a database/i)) return 'damaged'
  if (is([13], /full/i)) return 'full'
  if (is([8, 10, 14], /readonly|disk I\/O|(?:unable to|could not) open/i)) return 'unwritable'
  return 'other'
}
