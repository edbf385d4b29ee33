import {type AST} from 'toml-eslint-parser'

import {endsWithBlankLine, indentation, isBlank, lineEnd, lineEnding, lineStart, splice} from './text-lines.js'
import {isSame, type Layout, readLayout, type Section, startsWith} from './toml-layout.js'
import {tomlKey, tomlScalar, type TomlScalar} from './toml-text.js'

/** Where a new pair goes: into `home`, behind `after` if there is one. */
interface Place {
  readonly after?: AST.TOMLKeyValue
  readonly home: Section
}

/** Gives the text with the key at `path` set, adding the pair, and the table it belongs to, where they are missing. */
export function setKey(text: string, path: string[], value: TomlScalar): string {
  const layout = readLayout(text)
  const present = layout.entries.find((entry) => isSame(entry.path, path))
  if (present) return replaceValue(text, present.node.value, value)

  const table = path.slice(0, -1)
  const place = findPlace(layout, table)
  const pair = `${tomlKey(...path.slice(place ? place.home.path.length : table.length))} = ${tomlScalar(value)}`
  if (!place) return appendTable(text, table, pair)
  if (place.home.inline) return insertInline(text, place, pair)
  if (place.after) return insertBelow(text, place.after.range, pair)
  const {node} = place.home
  return node.type === 'TOMLTable' ? insertBelow(text, node.key.range, pair) : insertAtTop(text, layout, pair)
}

function replaceValue(text: string, node: AST.TOMLContentNode, value: TomlScalar): string {
  return node.type === 'TOMLValue' && node.value === value ? text : splice(text, ...node.range, tomlScalar(value))
}

/** Undefined when `table` has to be added with a header of its own. */
function findPlace({entries, homes}: Layout, table: string[]): Place | undefined {
  const own = homes.find(({path}) => isSame(path, table))
  if (own) return {after: own.pairs.at(-1), home: own}

  // A table that dotted keys have made can get no header any more, only further dotted keys.
  const beside = entries.findLast(({home, path}) => home.path.length < table.length && startsWith(path, table))
  if (beside) return {after: beside.node, home: beside.home}

  // An inline table cannot be extended from outside of its braces.
  const around = homes.findLast(({inline, path}) => inline && startsWith(table, path))
  return around && {after: around.pairs.at(-1), home: around}
}

function insertInline(text: string, {after, home}: Place, pair: string): string {
  if (after) return splice(text, after.range[1], after.range[1], `, ${pair}`)
  const [start, end] = home.node.range
  return splice(text, start + 1, start + 1, end - start === 2 ? ` ${pair} ` : ` ${pair}`)
}

function insertBelow(text: string, [start, end]: AST.Range, pair: string): string {
  const at = lineEnd(text, end)
  return splice(text, at, at, lineEnding(text) + indentation(text, start) + pair)
}

/** Adds the first key that belongs to no table: it has to stand before all of them. */
function insertAtTop(text: string, layout: Layout, pair: string): string {
  const eol = lineEnding(text)
  const [first] = layout.tables
  if (!first) return `${endLastLine(text)}${pair}${eol}`
  const at = startWithComments(text, layout, first)
  return splice(text, at, at, pair + eol + eol)
}

/** Where the comment lines begin that stand directly above `table`, and belong to it. */
function startWithComments(text: string, {comments}: Layout, table: AST.TOMLTable): number {
  let {line} = table.loc.start
  let [start] = table.range
  for (const comment of comments.toReversed()) {
    if (comment.loc.start.line === line - 1) {
      line -= 1
      ;[start] = comment.range
    }
  }

  return lineStart(text, start)
}

function appendTable(text: string, table: string[], pair: string): string {
  const eol = lineEnding(text)
  const gap = endsWithBlankLine(text) ? '' : eol
  return `${endLastLine(text)}${gap}[${tomlKey(...table)}]${eol}${pair}${eol}`
}

function endLastLine(text: string): string {
  const lastLine = text.slice(text.lastIndexOf('\n') + 1)
  return isBlank(lastLine) ? text : text + lineEnding(text)
}
