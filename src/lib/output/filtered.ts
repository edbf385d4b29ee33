import {withFacts} from '../errors/index.js'
import {type Filter, JqFilter, type JqOptions, type JsonTexts} from '../jq/jq-filter.js'
import {PlainPath} from '../jq/plain-path.js'
import {withWholeCharacters} from '../jq/whole-characters.js'
import {JsonItem} from '../json/json-text.js'
import {jsonOf} from '../json/source.js'
import {visibleJson, visibleLines} from '../text/visible-text.js'

/** Where results go. */
interface Target {
  readonly isTerminal: boolean
  write(text: string | Uint8Array): Promise<void>
}

/** A filter that is ready to be run. Throws a UsageError with what jq says of one that it cannot read. */
export const filterFor = async (text: string, options: JqOptions): Promise<Filter> =>
  PlainPath.of(text, options) ?? JqFilter.of(text, options)

/**
 * Writes what a filter makes of these JSON texts, one result a line. Throws the filter's error, or that of the pages of a list, which
 * says whether something was written before it.
 */
export async function writeFiltered(filter: Filter, texts: JsonTexts, {isTerminal, write}: Target): Promise<void> {
  let hasWritten = false
  const results = filter.run(texts)
  try {
    for await (const piece of isTerminal ? shownLines(results) : results) {
      hasWritten = true
      await write(piece)
    }
  } catch (error) {
    throw hasWritten ? withFacts(error, {partial: true}) : error
  }
}

/** A document as a filter reads it. */
export const textFor = (document: unknown): Uint8Array => withWholeCharacters(Buffer.from(jsonOf(document)))

/** @yields documents as a filter reads them, one after the other */
export async function* lineTexts(documents: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const document of documents) yield Buffer.concat([textFor(document), LINE_END])
}

/** A list as a filter reads it: page by page, or all of it at once. */
export const listTexts = (pages: AsyncIterable<unknown[]>, pagewise: boolean): AsyncGenerator<Uint8Array> =>
  pagewise ? pageTexts(pages) : wholeText(pages)

/**
 * If the pages break off, the error says how many items the filter is done with.
 * @yields each page
 */
async function* pageTexts(pages: AsyncIterable<unknown[]>): AsyncGenerator<Uint8Array> {
  let count = 0
  try {
    for await (const items of pages) {
      if (items.length > 0) yield withWholeCharacters(Buffer.concat([OPEN, elements(items), CLOSE]))
      count += items.length
    }
  } catch (error) {
    throw count > 0 ? withFacts(error, {items: count}) : error
  }
}

/** @yields the list, once all of it is there */
async function* wholeText(pages: AsyncIterable<unknown[]>): AsyncGenerator<Uint8Array> {
  const kept: Uint8Array[] = []
  for await (const items of pages) if (items.length > 0) kept.push(kept.length > 0 ? COMMA : OPEN, elements(items))
  yield withWholeCharacters(Buffer.concat(kept.length > 0 ? [...kept, CLOSE] : [OPEN, CLOSE]))
}

const elements = (items: unknown[]): Uint8Array =>
  items.every((item) => item instanceof JsonItem)
    ? JsonItem.join(items)
    : Buffer.from(items.map((item) => jsonOf(item)).join(','))

const LINE_END = Buffer.from('\n')
const OPEN = Buffer.from('[')
const COMMA = Buffer.from(',')
const CLOSE = Buffer.from(']')

/** @yields these pieces of JSON lines as a terminal shows them: a text as it is, anything else as JSON */
async function* shownLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, {stream: true})).split('\n')
    rest = lines.pop() ?? ''
    if (lines.length > 0) yield lines.map((line) => `${shownLine(line)}\n`).join('')
  }
}

const shownLine = (line: string): string =>
  line.startsWith('"') ? visibleLines(JSON.parse(line) as string).join('\n') : visibleJson(line)
