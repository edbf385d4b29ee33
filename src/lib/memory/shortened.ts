/** The characters that the server leaves of the text of a lapsed plan, in front of the dots. */
const LEFT = 70

/** Whether a text is what the server leaves of a longer one, as far as that can be told from it. */
export function isShortened(text: unknown): boolean {
  if (typeof text !== 'string' || !text.endsWith('...') || text.length < LEFT + 3 || text.length > 2 * LEFT + 3)
    return false
  return [...text].length === LEFT + 3
}
