import {type Sqlite} from './sqlite.js'

/** The version of the tables, which only grow within it; kept in `user_version`. */
export const VERSION = 1

/** Tells a mirror from other SQLite files; kept in `application_id`. */
export const APPLICATION = 0x6f_6d_69_31

/** The tables, as docs/sync.md describes them. */
const TABLES = `
CREATE TABLE item (
  n INTEGER PRIMARY KEY,
  noun TEXT NOT NULL,
  id TEXT NOT NULL,
  created_at TEXT,
  updated_at TEXT,
  hash TEXT NOT NULL,
  title TEXT NOT NULL,
  raw TEXT NOT NULL,
  seen INTEGER NOT NULL,
  gone_at TEXT,
  partial INTEGER NOT NULL DEFAULT 0,
  at INTEGER,
  place INTEGER NOT NULL,
  wants INTEGER NOT NULL DEFAULT 0,
  missed INTEGER NOT NULL DEFAULT 0,
  UNIQUE (noun, id)
);
CREATE INDEX item_place ON item (noun, place DESC, n);
CREATE INDEX item_wants ON item (place DESC, noun) WHERE wants = 1;
CREATE INDEX item_partial ON item (noun) WHERE partial = 1;
CREATE INDEX item_missed ON item (noun, n) WHERE missed = 1;
CREATE TABLE transcript (
  id TEXT PRIMARY KEY,
  segments BLOB NOT NULL,
  hash TEXT NOT NULL,
  fetched_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE goal_history (
  goal_id TEXT NOT NULL,
  date TEXT NOT NULL,
  value REAL,
  recorded_at TEXT,
  raw TEXT NOT NULL,
  PRIMARY KEY (goal_id, date)
) WITHOUT ROWID;
CREATE TABLE goal_fetched (
  goal_id TEXT PRIMARY KEY,
  hash TEXT NOT NULL,
  fetched_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE request (policy TEXT PRIMARY KEY, began INTEGER NOT NULL, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
  title, body, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2'
);
INSERT INTO words (words, rank) VALUES ('automerge', 0);
INSERT INTO words (words, rank) VALUES ('usermerge', 16);
INSERT INTO words (words, rank) VALUES ('crisismerge', 512);
`

/** Makes the tables in an empty file. */
export function createTables(database: Sqlite): void {
  database.exec(`BEGIN IMMEDIATE;${TABLES}
PRAGMA application_id = ${APPLICATION};
PRAGMA user_version = ${VERSION};
COMMIT;`)
}
