import {readFileSync, statSync} from 'node:fs'
import {rm} from 'node:fs/promises'
import {dirname, join} from 'node:path'

import {omiFolder} from '../../config/environment.js'
import {cannotWriteConfiguration, invalidConfiguration, isOmiError} from '../../errors/index.js'
import {inWords, systemCode} from '../../errors/system-error.js'
import {makeFolder, resolveTarget} from '../../files/folders.js'
import {writeWhole} from '../../files/write-whole.js'
import {isObject} from '../../json/is-object.js'
import {type ClientFile, SERVER_NAME} from './clients.js'
import {entryIn, withEntry, withoutEntry} from './edit-file.js'
import {isOurs, mergedEntry} from './merged-entry.js'
import {changeBetween, type NotedChange, undone} from './noted-change.js'
import {type ServerEntry} from './server-entry.js'

const BOM = '\uFEFF'

/** What our entry has changed in a file, by its path. */
type Notes = Readonly<Record<string, NotedChange>>

const notesPath = (home: string) => join(omiFolder(home), 'mcp-clients.json')

/**
 * Puts our entry into a client's file, where it keeps what its user added to it. Throws "Invalid configuration" for a file that
 * cannot be read and for an entry of our name that is not ours, and "Cannot write configuration"; the file is as it was then.
 */
export async function addEntry(file: ClientFile, given: ServerEntry, home: string): Promise<Added> {
  const before = readFile(file.path)
  const {bom, text} = before ?? {bom: '', text: ''}
  const present = edited(file, () => entryIn(text, file))
  checkOurs(file, present)
  const {entry, kept} = mergedEntry(given, present)
  const after = edited(file, () => withEntry(text, file, entry))
  // What its user has added may be a secret.
  const told = {changed: false, entry: {...given, args: entry.args}, kept}
  if (before && after === text) return told
  const notes = readNotes(home)
  const {made, without} = asBefore(file, text, notes[file.path])
  await write(file.path, bom + after, before?.mode)
  await note(home, {...notes, [file.path]: changeBetween(without, after, made || !before)})
  return {...told, changed: true}
}

/** What became of an entry. */
interface Added {
  readonly changed: boolean
  readonly entry: ServerEntry
  /** Words of the entry that was there, which it keeps. */
  readonly kept: readonly string[]
}

/** Throws "Invalid configuration" for an entry of our name that starts something else. */
function checkOurs({path, servers}: ClientFile, present: unknown): void {
  if (present === undefined || isOurs(present)) return
  throw invalidConfiguration(
    `${path}: Its entry ${servers}.${SERVER_NAME} starts another program. It is left as it is. ` +
      'Give it another name there, or take it out, and run this again.',
  )
}

/** The text without our entry, as it was before as far as that is known; `made` where there was no file, and is nothing else in it. */
function asBefore(file: ClientFile, text: string, noted: NotedChange | undefined): {made: boolean; without: string} {
  const before = undone(text, noted)
  return before === undefined
    ? {made: false, without: edited(file, () => withoutEntry(text, file))}
    : {made: Boolean(noted?.made), without: before}
}

/**
 * Takes our entry out of a client's file, which then is what it was before: a file that came with the entry goes with it. Resolves to
 * whether there was one. Throws as `addEntry` does.
 */
export async function removeEntry(file: ClientFile, home: string): Promise<boolean> {
  const before = readFile(file.path)
  if (!before) return false
  const {bom, mode, text} = before
  checkOurs(
    file,
    edited(file, () => entryIn(text, file)),
  )
  const {[file.path]: noted, ...others} = readNotes(home)
  const {made, without} = asBefore(file, text, noted)
  if (without === text) return false
  await (made ? remove(file.path, mode) : write(file.path, bom + without, mode))
  if (noted !== undefined) await note(home, others)
  return true
}

/** Undefined where there is none. */
function readFile(path: string): undefined | {bom: string; mode: number; text: string} {
  try {
    const stats = statSync(path)
    // Reading a pipe would wait for whoever writes into it.
    if (!stats.isFile()) throw invalidConfiguration(`${path}: It is no file. It is left as it is.`)
    const {mode} = stats
    const bytes = readFileSync(path)
    const all = new TextDecoder('utf8', {fatal: true, ignoreBOM: true}).decode(bytes)
    const bom = all.startsWith(BOM) ? BOM : ''
    return {bom, mode: mode & 0o777, text: all.slice(bom.length)}
  } catch (error) {
    if (isOmiError(error)) throw error
    const code = systemCode(error)
    if (code === 'ENOENT') return undefined
    const why = code === undefined || code.startsWith('ERR_') ? 'It is not UTF-8.' : `Cannot be read ${inWords(code)}.`
    throw invalidConfiguration(`${path}: ${why}`, error)
  }
}

/** What `edit` makes of a file; throws "Invalid configuration" with its words where it cannot read it. */
function edited<Value>({path}: ClientFile, edit: () => Value): Value {
  try {
    return edit()
  } catch (error) {
    throw invalidConfiguration(`${path}: ${(error as Error).message}\nIt is left as it is.`, error)
  }
}

/** The system lets its owner replace a file that is only to be read. */
function checkWritable(path: string, mode: number | undefined): void {
  if (mode !== undefined && (mode & 0o222) === 0) {
    throw cannotWriteConfiguration(`${path} is only to be read. It is left as it is.`)
  }
}

async function write(path: string, text: string, mode: number | undefined): Promise<void> {
  checkWritable(path, mode)
  try {
    await makeFolder(dirname(await resolveTarget(path)))
    await writeWhole(path, text, {mode: mode ?? 0o600})
  } catch (error) {
    throw notWritten(path, error)
  }
}

async function remove(path: string, mode: number): Promise<void> {
  checkWritable(path, mode)
  try {
    await rm(await resolveTarget(path))
  } catch (error) {
    throw notWritten(path, error)
  }
}

function notWritten(path: string, error: unknown): unknown {
  const code = systemCode(error)
  if (code === undefined) return error
  return cannotWriteConfiguration(`${path}: It cannot be written ${inWords(code)}. It is left as it is.`, error)
}

function readNotes(home: string): Notes {
  try {
    const notes: unknown = JSON.parse(readFileSync(notesPath(home), 'utf8'))
    return isObject(notes) ? (notes as Notes) : {}
  } catch {
    return {}
  }
}

/** Without the note, what was there before cannot be told to the last blank; that is no failure. */
async function note(home: string, notes: Notes): Promise<void> {
  const path = notesPath(home)
  try {
    await makeFolder(dirname(path))
    await writeWhole(path, `${JSON.stringify(notes)}\n`)
  } catch {}
}
