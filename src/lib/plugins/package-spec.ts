import {stat} from 'node:fs/promises'
import {resolve} from 'node:path'
import {pathToFileURL} from 'node:url'

import {invalidValue} from '../errors.js'
import {shellLine} from '../shell-words.js'

/** The scheme of a URL; a single letter is a drive of Windows. */
const SCHEME = /^[a-z][a-z\d+.-]+:/i

/**
 * What to tell npm for a word that a user typed: a packed plugin's path as the URL that npm wants, all else as it is.
 * Throws a UsageError for a path that is no packed plugin.
 */
export async function packageSpec(word: string): Promise<string> {
  if (SCHEME.test(word) || !/^[./~]|\.tgz$/.test(word)) return word
  const path = resolve(word)
  const found = await stat(path).catch(() => {})
  if (!found) throw invalidValue(`PLUGIN ${word}`, 'There is no such file.')
  if (found.isDirectory()) {
    throw invalidValue(`PLUGIN ${word}`, `It is a folder: ${shellLine(['omi', 'plugins', 'link', word])}`)
  }

  return pathToFileURL(path).href
}

/** Whether a plugin is one of the product's own. `own` is the name of the product's package. */
export const isFirstParty = (word: string, own: string): boolean => word.startsWith(`${own.split('/', 1)[0]}/`)

/** The name in a word such as `@oclif/plugin-which@3`. */
export const nameIn = (word: string): string => word.replace(/(?<!^)@.*$/, '')
