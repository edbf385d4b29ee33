import {stat} from 'node:fs/promises'
import {isAbsolute, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'

import {invalidValue} from '../errors/index.js'
import {shellLine} from '../text/shell-words.js'

/** What to install, as a user typed it. */
export interface PackageSpec {
  /** The path of a packed plugin. */
  readonly file?: string
  /** Where it comes from the registry. */
  readonly name?: string
  /** What npm is told. */
  readonly npm: string
  /** What stood behind the name; `latest` where nothing did. */
  readonly tag?: string
  readonly typed: string
}

/** The scheme of a URL; a single letter is a drive of Windows. */
const SCHEME = /^[a-z][a-z\d+.-]+:/i

/** A name in the registry, and what may stand behind it. */
const NAME = /^((?:@[^/@:\s]+\/)?[^/@:\s]+)(?:@(.*))?$/

/**
 * What a word names: a packed plugin, which is a file, a name in the registry, or what only npm understands, such as a URL.
 * Throws a UsageError for a path that is no packed plugin.
 */
export async function packageSpec(word: string): Promise<PackageSpec> {
  const path = pathIn(word)
  if (path !== undefined) {
    const found = await stat(path).catch(() => {})
    if (!found) throw invalidValue(`PLUGIN ${word}`, 'There is no such file.')
    if (found.isDirectory()) {
      throw invalidValue(`PLUGIN ${word}`, `It is a folder: ${shellLine(['omi', 'plugins', 'link', word])}`)
    }

    if (!found.isFile()) throw invalidValue(`PLUGIN ${word}`, 'It is no file.')
    return {file: path, npm: `file:${path}`, typed: word}
  }

  // A word that began with a dash would be an option of npm's.
  if (word.startsWith('-')) throw invalidValue(`PLUGIN ${word}`, 'A name does not begin with a dash.')
  const [, name, tag = 'latest'] = word.match(NAME) ?? []
  // The name of a package may be followed by another source: name@file:…, name@github:….
  if (name === undefined || SCHEME.test(tag)) return {npm: word, typed: word}
  return {name, npm: `${name}@${tag}`, tag: tag || 'latest', typed: word}
}

/** What a listed plugin was installed from. */
export async function specOf({
  name,
  tag = 'latest',
  url,
}: {
  name: string
  tag?: string
  url?: string
}): Promise<PackageSpec> {
  return url === undefined ? {name, npm: `${name}@${tag}`, tag, typed: name} : packageSpec(url)
}

function pathIn(word: string): string | undefined {
  if (/^file:/i.test(word)) {
    // Two forms are about: URLs, in which characters are encoded, and npm's own, which is a path.
    const rest = word.slice('file:'.length)
    return URL.canParse(word) && rest.startsWith('//') ? fileURLToPath(word) : resolve(rest)
  }

  if (SCHEME.test(word)) return undefined
  return /^[./~]|\.tgz$|\.tar\.gz$/.test(word) || isAbsolute(word) ? resolve(word) : undefined
}

/** Whether a plugin is one of the product's own. `own` is the name of the product's package. */
export const isFirstParty = (word: string, own: string): boolean => word.startsWith(`${own.split('/', 1)[0]}/`)

/** The name in a word such as `@oclif/plugin-which@3`. */
export const nameIn = (word: string): string => word.replace(/(?<!^)@.*$/, '')
