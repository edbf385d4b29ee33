import {withFacts} from '../errors/index.js'
import {type Filter, type JsonTexts} from '../jq/jq-filter.js'
import {JsonItem} from '../json/json-text.js'
import {indentJson} from '../json/layout.js'
import {jsonOf} from '../json/source.js'
import {visibleJson} from '../text/visible-text.js'
import {type OutputOptions} from './output-options.js'

/** What documents need of the Output that they are written to. */
interface Target {
  /** A line of `--verbose`. */
  debug(text: string): void
  /** The same pages, where what is written of them may wait for the next one. */
  inPages<Item>(pages: AsyncIterable<Item[]>): AsyncIterable<Item[]>
  write(text: string | Uint8Array): Promise<void>
}

/** How JSON documents are written: as they came, of the fields that are asked for, or through a filter. */
export class JsonOutput {
  private filter?: Filter

  constructor(
    private readonly options: OutputOptions,
    private readonly target: Target,
  ) {}

  /** See Output.holdsLists. */
  get holdsLists(): boolean {
    return this.filter?.isPagewise === false
  }

  private get isOnTerminal(): boolean {
    return Boolean(this.options.io.stdout.isTTY)
  }

  /** See Output.letGo. */
  async end(): Promise<void> {
    await this.filter?.end()
  }

  /** See Output.getFilterReady. */
  async getFilterReady(signal?: AbortSignal): Promise<void> {
    const {jq} = this.options
    if (jq === undefined) return
    const {filterFor} = await import('./filtered.js')
    this.filter = await filterFor(jq, {debug: (line) => this.target.debug(line), raw: !this.isOnTerminal, signal})
  }

  /** The text of a document: indented and safe on a terminal. */
  textOf(document: unknown): string {
    const text = jsonOf(document)
    if (this.isOnTerminal) return visibleJson(indentJson(text))
    return this.options.json ? text : visibleJson(text)
  }

  /** See Output.json. */
  async write(document: unknown): Promise<void> {
    if (this.filter) {
      const {textFor} = await import('./filtered.js')
      return this.writeFiltered(this.filter, [textFor(document ?? null)])
    }

    const pick = await this.picker()
    await this.target.write(`${this.textOf(pick(document ?? null))}\n`)
  }

  /** See Output.jsonLines. */
  async writeLines(documents: AsyncIterable<unknown>): Promise<void> {
    if (this.filter) {
      const {lineTexts} = await import('./filtered.js')
      return this.writeFiltered(this.filter, lineTexts(documents))
    }

    const pick = await this.picker()
    for await (const document of documents) {
      const line = jsonOf(pick(document))
      await this.target.write(`${this.isOnTerminal ? visibleJson(line) : line}\n`)
    }
  }

  /** See Output.jsonStream. */
  async writePages(pages: AsyncIterable<unknown[]>): Promise<void> {
    if (this.filter) {
      const {listTexts} = await import('./filtered.js')
      return this.writeFiltered(this.filter, listTexts(this.target.inPages(pages), this.filter.isPagewise))
    }

    const pick = await this.picker()
    let count = 0
    try {
      for await (const items of this.target.inPages(pages)) {
        if (items.length > 0) {
          await this.target.write(count === 0 ? '[' : ',')
          await this.target.write(this.elements(this.options.fields ? items.map((item) => pick(item)) : items))
        }

        count += items.length
      }
    } catch (error) {
      if (count > 0) await this.target.write(']\n')
      throw count > 0 ? withFacts(error, {items: count, partial: true}) : error
    }

    await this.target.write(count === 0 ? '[]\n' : this.isOnTerminal ? '\n]\n' : ']\n')
  }

  /** Elements of a JSON array, with commas between them: those that came as text go out as they came. */
  private elements(items: unknown[]): string | Uint8Array {
    if (this.options.json && !this.isOnTerminal && items.every((item) => item instanceof JsonItem))
      return JsonItem.join(items)
    const texts = items.map((item) => this.textOf(item))
    return (this.isOnTerminal ? texts.map((text) => `\n  ${text.replaceAll('\n', '\n  ')}`) : texts).join(',')
  }

  /** What leaves of a document. */
  private async picker(): Promise<(document: unknown) => unknown> {
    const {fields} = this.options
    if (!fields) return (document) => document
    const {documentWith} = await import('./fields.js')
    return (document) => documentWith(fields, document)
  }

  private async writeFiltered(filter: Filter, texts: JsonTexts): Promise<void> {
    const {writeFiltered} = await import('./filtered.js')
    await writeFiltered(filter, texts, {isTerminal: this.isOnTerminal, write: (text) => this.target.write(text)})
  }
}
