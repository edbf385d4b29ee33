import {closeSync, existsSync, openSync, statfsSync, statSync} from 'node:fs'
import {dirname} from 'node:path'

import {accountKey} from '../config/account-key.js'
import {mirrorPath} from '../config/paths.js'
import {type Settings} from '../config/settings.js'
import {cannotWriteMirror, damagedMirror, isOmiError, mirrorInUse, mirrorOfNewerVersion} from '../errors/index.js'
import {systemCode} from '../errors/system-error.js'
import {LockHeldError, LockLostError, NotALockError} from '../files/lock-errors.js'
import {lockFile} from '../files/lock.js'
import {type Io} from '../io/io.js'
import {openWithNode} from './node-engine.js'
import {APPLICATION, createTables, VERSION} from './schema.js'
import {type Sqlite, sqliteTrouble} from './sqlite.js'

/** How a mirror's file is opened. */
interface Opening {
  /** Opens with the bundled engine even where Node.js has one. */
  readonly forcesWasm: boolean
  /** Whether the run is short and has the process to itself: then what holds for all of it may be set to suit it. */
  readonly startsFast: boolean
}

/**
 * The file of one account's mirror. Every use of it, a reading too, is under a lock of ours and opens and closes the file: two engines
 * that do not know each other's locks may work on it, and any run may be killed. So a use must be short, and ask no server.
 */
export class MirrorFile {
  constructor(
    readonly path: string,
    private readonly opening: Opening,
  ) {}

  /** That of the account that these settings lead to; `isShort` says of a run that it has done in a moment what it does. */
  static of(settings: Settings, {ownsProcess}: Pick<Io, 'ownsProcess'>, isShort = false): MirrorFile {
    const {environment} = settings
    return new MirrorFile(mirrorPath(environment, accountKey(settings)), {
      forcesWasm: environment.sqlite === 'wasm',
      startsFast: ownsProcess && isShort,
    })
  }

  /** Whether there is one. */
  get exists(): boolean {
    return existsSync(this.path)
  }

  /** All that may be there of it. */
  get files(): string[] {
    return ['', '-wal', '-shm', '-journal', '.lock'].map((end) => this.path + end)
  }

  /** What an error of a use of the file, or of a lock beside it, means to a user. */
  explained(error: unknown): unknown {
    if (isOmiError(error)) return error
    if (error instanceof LockHeldError) return mirrorInUse(error.detail)
    if (error instanceof LockLostError || error instanceof NotALockError) return cannotWriteMirror(error.detail)
    const trouble = sqliteTrouble(error)
    if (trouble === 'damaged') return damagedMirror(this.path)
    if (trouble === 'full') return cannotWriteMirror(`${this.path}: the disk is full.`, error)
    if (trouble === 'unwritable') return cannotWriteMirror(`${this.path} ${this.whyNot(error)}`, error)
    const code = systemCode(error)
    return code === undefined
      ? this.explainedContent(error)
      : cannotWriteMirror(`${this.path} cannot be used (${code}).`, error)
  }

  /** The same for an error over what stands in it, which was valid JSON and whole when it was written. */
  explainedContent(error: unknown): unknown {
    const isDamage = error instanceof SyntaxError || String((error as NodeJS.ErrnoException).code).startsWith('Z_')
    return isDamage ? damagedMirror(this.path) : error
  }

  /** What `work` makes of the file as it is. Throws as `write` does. */
  read<Result>(work: (database: Sqlite) => Result): Promise<Result> {
    return this.locked(work)
  }

  /** The lock of ours around the file, for as long as `work` takes. */
  async underLock<Result>(work: () => Promise<Result> | Result): Promise<Result> {
    // Not `FILE.lock`: that is a folder of the bundled engine's.
    const lock = await lockFile(`${this.path}.omi`)
    try {
      return await work()
    } finally {
      await lock.release()
    }
  }

  /**
   * What `work` makes of the file, all of which is kept or, where it throws, nothing. Makes the file where there is none. Throws UsageErrors for one
   * that is damaged, of a newer version, in use for longer than a use takes, or on a disk that refuses.
   */
  write<Result>(work: (database: Sqlite) => Result): Promise<Result> {
    return this.locked((database) => {
      database.exec('BEGIN IMMEDIATE')
      try {
        const result = work(database)
        database.exec('COMMIT')
        return result
      } catch (error) {
        rollBack(database)
        throw error
      }
    })
  }

  private async locked<Result>(work: (database: Sqlite) => Result): Promise<Result> {
    try {
      return await this.underLock(async () => {
        const database = await this.open()
        try {
          return work(database)
        } finally {
          database.close()
        }
      })
    } catch (error) {
      throw this.explained(error)
    }
  }

  private async open(): Promise<Sqlite> {
    const isNew = makeFile(this.path)
    const database = (this.opening.forcesWasm ? undefined : openWithNode(this.path)) ?? (await this.openWithWasm())
    try {
      // In this order: the log then needs no shared memory, which the bundled engine has not got.
      database.exec('PRAGMA locking_mode = EXCLUSIVE')
      database.all('PRAGMA journal_mode = WAL')
      database.exec('PRAGMA synchronous = NORMAL')
      checkVersion(database, this.path, isNew)
      return database
    } catch (error) {
      database.close()
      throw error
    }
  }

  private async openWithWasm(): Promise<Sqlite> {
    if (this.opening.startsFast) {
      const {setFlagsFromString} = await import('node:v8')
      // Else what runs often is compiled once more to make it faster, which takes longer than a search. Node.js 20 knows the
      // first alone, those after it do not heed it any more.
      setFlagsFromString('--liftoff-only')
      setFlagsFromString('--wasm-tiering-budget=1000000000')
    }

    const {openWithWasm} = await import('./wasm-engine.js')
    return openWithWasm(this.path)
  }

  /** What SQLite has one word for: something else than a file, a full disk, and what may not be written. */
  private whyNot(error: unknown): string {
    try {
      if (!statSync(this.path).isFile()) return 'is no file. omi sync --reset starts it anew.'
      const {bavail, bsize} = statfsSync(dirname(this.path))
      if (bavail * bsize < LEAST_ROOM) return 'cannot be written: the disk is full.'
    } catch {
      // What SQLite says is all there is.
    }

    return `cannot be written: ${sqliteWords(error)}`
  }
}

/** In so many bytes SQLite can do nothing. */
const LEAST_ROOM = 128 * 1024

/** Makes an empty file for its owner alone before an engine makes one for all to read; whether it did. */
function makeFile(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600))
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

/** Makes the tables in a file without any; throws for a file of another kind or of a newer version. */
function checkVersion(database: Sqlite, path: string, isNew: boolean): void {
  const [{application_id: application} = {}] = database.all('PRAGMA application_id')
  const [{user_version: version} = {}] = database.all('PRAGMA user_version')
  if (application === APPLICATION && Number(version) === VERSION) return
  if (application === APPLICATION && Number(version) > VERSION) throw mirrorOfNewerVersion(path)
  const isEmpty = isNew || database.all('SELECT 1 FROM sqlite_master LIMIT 1').length === 0
  if (application !== 0 || !isEmpty) throw damagedMirror(path)
  createTables(database)
}

function rollBack(database: Sqlite): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // A full disk has ended the transaction already.
  }
}

const sqliteWords = (error: unknown) => (error instanceof Error ? `${error.message}.` : '')
