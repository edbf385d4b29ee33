import {JsonItem, JsonText} from './json-text.js'
import {compactJson} from './layout.js'

/**
 * The text that a parsed document came in. JSON.parse makes other numbers of `12.0`, `9007199254740993` and `1e400`, and
 * puts keys that look like integers first; what a verb passes on as it came is printed from its text.
 */
const sources = new WeakMap<object, string>()

/** Keeps the text of a document that was parsed from it, for as long as the document lives. Returns the document. */
export function withSource<Document>(document: Document, text: string): Document {
  if (typeof document === 'object' && document !== null) sources.set(document, text)
  return document
}

/**
 * The JSON of any value, on one line. What came as text, at whatever depth, is written as it came, unless it was changed
 * since.
 */
export function jsonOf(value: unknown): string {
  try {
    return textOf(value) ?? 'null'
  } catch (error) {
    // Nested too deep, or in a circle: JSON.stringify has the better words.
    if (error instanceof RangeError) return JSON.stringify(value)
    throw error
  }
}

/** Undefined for what JSON leaves out. */
function textOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  // Items are on one line already.
  if (value instanceof JsonItem) return value.text
  if (value instanceof JsonText) return compactJson(value.text)
  const source = sources.get(value)
  if (source !== undefined && saysTheSame(source, value)) return compactJson(source)
  if (Array.isArray(value)) return `[${value.map((element) => textOf(element) ?? 'null').join(',')}]`
  // Dates and other classes know their own form.
  const prototype: unknown = Object.getPrototypeOf(value)
  if ('toJSON' in value || (prototype !== Object.prototype && prototype !== null)) return JSON.stringify(value)
  const members = Object.entries(value).flatMap(([key, member]) => {
    const text = textOf(member)
    return text === undefined ? [] : `${JSON.stringify(key)}:${text}`
  })
  return `{${members.join(',')}}`
}

/** Nobody is kept from changing a document after it was parsed, plugins least of all. */
function saysTheSame(source: string, document: object): boolean {
  const parsed: unknown = JSON.parse(source)
  try {
    return JSON.stringify(parsed) === JSON.stringify(document)
  } catch {
    // What is nested too deep to be written is too deep to have been changed by anybody.
    return true
  }
}
