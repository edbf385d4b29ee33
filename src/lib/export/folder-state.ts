import {type FileHandle, open, readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'

import {systemCode} from '../errors/system-error.js'
import {type FileLock} from '../files/lock.js'
import {writeWhole} from '../files/write-whole.js'
import {isObject} from '../json/is-object.js'

/** The file in a folder that remembers what was written there. */
export const STATE_FILE = '.omi-export.json'
/** What a run that has not ended yet is about to write, a line for each file. */
const JOURNAL = '.omi-export.log'

/** A file that an export has written. */
export interface FileRecord {
  readonly format: string
  /** Undefined for a file that holds many items. */
  readonly id?: string
  readonly noun: string
  /** Of what was written. */
  readonly sha256: string
}

/** What is known of the files in a folder, by their paths in it, with `/` between the parts. */
export class FolderState {
  /** Whether something was there that is no state of this version. */
  isUnknown = false
  /** What a run that was killed was about to write. */
  private readonly begun = new Map<string, string>()
  private journal?: FileHandle
  private readonly records = new Map<string, FileRecord>()

  private constructor(private readonly folder: string) {}

  /** Throws the system's errors, but for a state that is not there. */
  static async read(folder: string): Promise<FolderState> {
    const state = new FolderState(folder)
    const text = await textOf(join(folder, STATE_FILE))
    if (text !== undefined) state.take(parsed(text))
    for (const line of ((await textOf(join(folder, JOURNAL))) ?? '').split('\n')) state.takeBegun(parsed(line))
    return state
  }

  get files(): ReadonlyMap<string, FileRecord> {
    return this.records
  }

  /** Notes that a file is about to be written: whoever finds it later knows that it is no file of the user's. */
  async begin(path: string, record: FileRecord): Promise<void> {
    this.journal ??= await open(join(this.folder, JOURNAL), 'a', 0o600)
    await this.journal.appendFile(`${JSON.stringify([path, record])}\n`)
  }

  /** Lets go of the journal, which stays as long as nothing is saved. */
  async close(): Promise<void> {
    await this.journal?.close()
    this.journal = undefined
  }

  forget(path: string): void {
    this.records.delete(path)
  }

  /** Whether a file with this content is one that an export has written there, and nobody has changed since. */
  isOwn(path: string, sha256: string): boolean {
    return this.records.get(path)?.sha256 === sha256 || this.begun.get(path) === sha256
  }

  record(path: string, record: FileRecord): void {
    this.records.set(path, record)
  }

  /** Writes it whole; throws the system's errors. */
  async save(lock: FileLock): Promise<void> {
    const files = Object.fromEntries([...this.records].sort(([a], [b]) => (a < b ? -1 : 1)))
    await writeWhole(join(this.folder, STATE_FILE), `${JSON.stringify({version: 1, files}, undefined, 1)}\n`, {lock})
    await rm(join(this.folder, JOURNAL), {force: true})
  }

  private take(state: unknown): void {
    if (!isObject(state) || state.version !== 1 || !isObject(state.files)) {
      this.isUnknown = true
      return
    }

    for (const [path, record] of Object.entries(state.files)) {
      if (isInside(path) && isRecord(record)) this.records.set(path, record)
    }
  }

  private takeBegun(line: unknown): void {
    if (!Array.isArray(line)) return
    const [path, record]: unknown[] = line
    if (typeof path !== 'string' || !isInside(path) || !isRecord(record)) return
    this.begun.set(path, record.sha256)
    if (!this.records.has(path)) this.records.set(path, record)
  }
}

/** Whether a path of a state leads to a file in the folder, or in a folder in it, whoever has written that state. */
const isInside = (path: string): boolean => {
  const parts = path.split('/')
  return parts.length <= 2 && parts.every((part) => part !== '' && !/^\.|[\\:]/.test(part))
}

const isRecord = (value: unknown): value is FileRecord =>
  isObject(value) &&
  typeof value.format === 'string' &&
  typeof value.noun === 'string' &&
  typeof value.sha256 === 'string' &&
  (value.id === undefined || typeof value.id === 'string')

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
