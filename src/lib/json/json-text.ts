import {isUtf8} from 'node:buffer'

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

/** An item of a list, on one line: a part of the bytes of its page, which become a text only where somebody asks. */
export class JsonItem {
  /** `id` is what its field `id` says; the JSON text of one that is not a string, undefined where there is none. */
  constructor(
    readonly id: string | undefined,
    private readonly page: Buffer,
    private readonly start = 0,
    private readonly end = page.length,
  ) {}

  /** The bytes of items in their order, with a comma between two; what came in one piece is not copied item by item. */
  static join(items: readonly JsonItem[]): Buffer {
    const pieces: Buffer[] = []
    for (let first = 0, last = 0; first < items.length; first = last + 1, last = first) {
      while (items[last]?.isBefore(items[last + 1])) last += 1
      const {page, start} = items[first] as JsonItem
      pieces.push(...(first > 0 ? [COMMA] : []), page.subarray(start, items[last]?.end))
    }

    return Buffer.concat(pieces)
  }

  /** Its JSON, as it came, as UTF-8. */
  get bytes(): Buffer {
    return this.page.subarray(this.start, this.end)
  }

  /** The same as a text. */
  get text(): string {
    return this.page.toString('utf8', this.start, this.end)
  }

  /** What it says. */
  parse(): unknown {
    return JSON.parse(this.text)
  }

  toJSON(): unknown {
    return this.parse()
  }

  /** Whether nothing but a comma is between this item and the other. */
  private isBefore(other: JsonItem | undefined): boolean {
    return other !== undefined && other.page === this.page && other.start === this.end + 1
  }
}

const COMMA = Buffer.from(',')

/**
 * The items of a list of objects, each on one line, without building what they say; `json` is UTF-8, as RFC 8259 (8.1) has
 * it, and bytes that are not become U+FFFD. Undefined when it is not JSON or anything else than an array of objects.
 */
export function splitItems(json: Buffer): JsonItem[] | undefined {
  try {
    return itemsOf(isUtf8(json) ? json : Buffer.from(json.toString()))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function itemsOf(page: Buffer): JsonItem[] | undefined {
  const scanner = new JsonScanner(page)
  const items: JsonItem[] = []
  let id: string | undefined
  const member = (keyAt: number) => {
    const valueAt = scanner.at
    scanner.value()
    if (isId(page, keyAt)) id = valueOfId(page, valueAt, scanner.at)
  }

  scanner.space()
  if (!scanner.startsArray) return undefined
  scanner.array(() => {
    if (!scanner.startsObject) throw new SyntaxError('Not an object')
    const start = scanner.at
    scanner.spaced = false
    id = undefined
    scanner.object(member)
    items.push(
      scanner.spaced
        ? new JsonItem(id, Buffer.from(compactJson(page.toString('utf8', start, scanner.at))))
        : new JsonItem(id, page, start, scanner.at),
    )
  })
  scanner.end()
  return items
}

/** Whether the key that begins here is `id`, written with escapes or without. */
function isId(page: Buffer, keyAt: number): boolean {
  const first = page[keyAt + 1]
  const second = page[keyAt + 2]
  if (first === I && second === D) return page[keyAt + 3] === QUOTE
  // A text is made of the few keys only that have an escape there.
  return (
    (first === BACKSLASH || (first === I && second === BACKSLASH)) &&
    ID.test(page.toString('latin1', keyAt, keyAt + ID_LONGEST))
  )
}

const BACKSLASH = 0x5c
const D = 0x64
const I = 0x69
const QUOTE = 0x22
const ID = /^"(?:i|\\u0069)(?:d|\\u0064)"/
const ID_LONGEST = 14

function valueOfId(page: Buffer, start: number, end: number): string {
  if (page[start] !== QUOTE) return compactJson(page.toString('utf8', start, end))
  const text = page.toString('utf8', start + 1, end - 1)
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text
}
