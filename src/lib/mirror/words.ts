/**
 * Words as the full-text table has them: what SQLite's `unicode61` tokenizer makes of a text, to which one thing is added: each character
 * of a script that puts no blanks between words is a word of its own, in the table and in queries.
 */

/** Scripts without blanks between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu

/** Nothing below is of these scripts. */
const BEYOND_LATIN = /[\u0E00-\uFFFF]/

/** A text as it goes into the table, and as a phrase of a query. */
export function spaced(text: string): string {
  if (!BEYOND_LATIN.test(text)) return text
  return text.normalize('NFC').replaceAll(UNSPACED, ' $& ')
}

/** A word of a text: where it is, and how it is compared. */
export interface Word {
  readonly end: number
  readonly folded: string
  readonly start: number
}

/** What is a word to the tokenizer: letters, numbers and characters of private use, with marks upon them. */
const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu

/** The words of a text, in order. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  const add = (word: string, at: number) => {
    const key = folded(word)
    if (key !== '') words.push({end: at + word.length, folded: key, start: at})
  }

  for (const {0: found, index} of text.matchAll(WORD)) {
    let from = 0
    for (const {0: single, index: at} of BEYOND_LATIN.test(found) ? found.matchAll(UNSPACED) : []) {
      if (at > from) add(found.slice(from, at), index + from)
      add(single, index + at)
      from = at + single.length
    }

    if (from < found.length) add(found.slice(from), index + from)
  }

  return words
}

/** Without case and without marks. */
export const folded = (text: string): string =>
  /^[\u0000-\u007F]*$/.test(text) // eslint-disable-line no-control-regex
    ? text.toLowerCase()
    : text.normalize('NFD').replaceAll(/\p{M}/gu, '').normalize('NFC').toLowerCase()
