import {isDeepStrictEqual} from 'node:util'

import {isTable, parseToml, type TomlDocument, type TomlTable} from './parse-toml.js'
import {removeKey} from './remove-toml-key.js'
import {setKey} from './set-toml-key.js'
import {type TomlScalar} from './toml-text.js'

/** A key to set, or (undefined) a key or table to remove with all that is in it. */
export interface ConfigEdit {
  readonly path: string[]
  readonly value: TomlScalar | undefined
}

/**
 * Gives the document after the edits, in which all else stands as it was: comments, order, unknown keys, spacing, line
 * endings. Throws a UsageError for a value that TOML cannot write, and an Error when the text cannot be made to say what
 * was asked for.
 */
export function editToml({root, text}: TomlDocument, edits: readonly ConfigEdit[]): TomlDocument {
  let edited = text
  let wanted = root
  for (const {path, value} of edits) {
    edited = value === undefined ? removeKey(edited, path) : setKey(edited, path, value)
    wanted = withValue(wanted, path, value)
  }

  const document = parseToml(edited)
  if (isDeepStrictEqual(withoutEmptyTables(document.root), withoutEmptyTables(wanted))) return document
  throw new Error('The edited text does not say what was asked for')
}

function withValue(table: TomlTable, path: string[], value: TomlScalar | undefined): TomlTable {
  const [key = '', ...rest] = path
  const copy: TomlTable = Object.assign(Object.create(null), table)
  if (rest.length > 0) {
    const inner = table[key] ?? Object.create(null)
    if (!isTable(inner)) throw new Error('A value stands where a table is needed')
    copy[key] = withValue(inner, rest, value)
  } else if (value === undefined) delete copy[key]
  else copy[key] = value
  return copy
}

/** A table that only dotted keys made is gone with the last of them, one with a header of its own is not: both will do. */
function withoutEmptyTables(value: unknown): unknown {
  if (!isTable(value)) return value
  const kept = Object.entries(value).map(([key, inner]) => [key, withoutEmptyTables(inner)] as const)
  return new Map(kept.filter(([, inner]) => !(inner instanceof Map && inner.size === 0)))
}
