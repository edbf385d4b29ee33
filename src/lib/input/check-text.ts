import {invalidValue} from '../errors/index.js'

/**
 * Throws a UsageError unless `text` has 1 to `longest` characters, counted as the server does: in code points.
 * `label` names the text as the user gave it: `CONTENT`, `--title`.
 */
export function checkText(text: string, label: string, longest: number): void {
  if (text.trim() === '') throw invalidValue(label, 'It is empty.')
  const {length} = [...text]
  if (length > longest) throw invalidValue(label, `It has ${length} characters; at most ${longest} are allowed.`)
}
