import {compactJson} from './layout.js'
import {JsonScanner} from './scanner.js'

/** A document as the text it came in, for what is to leave as it came: its numbers, its keys and their order. */
export class JsonText {
  /** `text` has to be valid JSON. */
  constructor(readonly text: string) {}

  /** What it says. */
  parse(): unknown {
    return JSON.parse(this.text)
  }

  toJSON(): unknown {
    return this.parse()
  }
}

/** An item of a list, as text. */
export class JsonItem extends JsonText {
  /** `id` is what its field `id` says; the JSON text of one that is not a string, undefined where there is none. */
  constructor(
    text: string,
    readonly id: string | undefined,
  ) {
    super(text)
  }
}

/**
 * The items of a list of objects, each on one line, without building what they say. Undefined when `text` is not JSON
 * or anything else than an array of objects.
 */
export function splitItems(text: string): JsonItem[] | undefined {
  try {
    return itemsOf(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function itemsOf(text: string): JsonItem[] | undefined {
  const scanner = new JsonScanner(text)
  const items: JsonItem[] = []
  scanner.space()
  if (text.charAt(scanner.at) !== '[') return undefined
  scanner.array(() => {
    if (!scanner.startsObject) throw new SyntaxError('Not an object')
    const start = scanner.at
    scanner.spaced = false
    let id: string | undefined
    scanner.object((keyAt) => {
      const valueAt = scanner.at
      scanner.value()
      if (isId(text, keyAt)) id = text.slice(valueAt, scanner.at)
    })
    const item = text.slice(start, scanner.at)
    items.push(new JsonItem(scanner.spaced ? compactJson(item) : item, id && valueOfId(id)))
  })
  scanner.end()
  return items
}

/** Whether the key that begins here is `id`, written with escapes or without. */
const isId = (text: string, keyAt: number) =>
  text.startsWith('"id"', keyAt) || ESCAPED_ID.test(text.slice(keyAt, keyAt + 14))

const ESCAPED_ID = /^"(?:i|\\u0069)(?:d|\\u0064)"/

const valueOfId = (text: string): string =>
  text.startsWith('"') ? (text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1)) : compactJson(text)
