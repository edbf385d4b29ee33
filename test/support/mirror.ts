import {readdirSync} from 'node:fs'
import {join} from 'node:path'

import {MirrorFile} from '../../src/lib/mirror/mirror-file.js'
import {type Sqlite} from '../../src/lib/mirror/sqlite.js'

/** The engines that this Node.js has, as values of OMI_SQLITE: its own is missing before 22. */
export const ENGINES = process.getBuiltinModule?.('node:sqlite') ? ['', 'wasm'] : ['wasm']

/** The one mirror of a home folder. */
export function mirrorIn(home: string): MirrorFile {
  const folder = join(home, '.omi', 'mirror')
  const name = readdirSync(folder).find((each) => each.endsWith('.db'))
  if (!name) throw new Error('There is no mirror.')
  return new MirrorFile(join(folder, name), {forcesWasm: true, startsFast: false})
}

/** The ids of a noun that the mirror has and that are not gone, in their order. */
export const idsInMirror = (home: string, noun: string): Promise<string[]> =>
  mirrorIn(home).read((database: Sqlite) =>
    database
      .all<{id: string}>('SELECT id FROM item WHERE noun = ? AND gone_at IS NULL ORDER BY place DESC, n', noun)
      .map(({id}) => id),
  )
