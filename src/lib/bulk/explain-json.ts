import {invalidValue, type UsageError} from '../errors/index.js'
import {visible} from '../text/visible-text.js'

/** Finding the place needs many times the memory of the text. */
const MAX_EXPLAINED_LENGTH = 20_000_000

/**
 * The error for `text` that JSON.parse refused, with the line and column of the mistake: V8's own message names no
 * place for most mistakes. `firstLine` is the number of the line that the text begins on.
 */
export async function explainJson(label: string, text: string, firstLine = 1): Promise<UsageError> {
  const mistake = text.length > MAX_EXPLAINED_LENGTH ? undefined : await findMistake(text)
  if (!mistake) return invalidValue(label, `line ${firstLine}: not valid JSON`)

  const before = text.slice(0, mistake.position).split('\n')
  const line = firstLine + before.length - 1
  return invalidValue(label, `line ${line}, column ${before.at(-1)!.length + 1}: ${mistake.message}`)
}

async function findMistake(text: string): Promise<undefined | {message: string; position: number}> {
  const {parse} = await import('lossless-json')
  try {
    parse(text, undefined, {onDuplicateKey: ({newValue}) => newValue})
  } catch (error) {
    const [, message, position] = /^(.*) at position (\d+)$/s.exec((error as Error).message) ?? []
    if (message) return {message: visible(message), position: Number(position)}
  }
}
