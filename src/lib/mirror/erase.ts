import {rmSync} from 'node:fs'

import {type MirrorFile} from './mirror-file.js'
import {type Noun} from './nouns.js'
import {type Row} from './sqlite.js'

/** How many gone items there are, by noun. */
export const countGone = (file: MirrorFile): Promise<Map<Noun, number>> =>
  file.read(
    (database) =>
      new Map(
        database
          .all<Row & {count: number; noun: Noun}>(
            'SELECT noun, count(*) AS count FROM item WHERE gone_at IS NOT NULL GROUP BY noun ORDER BY noun',
          )
          .map(({count, noun}) => [noun, count]),
      ),
  )

const gone = (noun: Noun) => `(SELECT id FROM item WHERE noun = '${noun}' AND gone_at IS NOT NULL)`

/** Erases what is gone, so that nothing of it stays in the file. */
export async function eraseGone(file: MirrorFile): Promise<void> {
  await file.read((database) => {
    database.all('PRAGMA secure_delete = ON')
    database.exec('BEGIN IMMEDIATE')
    database.exec(`DELETE FROM transcript WHERE id IN ${gone('conversation')}`)
    database.exec(`DELETE FROM goal_history WHERE goal_id IN ${gone('goal')}`)
    database.exec(`DELETE FROM goal_fetched WHERE goal_id IN ${gone('goal')}`)
    database.exec('DELETE FROM item WHERE gone_at IS NOT NULL')
    // Their words stay in the table until its parts are put together.
    database.exec("INSERT INTO words (words) VALUES ('optimize')")
    database.exec('COMMIT')
  })
}

/** Removes the mirror; whether there was one. */
export async function removeMirror(file: MirrorFile): Promise<boolean> {
  if (!file.exists) return false
  await file.underLock(() => {
    for (const path of file.files) rmSync(path, {force: true, recursive: true})
  })
  return true
}
