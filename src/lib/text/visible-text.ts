/**
 * Text that came from elsewhere (the server, a file, a command line) as a terminal may show it: control characters,
 * escape sequences and direction overrides become visible escapes such as `\x1b` and `\u202e`, so that nothing in it
 * moves the cursor, changes colours or reverses what is read.
 */
export const visible = (text: string) => (PLAIN.test(text) ? text : text.replaceAll(UNSAFE, escape))

/** The same, with line breaks kept, for text that has lines of its own. */
export const visibleLines = (text: string) => text.split(/\r?\n/).map(visible)

/** One field of a tab-separated line: tab, newline and backslash as `\t`, `\n` and `\\`, the rest made visible. */
export const tsvField = (text: string) =>
  visible(
    text
      .replaceAll('\\', String.raw`\\`)
      .replaceAll('\t', String.raw`\t`)
      .replaceAll('\n', String.raw`\n`),
  )

/** The same for JSON, as escapes of JSON: it stays the same document. The line ends of its indentation are kept. */
export const visibleJson = (json: string) =>
  json.replaceAll(UNSAFE, (character) =>
    character === '\n' ? character : String.raw`\u` + (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0'),
  )

/** What most texts are, told apart for a fraction of the other expression, which knows all of Unicode. */
const PLAIN = /^[ -~]*$/

/**
 * C0 and C1 controls with DEL; line and paragraph separator; the marks, embeddings, overrides and isolates of the
 * Unicode bidirectional algorithm (https://www.unicode.org/reports/tr9/); BOM; unpaired surrogates.
 */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]|\p{Surrogate}/gu

const SHORT_ESCAPES: Record<string, string> = {'\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t`}

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const short = SHORT_ESCAPES[character]
  if (short) return short
  // Shells read \x80 and above as a byte, not as a character.
  if (code < 0x80) return String.raw`\x` + code.toString(16).padStart(2, '0')
  return String.raw`\u` + code.toString(16).padStart(4, '0')
}
