import {type MirrorFile} from './mirror-file.js'
import {type Sqlite} from './sqlite.js'

/** How much is merged under one lock, in pages of the full-text table: about a tenth of a second. */
const PAGES = 1000

/**
 * Merges the parts of the full-text table, of which each page of a run adds one, and into each of which a search has to look. Once at the end of a run it
 * takes less time than FTS5's own merging in between (https://sqlite.org/fts5.html#the_merge_command). Throws what MirrorFile throws.
 */
export async function mergeWords(file: MirrorFile, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await file.write((database) => mergeSome(database))));
}

/** Whether anything was left to merge. */
function mergeSome(database: Sqlite): boolean {
  const before = changesIn(database)
  database.run("INSERT INTO words (words, rank) VALUES ('merge', ?)", PAGES)
  return changesIn(database) - before >= 2
}

const changesIn = (database: Sqlite) => Number(database.all('SELECT total_changes() AS changes')[0]?.changes)
