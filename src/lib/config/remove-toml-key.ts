import {endsWithBlankLine, isBlank, lineEnd, lineStart, nextLine, splice} from './text-lines.js'
import {type Entry, type Layout, readLayout, startsWith} from './toml-layout.js'

/**
 * Gives the text without the key or table at `path`, and without all that is in it. Comments stay, but for those between
 * the header of a removed table and its last key.
 */
export function removeKey(text: string, path: string[]): string {
  const layout = readLayout(text)
  const table = layout.tables.find(({resolvedKey}) => startsWith(resolvedKey, path))
  if (table) return removeKey(removeTable(text, ...table.range), path)
  const entry = layout.entries.find((candidate) => startsWith(candidate.path, path))
  if (!entry) return text
  return removeKey(entry.home.inline ? removeInline(text, layout, entry) : removeLine(text, layout, entry), path)
}

/** Takes the range from the header to the last key; of the blank lines above and below, those of one side go with it. */
function removeTable(text: string, start: number, end: number): string {
  let above = text.slice(0, lineStart(text, start))
  let below = text.slice(nextLine(text, end))
  if (endsWithBlankLine(above)) {
    const second = nextLine(below, 0)
    if (isBlank(below)) above = above.slice(0, lineStart(above, above.length - 1))
    else if (isBlank(below.slice(0, second))) below = below.slice(second)
  }

  return above + below
}

function removeLine(text: string, {comments}: Layout, {node}: Entry): string {
  const [start, end] = node.range
  const comment = comments.find(({range}) => range[0] >= end && range[0] < lineEnd(text, end))
  return comment
    ? splice(text, start, comment.range[0], '')
    : splice(text, lineStart(text, start), nextLine(text, end), '')
}

/** Removes a pair of an inline table, and the comma that parted it from its neighbour. */
function removeInline(text: string, {tokens}: Layout, {home, node}: Entry): string {
  const [start, end] = node.range
  const before = tokens.findLast(({range}) => range[1] <= start)
  const after = tokens.findIndex(({range}) => range[0] >= end)
  const [comma, next] = tokens.slice(after)
  if (home.pairs.at(-1) !== node && comma && next) {
    const gap = text.slice(comma.range[1], next.range[0])
    return splice(text, start, isBlank(gap) && !gap.includes('\n') ? next.range[0] : comma.range[1], '')
  }

  const withoutPair = splice(text, start, end, '')
  if (home.pairs.length === 1 || !before) return withoutPair
  const gap = text.slice(before.range[1], start)
  return splice(withoutPair, before.range[0], isBlank(gap) ? start : before.range[1], '')
}
