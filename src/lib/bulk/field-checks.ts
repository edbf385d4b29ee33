/** Checks that the kinds of rows share. Each throws an Error whose message continues `row 7, content: `. */

const MAX_QUOTED = 60

/** A text of 1 to `maxLength` characters, counted as the server does: code points. */
export const textUpTo = (maxLength: number) => (value: unknown) => {
  const text = asText(value)
  if (text.trim() === '') throw new Error('empty')

  const {length} = [...text]
  if (length > maxLength) throw new Error(`${length} characters; at most ${maxLength} are allowed`)
  return text
}

/** One of `values`, spelled exactly so; blanks around it do not matter. */
export const oneOf =
  <Value extends string>(values: readonly Value[]) =>
  (value: unknown): Value => {
    const text = asText(value).trim()
    const known = values.find((candidate) => candidate === text)
    if (known === undefined) throw new Error(`${quoted(text)} is none of ${values.join(', ')}`)
    return known
  }

const YES = ['true', 'yes', '1']
const NO = ['false', 'no', '0']

/** True or false, as JSON and as people and spreadsheets write it. */
export function yesOrNo(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  const text = (value === 1 || value === 0 ? String(value) : asText(value)).trim().toLowerCase()
  if (YES.includes(text)) return true
  if (NO.includes(text)) return false
  throw new Error(`${quoted(value)} is none of ${[...YES, ...NO].join(', ')}`)
}

/**
 * A list of texts, none of them empty; a single text is split at `;` and `,`, so that it fits into one cell. One with such a sign in it
 * is in quotes there, and one that a spreadsheet would run has an apostrophe in front.
 */
export function textList(value: unknown): string[] {
  if (Array.isArray(value)) return value.map((item) => textUpTo(Number.POSITIVE_INFINITY)(item))
  return [...asText(value).matchAll(LISTED)]
    .map(({groups: {plain = '', quoted} = {}}) =>
      quoted === undefined ? plain.trim().replace(/^'(?='*\s*[-=+@])/, '') : quoted.replaceAll('""', '"'),
    )
    .filter((item) => item !== '')
}

/** An element of such a list: in quotes up to the sign or the end behind them, or up to the next sign. */
const LISTED = /\s*"(?<quoted>(?:[^"]|"")*)"\s*(?:[,;]|$)|(?<plain>[^,;]+)(?:[,;]|$)/g

function asText(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`${quoted(value)} is not a text`)
  return value
}

function quoted(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text
}
