import {readFile, stat} from 'node:fs/promises'
import {dirname} from 'node:path'

import {invalidValue} from '../errors/index.js'
import {adviceFor, inWords, systemCode} from '../errors/system-error.js'
import {resolveTarget} from '../files/folders.js'
import {LockHeldError, LockLostError, NotALockError, takenOverSoon} from '../files/lock-errors.js'
import {type FileLock, lockFile} from '../files/lock.js'
import {writeWhole} from '../files/write-whole.js'

/** The file that a sandbox keeps its data in, for as long as it runs for it alone: two would each undo what the other saves. */
export class DataFile {
  private constructor(
    private readonly path: string,
    private readonly lock: FileLock,
  ) {}

  /** Throws `Invalid value: --data FILE` where another sandbox has the file, and where nothing can be written beside it. */
  static async open(path: string): Promise<DataFile> {
    try {
      const target = await resolveTarget(path)
      // The lock would make the folder, but a name that was mistyped shall make none.
      await stat(dirname(target))
      const found = await stat(target).catch(() => {})
      if (found?.isDirectory()) throw invalidValue(`--data ${path}`, 'The file cannot be read (EISDIR).')
      return new DataFile(path, await lockFile(target, {patience: 0}))
    } catch (error) {
      throw explained(path, error)
    }
  }

  /** Lets other sandboxes have it. Never throws. */
  async close(): Promise<void> {
    await this.lock.release()
  }

  /** Its text; undefined where there is no file yet. Throws `Invalid value: --data FILE`. */
  async read(): Promise<string | undefined> {
    try {
      return await readFile(this.path, 'utf8')
    } catch (error) {
      const code = systemCode(error)
      if (code === 'ENOENT') return undefined
      throw code === undefined ? error : invalidValue(`--data ${this.path}`, `The file cannot be read (${code}).`)
    }
  }

  /** Writes all of the text or nothing. Throws `Invalid value: --data FILE`. */
  async write(text: string): Promise<void> {
    try {
      // It holds keys, so it is the owner's alone. A crash of the process does not need sync; it costs most of a write.
      await writeWhole(this.path, text, {lock: this.lock, sync: false})
    } catch (error) {
      throw explained(this.path, error)
    }
  }
}

/** What the error means to a user. */
function explained(path: string, error: unknown): unknown {
  const refused = (why: string) => invalidValue(`--data ${path}`, why)
  if (error instanceof LockHeldError) {
    const hint = error.unseen ? `: ${takenOverSoon(error.unseen)}` : '.'
    return refused(`The file is in use by another sandbox. End that one, or name another file${hint}`)
  }

  if (error instanceof LockLostError)
    return refused('The file was taken over by another sandbox. Nothing more is saved.')
  if (error instanceof NotALockError) return refused(error.detail)
  const code = systemCode(error)
  if (code === undefined) return error
  if (code === 'ENOENT') return refused('The file cannot be written (ENOENT): its folder is not there.')
  return refused(`The file cannot be written ${inWords(code)}. ${adviceFor(code) ?? 'Name another.'}`)
}
