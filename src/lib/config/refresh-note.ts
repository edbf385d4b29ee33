import {createHash} from 'node:crypto'
import {closeSync, fsyncSync, openSync, readFileSync, writeSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'

import {systemCode, systemError} from '../errors/system-error.js'
import {remove} from '../files/temporary-files.js'
import {type ConfigLocation, targetOf} from './config-file.js'
import {type StoredConfig} from './stored-config.js'
import {type Tokens} from './tokens.js'

/** Room for two tokens of the longest kind, in bytes. Firebase's take a tenth of it. */
const ROOM = 16_384

interface Content {
  /** A hash of the refresh token that the config file has and that these tokens replace. */
  readonly replaces: string
  /** Missing until they have come. */
  readonly tokens?: Tokens
}

/**
 * Where new tokens are kept from the moment on that they have come until they are in the config file: the refresh token
 * from before is spent, so that the session would be lost with them. The file is there with all of its room before they are
 * asked for; what is left to do with an answer in hand is one write.
 */
export class RefreshNote {
  private constructor(
    readonly path: string,
    private readonly file: number,
    private readonly replaces: string,
  ) {}

  /** Makes it, in place of an older one. `current` is the refresh token of the config file. Throws the system's error. */
  static prepare(path: string, current: string): RefreshNote {
    // One that was left by a killed process may be somebody else's, as after sudo.
    remove(path)
    const file = openSync(path, 'wx', 0o600)
    const note = new RefreshNote(path, file, hashOf(current))
    try {
      note.write({replaces: note.replaces})
      return note
    } catch (error) {
      note.remove()
      throw error
    }
  }

  /** The note stays, for the next run. */
  close(): void {
    closeSync(this.file)
  }

  /** Writes the tokens down; `false` where the disk fails. */
  keep(tokens: Tokens): boolean {
    try {
      this.write({replaces: this.replaces, tokens})
      fsyncSync(this.file)
      return true
    } catch (error) {
      if (systemCode(error) === undefined) throw error
      return false
    }
  }

  /** To be called once it is not needed any more, in place of `close`. Never throws. */
  remove(): void {
    this.close()
    remove(this.path)
  }

  private write(content: Content): void {
    const bytes = Buffer.from(`${JSON.stringify(content).padEnd(ROOM)}\n`)
    let written = 0
    while (written < bytes.length) {
      const more = writeSync(this.file, bytes, written, bytes.length - written, written)
      if (more === 0) throw systemError('ENOSPC', 'write', this.path)
      written += more
    }
  }
}

/** The tokens that a run before this one got and could not bring into the config file, where they are to replace `current`. */
export function keptTokens(path: string, current: string): Tokens | undefined {
  const {replaces, tokens} = read(path)
  return replaces === hashOf(current) ? tokens : undefined
}

function read(path: string): Partial<Content> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Content
  } catch {
    // None, or one that was cut off.
    return {}
  }
}

/** Where the note of a profile is: beside the config file, and with a name of the same kind for every profile. */
export const notePath = async (location: ConfigLocation, profileName: string): Promise<string> =>
  `${await targetOf(location)}.${refreshName(profileName)}.json`

/** What the note and the lock of a profile's refresh are named by. */
export const refreshName = (profileName: string): string => `refresh-${hashOf(profileName).slice(0, 12)}`

/** Forgets tokens that were kept: the profile's credential is another now, or none. Never throws. */
export async function forgetKeptTokens(location: ConfigLocation, profileName: string): Promise<void> {
  const path = await notePath(location, profileName).catch(() => {})
  if (path !== undefined) remove(path)
}

/** Removes notes that replace nothing of what the config file says: a killed run left them. Never throws. */
export function removeVoidNotes(
  target: string,
  names: readonly string[],
  {profiles}: Pick<StoredConfig, 'profiles'>,
): void {
  const notes = names.filter((name) => name.startsWith(`${basename(target)}.refresh-`) && name.endsWith('.json'))
  if (notes.length === 0) return
  const current = new Set([...profiles.values()].map(({refresh_token: token}) => token && hashOf(token)))
  for (const name of notes) {
    const path = join(dirname(target), name)
    if (!current.has(read(path).replaces)) remove(path)
  }
}

/** Short for what is too long for a name, or not to be read. */
export const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
