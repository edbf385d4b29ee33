import {spaced, type Word, wordsOf} from '../words.js'

/** What has to stand together in a text: words one behind the other, the last of which may only begin one. */
export interface Phrase {
  readonly isBeginning: boolean
  readonly words: readonly string[]
}

/** What is looked for. */
export interface Query {
  /** For the full-text table; undefined where nothing of what was typed is a word. */
  readonly match: string | undefined
  /** What to mark in what was found. */
  readonly phrases: readonly Phrase[]
}

/**
 * What the words that were typed mean: all have to be there, none of `not` may. `"…"` is a phrase, `…*` begins a word; all else is data, whatever
 * SQLite would take it for.
 */
export function parseQuery(typed: readonly string[], not: readonly string[] = []): Query {
  const wanted = typed.flatMap((word) => termsIn(word))
  const unwanted = not.flatMap((word) => termsIn(word))
  const phrases = wanted.map(({phrase}) => phrase)
  if (wanted.length === 0) return {match: undefined, phrases}
  const all = wanted.map(({match}) => match).join(' AND ')
  const none = unwanted.map(({match}) => ` NOT ${match}`).join('')
  return {match: unwanted.length > 0 ? `(${all})${none}` : all, phrases}
}

interface Term {
  readonly match: string
  readonly phrase: Phrase
}

/** The phrases and words of one argument, which may have several. */
function termsIn(argument: string): Term[] {
  const terms: Term[] = []
  for (const {groups = {}} of argument.matchAll(/"(?<phrase>[^"]*)"?|(?<word>[^\s"]+)/g)) {
    const {phrase, word = ''} = groups
    const isBeginning = phrase === undefined && word.endsWith('*')
    const text = phrase ?? word
    const words = wordsOf(text.normalize('NFC')).map(({folded}: Word) => folded)
    if (words.length === 0) continue
    // What the tokenizer does not take for words it leaves out of a phrase, too.
    const quoted = spaced(isBeginning ? text.replace(/\*+$/, '') : text)
      .replaceAll('"', ' ')
      .replaceAll('\0', ' ')
    terms.push({match: `"${quoted.trim()}"${isBeginning ? '*' : ''}`, phrase: {isBeginning, words}})
  }

  return terms
}
