import {closeSync, openSync, writeFileSync} from 'node:fs'
import {open, readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'

import {systemCode} from '../errors/system-error.js'
import {type FileLock} from '../files/lock.js'
import {writeWholeFrom} from '../files/write-whole.js'
import {isObject} from '../json/is-object.js'
import {type FileRecord, KnownFiles} from './known-files.js'
import {linesIn} from './lines.js'

/** The file in a folder that remembers what was written there: JSON, with a line for each file. */
export const STATE_FILE = '.omi-export.json'
/** Its first line, and the last one. */
const HEAD = '{"version":1,"files":{'
const END = '}}'
const LINE = /^(?<path>"(?:[^"\\]|\\.)*"):(?<record>\{.*\}),?$/
/** What a run that has not ended yet is about to write, a line for each file. */
const JOURNAL = '.omi-export.log'

/** What is known of the files in a folder, by their paths in it, with `/` between the parts. */
export class FolderState {
  /** Whether there was a state that nobody can read. */
  isUnreadable = false
  private journal?: number

  private constructor(
    private readonly folder: string,
    readonly files: KnownFiles,
  ) {}

  /** Throws the system's errors, but for a state that is not there. */
  static async open(folder: string, forcesWasm: boolean): Promise<FolderState> {
    const state = new FolderState(folder, await KnownFiles.open(forcesWasm))
    try {
      await state.read()
      return state
    } catch (error) {
      await state.close()
      throw error
    }
  }

  /** Notes that a file is about to be written: whoever finds it later knows that it is no file of the user's. */
  begin(path: string, record: FileRecord): void {
    this.journal ??= openSync(join(this.folder, JOURNAL), 'a', 0o600)
    writeFileSync(this.journal, `${JSON.stringify([path, record])}\n`)
  }

  /** Lets go of all; the journal stays as long as nothing is saved. */
  async close(): Promise<void> {
    this.closeJournal()
    await this.files.close()
  }

  /** Writes it whole; throws the system's errors. */
  async save(lock: FileLock): Promise<void> {
    this.closeJournal()
    await writeWholeFrom(join(this.folder, STATE_FILE), this.lines(), {lock})
    await rm(join(this.folder, JOURNAL), {force: true})
  }

  private closeJournal(): void {
    if (this.journal !== undefined) closeSync(this.journal)
    this.journal = undefined
  }

  private *lines(): Generator<string> {
    yield HEAD
    let before = '\n'
    for (const [path, record] of this.files.all()) {
      yield `${before}${JSON.stringify(path)}:${JSON.stringify(record)}`
      before = ',\n'
    }

    yield `\n${END}\n`
  }

  private async read(): Promise<void> {
    const path = join(this.folder, STATE_FILE)
    let head: string | undefined
    for await (const line of linesOf(path)) {
      head ??= line
      if (head !== HEAD) break
      const [, file, record] = LINE.exec(line) ?? []
      // Not parsed as one object: V8 keeps each name that an object has had.
      if (file !== undefined && record !== undefined) this.takeFile(parsed(file), parsed(record))
    }

    // Somebody may have laid it out anew.
    if (head !== undefined && head !== HEAD) this.takeState(parsed(await readFile(path, 'utf8')))
    for await (const line of linesOf(join(this.folder, JOURNAL))) this.takeBegun(parsed(line))
  }

  private takeBegun(line: unknown): void {
    if (!Array.isArray(line)) return
    const [path, record]: unknown[] = line
    if (typeof path === 'string' && isInside(path) && isRecord(record)) this.files.add(path, record, record.sha256)
  }

  private takeFile(path: unknown, record: unknown): void {
    if (typeof path === 'string' && isInside(path) && isRecord(record)) this.files.add(path, record)
  }

  private takeState(state: unknown): void {
    if (!isObject(state) || state.version !== 1 || !isObject(state.files)) {
      this.isUnreadable = true
      return
    }

    for (const [path, record] of Object.entries(state.files)) this.takeFile(path, record)
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
  (value.id === undefined || typeof value.id === 'string') &&
  (value.isPartial === undefined || typeof value.isPartial === 'boolean')

/** @yields the lines of a file, none of one that is not there */
async function* linesOf(path: string): AsyncGenerator<string> {
  let file
  try {
    file = await open(path, 'r')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return
    throw error
  }

  try {
    yield* linesIn(file)
  } finally {
    await file.close()
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
