import {withFacts} from '../errors/index.js'
import {type JqFilter} from '../jq/jq-filter.js'
import {jsonOf} from '../json/source.js'
import {visibleJson, visibleLines} from '../text/visible-text.js'

/** Where results go. */
interface Target {
  readonly isTerminal: boolean
  write(text: string): Promise<void>
}

/**
 * Writes what a filter makes of a document, one result a line. Throws the filter's error, or that of the pages of a list, which says
 * whether something was written before it.
 */
export async function writeFiltered(filter: JqFilter, texts: AsyncIterable<string> | Iterable<string>, target: Target) {
  let hasWritten = false
  try {
    for await (const text of texts) {
      const {failure, lines} = await filter.run(text)
      if (lines.length > 0) {
        hasWritten = true
        await target.write(lines.map((line) => `${shown(line, target.isTerminal)}\n`).join(''))
      }

      if (failure) throw failure
    }
  } catch (error) {
    throw hasWritten ? withFacts(error, {partial: true}) : error
  }
}

/** @yields a list as JSON: page by page, or all of it at once */
export async function* listTexts(pages: AsyncIterable<unknown[]>, pagewise: boolean): AsyncGenerator<string> {
  const kept: string[] = []
  for await (const items of pages) {
    const texts = items.map((item) => jsonOf(item))
    if (pagewise) yield `[${texts.join(',')}]`
    else kept.push(texts.join(','))
  }

  if (!pagewise) yield `[${kept.filter(Boolean).join(',')}]`
}

/** A text as it is, anything else as JSON. */
function shown(line: string, onTerminal: boolean): string {
  if (!line.startsWith('"')) return onTerminal ? visibleJson(line) : line
  const text = JSON.parse(line) as string
  return onTerminal ? visibleLines(text).join('\n') : text
}
