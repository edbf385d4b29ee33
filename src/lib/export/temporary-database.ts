import {randomUUID} from 'node:crypto'
import {type FileHandle, mkdtemp, open, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

import {systemError} from '../errors/system-error.js'
import {openWithNode} from '../mirror/node-engine.js'
import {type Sqlite, sqliteTrouble} from '../mirror/sqlite.js'

/** A database of this process alone. */
export interface TemporaryDatabase {
  /** Lets go of both, which are gone then. */
  close(): Promise<void>
  /** In a transaction. Throws the system's errors where the disk refuses. */
  readonly database: Sqlite
  /** The file that it is in: after a COMMIT, all of it. */
  readonly file: FileHandle
}

/**
 * Opens an empty database in a file that nobody else can open, and that is gone with the process: for what is too long for the memory.
 * With the bundled engine where that is asked for. Throws the system's errors.
 */
export async function openTemporaryDatabase(forcesWasm: boolean): Promise<TemporaryDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'omi-export-'))
  const removed = () => rm(folder, {force: true, recursive: true})
  const path = join(folder, randomUUID())
  let file: FileHandle | undefined
  try {
    file = await open(path, 'wx+', 0o600)
    const database = withSystemErrors(
      (forcesWasm ? undefined : openWithNode(path)) ?? (await import('../mirror/wasm-engine.js')).openWithWasm(path),
      path,
    )
    // What is not finished is thrown away.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = OFF')
    database.all('PRAGMA journal_mode = MEMORY')
    database.exec('BEGIN IMMEDIATE')
    // Whatever ends this process, what has no name any more is gone with it. Windows keeps the name.
    await removed().catch(() => {})
    const handle = file
    return {
      async close() {
        database.close()
        await handle.close()
        await removed()
      },
      database,
      file,
    }
  } catch (error) {
    await file?.close()
    await removed()
    throw error
  }
}

/** The same, where what the engine says of a disk is said as the system would. */
function withSystemErrors(database: Sqlite, path: string): Sqlite {
  const told = <Result>(step: () => Result): Result => {
    try {
      return step()
    } catch (error) {
      const trouble = sqliteTrouble(error)
      if (trouble === 'full') throw systemError('ENOSPC', 'write', path)
      throw trouble === 'unwritable' ? systemError('EIO', 'write', path) : error
    }
  }

  return {
    all: (sql, ...values) => told(() => database.all(sql, ...values)),
    close: () => database.close(),
    exec: (sql) => told(() => database.exec(sql)),
    run: (sql, ...values) => told(() => database.run(sql, ...values)),
  }
}
