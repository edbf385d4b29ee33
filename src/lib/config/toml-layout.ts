import {type AST, parseTOML} from 'toml-eslint-parser'

/** Keys from the root down; a number counts the tables of an array of tables. */
export type KeyPath = readonly (number | string)[]

/** A place that key/value pairs stand in: the top of the file, a `[table]`, or an inline table. */
export interface Section {
  readonly inline: boolean
  readonly node: AST.TOMLInlineTable | AST.TOMLTable | AST.TOMLTopLevelTable
  readonly pairs: AST.TOMLKeyValue[]
  readonly path: KeyPath
}

/** A key/value pair, with its path from the root. */
export interface Entry {
  readonly home: Section
  readonly node: AST.TOMLKeyValue
  readonly path: KeyPath
}

/** Where everything stands in a TOML text. */
export interface Layout {
  readonly comments: AST.Comment[]
  readonly entries: Entry[]
  readonly homes: Section[]
  /** In the order of the file. */
  readonly tables: AST.TOMLTable[]
  readonly tokens: AST.Token[]
  readonly top: Section
}

/** Takes TOML text without a byte order mark; throws an Error for text that is not TOML. */
export function readLayout(text: string): Layout {
  const program = parseTOML(text)
  const [root] = program.body
  const tables = root.body.filter((node) => node.type === 'TOMLTable')
  const top = {inline: false, node: root, pairs: root.body.filter((node) => node.type === 'TOMLKeyValue'), path: []}
  const homes = [
    top,
    ...tables.map((node) => ({inline: false, node, pairs: node.body, path: node.resolvedKey})),
  ].flatMap((home) => withInlineTables(home))
  const entries = homes.flatMap((home) => home.pairs.map((node) => ({home, node, path: pathOf(home, node)})))
  return {comments: program.comments, entries, homes, tables, tokens: program.tokens, top}
}

export function startsWith(path: KeyPath, beginning: KeyPath): boolean {
  return path.length >= beginning.length && beginning.every((key, index) => key === path[index])
}

export function isSame(path: KeyPath, other: KeyPath): boolean {
  return path.length === other.length && startsWith(path, other)
}

function withInlineTables(home: Section): Section[] {
  const nested = home.pairs.flatMap((pair) =>
    pair.value.type === 'TOMLInlineTable'
      ? withInlineTables({inline: true, node: pair.value, pairs: pair.value.body, path: pathOf(home, pair)})
      : [],
  )
  return [home, ...nested]
}

function pathOf(home: Section, pair: AST.TOMLKeyValue): KeyPath {
  return [...home.path, ...pair.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value))]
}
