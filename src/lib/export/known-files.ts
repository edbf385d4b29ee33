import {type Row, type SqlValue} from '../mirror/sqlite.js'
import {keyOfName} from './names.js'
import {openTemporaryDatabase, type TemporaryDatabase} from './temporary-database.js'

/** A file that an export has written. */
export interface FileRecord {
  readonly format: string
  /** Undefined for a file that holds many items. */
  readonly id?: string
  /** Whether that was less than all of the item, since more could not be had. */
  readonly isPartial?: boolean
  readonly noun: string
  /** Of what was written. */
  readonly sha256: string
}

/** What a file is of: no two items have the same one. */
export type Owner = Pick<FileRecord, 'format' | 'id' | 'noun'>

/** `sha256` is null for a name that is taken and has no file yet, `begun` is of what a run that was killed was about to write. */
const TABLE = `
CREATE TABLE file (
  path TEXT PRIMARY KEY,
  key TEXT NOT NULL,
  format TEXT NOT NULL,
  noun TEXT NOT NULL,
  id TEXT,
  sha256 TEXT,
  partial INTEGER NOT NULL DEFAULT 0,
  begun TEXT,
  seen INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX file_key ON file (key);
CREATE INDEX file_owner ON file (id, noun, format);
`

/** How many rows are read at a time. */
const ROWS = 500

type FileRow = Row & {format: string; id: null | string; noun: string; partial: number; path: string; sha256: string}

/** The files of a folder that exports know of, by their paths in it: on disk, since they may be many. Methods throw the system's errors. */
export class KnownFiles {
  private constructor(private readonly temporary: TemporaryDatabase) {}

  static async open(forcesWasm: boolean): Promise<KnownFiles> {
    const temporary = await openTemporaryDatabase(forcesWasm)
    temporary.database.exec(TABLE)
    return new KnownFiles(temporary)
  }

  /** Adds a file, or to one that is known what a killed run was about to write. */
  add(path: string, {format, id, isPartial, noun, sha256}: FileRecord, begun: null | string = null): void {
    this.run(
      `INSERT INTO file (path, key, format, noun, id, sha256, partial, begun) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (path) DO UPDATE SET begun = excluded.begun`,
      [path, keyOfName(path), format, noun, id ?? null, sha256, Number(isPartial ?? false), begun],
    )
  }

  /** @yields the files, by their paths */
  *all(): Generator<[string, FileRecord]> {
    for (const {format, id, noun, partial, path, sha256} of this.rows('TRUE'))
      yield [path, {format, id: id ?? undefined, ...(partial === 1 && {isPartial: true}), noun, sha256}]
  }

  close(): Promise<void> {
    return this.temporary.close()
  }

  forget(path: string): void {
    this.run('DELETE FROM file WHERE path = ?', [path])
  }

  /** Whether a file with this content is one that an export has written there, and nobody has changed since. */
  isOwn(path: string, sha256: string): boolean {
    return this.has('path = ? AND ? IN (sha256, begun)', [path, sha256])
  }

  /** Whether a file is known to have less than all of its item. */
  isPartial(path: string): boolean {
    return this.has('path = ? AND partial = 1', [path])
  }

  /** Whether a name, or one that some file systems take for the same, is that of something else. */
  isTaken(path: string, {format, id, noun}: Owner): boolean {
    return this.has('key = ? AND (id, noun, format) IS NOT (?, ?, ?)', [keyOfName(path), id ?? null, noun, format])
  }

  /**
   * The files of a format and of these nouns' items that nothing was exported to.
   * @yields their paths; they may be forgotten meanwhile
   */
  *notSeen(format: string, nouns: readonly string[]): Generator<string> {
    const condition = 'format = ? AND id IS NOT NULL AND seen = 0 AND noun IN (SELECT value FROM json_each(?))'
    for (const {path} of this.rows(condition, [format, JSON.stringify(nouns)])) yield path
  }

  /** The file that something has had so far, in a folder below or in none. */
  pathOf({format, id, noun}: Owner, isBelow: boolean): string | undefined {
    const [row] = this.temporary.database.all<{path: string}>(
      "SELECT path FROM file WHERE id = ? AND noun = ? AND format = ? AND (instr(path, '/') > 0) = ? LIMIT 1",
      id ?? null,
      noun,
      format,
      Number(isBelow),
    )
    return row?.path
  }

  /** Notes what stands in a file now. */
  record(path: string, {format, id, isPartial, noun, sha256}: FileRecord): void {
    this.run(
      `INSERT INTO file (path, key, format, noun, id, sha256, partial, seen) VALUES (?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT (path) DO
        UPDATE SET format = excluded.format, noun = excluded.noun, id = excluded.id, sha256 = excluded.sha256,
          partial = excluded.partial, seen = 1`,
      [path, keyOfName(path), format, noun, id ?? null, sha256, Number(isPartial ?? false)],
    )
  }

  /** Nothing else gets this name. */
  take(path: string, {format, id, noun}: Owner): void {
    this.run('INSERT OR IGNORE INTO file (path, key, format, noun, id) VALUES (?, ?, ?, ?, ?)', [
      path,
      keyOfName(path),
      format,
      noun,
      id ?? null,
    ])
  }

  /** Notes that something was exported to a file that is kept as it is. */
  touch(path: string): void {
    this.run('UPDATE file SET seen = 1 WHERE path = ?', [path])
  }

  private has(condition: string, values: readonly SqlValue[]): boolean {
    return this.temporary.database.all(`SELECT 1 FROM file WHERE ${condition} LIMIT 1`, ...values).length > 0
  }

  /** @yields those that have a file, by their paths */
  private *rows(condition: string, values: readonly SqlValue[] = []): Generator<FileRow> {
    const sql = `SELECT path, format, noun, id, partial, sha256 FROM file
      WHERE path > ? AND sha256 IS NOT NULL AND ${condition} ORDER BY path LIMIT ${ROWS}`
    for (let last: string | undefined = ''; last !== undefined;) {
      const rows: FileRow[] = this.temporary.database.all<FileRow>(sql, last, ...values)
      yield* rows
      last = rows.at(-1)?.path
    }
  }

  private run(sql: string, values: readonly SqlValue[]): void {
    this.temporary.database.run(sql, ...values)
  }
}
