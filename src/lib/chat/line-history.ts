import {mkdir, readFile, stat} from 'node:fs/promises'
import {dirname, join} from 'node:path'

import {accountKey} from '../config/account-key.js'
import {omiFolder} from '../config/environment.js'
import {type Settings} from '../config/settings.js'
import {OWNER_ONLY} from '../files/folders.js'
import {lockFile} from '../files/lock.js'
import {remove} from '../files/temporary-files.js'
import {writeWhole} from '../files/write-whole.js'
import {hideCredentials} from '../text/hide-credentials.js'

/** How many lines are kept, and how long one may be, in characters. */
const KEPT = 500
const LONGEST = 2000

/** How long another chat is waited for that writes the file, in milliseconds. */
const PATIENCE = 500

/**
 * The lines that were typed in chats of a profile, the newest last. It is a convenience: a file that cannot be read counts as
 * empty, and where none can be written nothing is kept.
 */
export class LineHistory {
  private constructor(
    private readonly file: string,
    readonly lines: readonly string[],
  ) {}

  static async of(settings: Settings): Promise<LineHistory> {
    const file = fileFor(settings)
    return new LineHistory(file, await read(file))
  }

  /** Keeps a line, unless something like a credential is in it. */
  async add(line: string): Promise<void> {
    if (line.length > LONGEST || hideCredentials(line) !== line) return
    try {
      await mkdir(dirname(this.file), {mode: OWNER_ONLY, recursive: true})
      const lock = await lockFile(this.file, {patience: PATIENCE})
      try {
        const lines = [...(await read(this.file)), line].slice(-KEPT)
        await writeWhole(this.file, `${JSON.stringify(lines)}\n`, {lock, sync: false})
      } finally {
        await lock.release()
      }
    } catch {
      // It can be typed again.
    }
  }
}

/** Forgets what was typed in chats of a profile. */
export function forgetLines(settings: Settings): void {
  remove(fileFor(settings))
}

/** A key of the environment is no account of its own here: a chat has the profile's browser session. */
const fileFor = (settings: Settings) =>
  join(omiFolder(settings.environment.home), 'chat', `${accountKey({...settings, credential: undefined})}.json`)

async function read(file: string): Promise<string[]> {
  try {
    // A pipe would be waited for.
    if (!(await stat(file)).isFile()) return []
    const lines: unknown = JSON.parse(await readFile(file, 'utf8'))
    return Array.isArray(lines) ? lines.filter((line) => typeof line === 'string').slice(-KEPT) : []
  } catch {
    return []
  }
}
