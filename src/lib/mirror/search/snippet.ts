import {type Part, type Said} from '../documents.js'
import {folded, wordsOf} from '../words.js'
import {type Phrase} from './query.js'

/** From where to where a match goes in a text, in UTF-16 units. */
export type Match = readonly [start: number, end: number]

/** A passage of what was found, with what was looked for in it. */
export interface Snippet {
  readonly matches: readonly Match[]
  readonly segment: null | Said
  readonly text: string
}

/** The longest snippet, and how much of it stands in front of the first match, in UTF-16 units. */
const LONGEST = 160
const BEFORE = 50

/** Where phrases are in a text, in order, none in another. */
export function matchesIn(text: string, phrases: readonly Phrase[]): Match[] {
  const words = wordsOf(text)
  const matches: Match[] = []
  for (let index = 0; index < words.length;) {
    const length = Math.max(0, ...phrases.map((phrase) => lengthAt(words, index, phrase)))
    const first = words[index]
    const last = words[index + length - 1]
    if (length > 0 && first && last) matches.push([first.start, last.end])
    index += Math.max(1, length)
  }

  return matches
}

/** How many words a phrase takes that begins at one of them; 0 where it does not. */
function lengthAt(words: ReadonlyArray<{folded: string}>, index: number, {isBeginning, words: wanted}: Phrase): number {
  const fits = wanted.every((word, offset) => {
    const found = words[index + offset]?.folded
    return found === word || (isBeginning && offset === wanted.length - 1 && found?.startsWith(word))
  })
  return fits ? wanted.length : 0
}

/** The passage of a document in which most of the phrases are: its first part where none of them is. */
export function snippetOf(parts: readonly Part[], phrases: readonly Phrase[]): Snippet {
  let best: undefined | {matches: Match[]; part: Part; score: number}
  for (const part of parts) {
    // Most parts of a long transcript have nothing of it, which is seen sooner than where their words are.
    const text = folded(part.text)
    if (!phrases.some(({words}) => words.every((word) => text.includes(word)))) continue
    const matches = matchesIn(part.text, phrases)
    if (matches.length === 0) continue
    const score = phrases.filter((phrase) => matchesIn(part.text, [phrase]).length > 0).length
    if (!best || score > best.score) best = {matches, part, score}
    if (score === phrases.length) break
  }

  if (best) return cut(best.part, best.matches)
  const [first] = parts
  return first ? cut(first, []) : {matches: [], segment: null, text: ''}
}

function cut({segment, text}: Part, matches: readonly Match[]): Snippet {
  const line = text.replaceAll(/\s/g, ' ')
  if (line.length <= LONGEST) return {matches, segment: segment ?? null, text: line}
  const first = matches[0]?.[0] ?? 0
  const from = first <= BEFORE ? 0 : startOfWord(line, Math.min(first - BEFORE, Math.max(0, line.length - LONGEST)))
  const to = from + LONGEST >= line.length ? line.length : endOfWord(line, from + LONGEST)
  const [before, after] = [from > 0 ? '…' : '', to < line.length ? '…' : '']
  const shift = before.length - from
  return {
    matches: matches
      .filter(([start, end]) => start >= from && end <= to)
      .map(([start, end]) => [start + shift, end + shift]),
    segment: segment ?? null,
    text: before + line.slice(from, to) + after,
  }
}

/** The next place behind a blank, where one is near; never within a character of two units. */
function startOfWord(line: string, from: number): number {
  const blank = line.indexOf(' ', from)
  if (blank !== -1 && blank - from < BEFORE / 2) return blank + 1
  return isLowSurrogate(line, from) ? from + 1 : from
}

function endOfWord(line: string, to: number): number {
  const blank = line.lastIndexOf(' ', to)
  if (to - blank < BEFORE / 2) return blank
  return isLowSurrogate(line, to) ? to - 1 : to
}

const isLowSurrogate = (line: string, at: number) => /[\uDC00-\uDFFF]/.test(line[at] ?? '')
