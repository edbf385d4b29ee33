import displayWidth from 'string-width'

/** Made for the first text that needs it: that takes longer than loading all of this. */
let graphemes: Intl.Segmenter | undefined

/** What is read as one character, and how many cells of a terminal it takes. */
export interface Grapheme {
  readonly text: string
  readonly width: number
}

/**
 * The characters of a text, as people count them.
 * @yields each of them
 */
export function* graphemesOf(text: string): Generator<Grapheme> {
  graphemes ??= new Intl.Segmenter(undefined, {granularity: 'grapheme'})
  for (const {segment} of graphemes.segment(text)) yield {text: segment, width: widthOf(segment)}
}

/** How many cells of a terminal a text of one line takes at most, without escape sequences. */
export function cellWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length
  let width = 0
  for (const grapheme of graphemesOf(text)) width += grapheme.width
  return width
}

/** Many terminals show what belongs together (a family, a flag, a skin tone) side by side: that counts where it is wider. */
const widthOf = (grapheme: string) =>
  Math.max(
    displayWidth(grapheme),
    [...grapheme].reduce((sum, character) => sum + widthAlone(character), 0),
  )

function widthAlone(character: string): number {
  if (/^[\p{Mark}\p{Format}]$/u.test(character)) return 0
  // Emoji newer than the tables of the libraries and of Node.js.
  if (character >= '\u{1F000}' && /^\p{Extended_Pictographic}$/u.test(character)) return 2
  return displayWidth(character)
}
