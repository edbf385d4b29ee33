import {once} from 'node:events'

import {errorDocument, type OmiError, withFacts} from '../errors/index.js'
import {isAccessible} from '../io/color.js'
import {type Io} from '../io/io.js'
import {hideCredentials} from '../text/hide-credentials.js'
import {visible, visibleJson, visibleLines} from '../text/visible-text.js'
import {type HeldOutput} from './held-output.js'
import {type IdBook, type IdNoun, type ShownId} from './id-book.js'
import {JsonOutput} from './json-output.js'
import {type Marks, marksFor} from './marks.js'
import {type OutputOptions} from './output-options.js'
import {writeAs} from './own-writes.js'
import {styled} from './style.js'
import {layoutFor, type Terminal} from './terminal.js'
import {type Reader, tsvLine, type View} from './view.js'
import {type Waiting} from './waiting.js'

/**
 * The one way to a terminal, a pipe or a file: results on stdout, everything else on stderr. Text that is not the
 * product's own is made safe here; JSON on a pipe is left as it is.
 */
export class Output {
  private held?: HeldOutput
  /** Where the ids are noted that tables show. */
  private ids?: IdBook
  private readonly jsonOutput: JsonOutput
  private waitingLine?: Waiting
  private written = false

  constructor(protected readonly options: OutputOptions) {
    this.jsonOutput = new JsonOutput(options, {
      debug: (text) => this.debug(text),
      inPages: (pages) => this.held?.inPages(pages) ?? pages,
      write: (text) => this.write(text),
    })
  }

  /** Whether what is shown on a terminal is for a screen reader: no boxes, and words in place of signs. */
  get accessible(): boolean {
    return isAccessible(this.options.io.env)
  }

  /**
   * Whether nothing of a list is written before all of it is there, as a filter may want it. Known once the filter is ready.
   * @internal
   */
  get holdsLists(): boolean {
    return this.jsonOutput.holdsLists
  }

  /** Whether somebody can be asked and told things: stderr is a terminal and JSON was not asked for. */
  get interactive(): boolean {
    return Boolean(this.options.io.stderr.isTTY) && !this.options.json
  }

  /** What the run has of the world around it. */
  get io(): Io {
    return this.options.io
  }

  /**
   * Whether nothing has been written to stdout.
   * @internal
   */
  get isUnused(): boolean {
    return !this.written
  }

  /** What somebody who reads makes of it. */
  get reader(): Reader {
    return {accessible: this.accessible, now: new Date(this.io.clock.now())}
  }

  /** The terminal behind stdout; undefined when stdout is a pipe or a file. */
  get terminal(): Terminal | undefined {
    return this.options.io.stdout.isTTY ? layoutFor(this.options.io) : undefined
  }

  /** A URL for somebody to open: alone on a line, or, in JSON mode, as a JSON line. */
  address(url: string): void {
    if (this.options.json) this.jsonLine(JSON.stringify({url}))
    else this.options.io.stderr.write(`  ${visible(url)}\n`)
  }

  /** A line of `--verbose`. */
  debug(text: string): void {
    if (this.options.verbose) this.stderr(`[debug] ${visible(text)}`)
  }

  /** The error that ends a run: `✗ title` and the indented detail, or one JSON line. */
  error(error: OmiError): void {
    if (this.options.json) {
      // Credentials are hidden text by text: in the whole line, what follows one would go with it.
      const document = JSON.stringify(errorDocument(error), (_, value: unknown) =>
        typeof value === 'string' ? hideCredentials(value) : value,
      )
      this.jsonLine(document)
      return
    }

    const lines = error.detail === null ? [] : visibleLines(error.detail).map((line) => `  ${line}`)
    this.stderr([`${this.mark('red', 'error')} ${visible(error.title)}`, ...lines].join('\n'))
  }

  /**
   * Shows the fields that were asked for of a document that is one thing; whether it did. A list knows how to show those of
   * its items.
   * @internal
   */
  async fieldsOf(document: unknown): Promise<boolean> {
    if (!this.options.fields) return false
    const {isOneThing} = await import('./fields.js')
    if (!isOneThing(document)) return false
    await this.item({columns: []}, document)
    return true
  }

  /**
   * Gets the filter ready that a document goes through, where one is asked for; to be called before anything is done. Throws a
   * UsageError for a filter that cannot be read.
   * @internal
   */
  getFilterReady(signal?: AbortSignal): Promise<void> {
    return this.jsonOutput.getFilterReady(signal)
  }

  /**
   * Tells somebody at a terminal how to go on, in lines that it has room for; a command stays whole, to be pasted.
   * @internal
   */
  async hint(text: string): Promise<void> {
    if (!this.interactive) return
    const {wrapped} = await import('./wrap.js')
    const {width} = layoutFor({env: this.io.env, stdout: this.io.stderr})
    const lines = text.length > width ? text.split(/ (?=omi )/) : [text]
    for (const line of lines.flatMap((part) => (part.startsWith('omi ') ? [part] : wrapped(part, width))))
      this.note(line)
  }

  /** One item: a record for a person, a tab-separated line for a pipe. */
  async item<Item>(view: View<Item>, item: Item): Promise<void> {
    const {
      color,
      io: {stdout},
    } = this.options
    const asked = await this.asked(view)
    if (!stdout.isTTY) return this.write(`${tsvLine(asked, item)}\n`)
    const {formatRecord} = await import('./record.js')
    const columns = (await asked.record?.(this.reader)) ?? asked.columns
    await this.write(formatRecord(columns, item, {color: color.stdout, width: layoutFor(this.io).width}))
  }

  /**
   * A JSON document, as in JSON mode: indented on a terminal, on one line on a pipe. What came from the server, at
   * whatever depth, is written as it came.
   */
  json(document: unknown): Promise<void> {
    return this.jsonOutput.write(document)
  }

  /** JSON documents, each on a line of its own as soon as it is there (https://jsonlines.org): of what has no end. */
  jsonLines(documents: AsyncIterable<unknown>): Promise<void> {
    return this.jsonOutput.writeLines(documents)
  }

  /** One JSON array, written page by page. If they break off it is closed, and the error says how many items there were. */
  jsonStream(pages: AsyncIterable<unknown[]>): Promise<void> {
    return this.jsonOutput.writePages(pages)
  }

  /** @internal */
  protected jsonText(document: unknown): string {
    return this.jsonOutput.textOf(document)
  }

  /**
   * Lets go of what a run has held.
   * @internal
   */
  letGo(): Promise<void> {
    return this.jsonOutput.end()
  }

  /** A list: a table for a person, tab-separated lines for a pipe; one that comes in pages is shown page by page. */
  async list<Item>(view: View<Item>, list: AsyncIterable<Item[]> | Item[]): Promise<void> {
    const {format, ordered = asTheyCome} = await this.listFormatter(await this.asked(view))
    let count = 0
    try {
      const pages = ordered(Array.isArray(list) ? inOnePage(list) : list)
      for await (const items of this.held?.inPages(pages) ?? pages) {
        if (items.length > 0) await this.write(format(items))
        count += items.length
      }
    } catch (error) {
      throw count > 0 ? withFacts(error, {items: count, partial: true}) : error
    }

    await this.ids?.save()
    if (count === 0 && view.empty) await this.hint(view.empty)
  }

  /** A line without a mark. */
  note(text: string): void {
    this.tellAfterwards(visible(text))
  }

  /**
   * From now on tables show ids as short as this knows them, and note them there.
   * @internal
   */
  noteIdsIn(ids: IdBook): void {
    this.ids = ids
  }

  /**
   * Shows a finished result with `show`. What that writes goes through the pager where it is too long for the terminal.
   * @internal
   */
  async paged(show: () => Promise<void>): Promise<void> {
    const {io, pager} = this.options
    if (pager && io.ownsProcess && io.stdout.isTTY) {
      const {holdFor} = await import('./held-output.js')
      const beforePager = () => this.waitingLine?.hush()
      this.held = holdFor({beforePager, io, warn: (text) => this.warn(text), write: (text) => this.writeNow(text)})
    }

    try {
      await show()
    } finally {
      await this.held?.settle()
      this.held = undefined
    }
  }

  /**
   * To be called before somebody is asked: resolves when all that was written is on the screen, and nothing else is.
   * @internal
   */
  async settle(): Promise<void> {
    this.waitingLine?.yield()
    await this.held?.settle()
  }

  /**
   * These ids as a page for a person shows them, by the whole id; they are noted as a table's are.
   * @internal
   */
  async shortIds(noun: IdNoun, rows: readonly ShownId[]): Promise<ReadonlyMap<string, string>> {
    const short = this.ids?.shorten(noun, rows)
    await this.ids?.save()
    return short ?? new Map()
  }

  /** Something was done: `✓ …`. */
  success(text: string): void {
    this.tellAfterwards(`${this.mark('green', 'done')} ${visible(text)}`)
  }

  /** Lines of `--verbose`: what a fault is and where in the sources, a line for each call. */
  trace(error: Error): void {
    for (const line of stackLines(error)) this.debug(line)
  }

  /**
   * Shows what is waited for; undefined where nobody watches.
   * @internal
   */
  async waiting(): Promise<undefined | Waiting> {
    if (!this.interactive) return
    const {waitingOn} = await import('./waiting.js')
    this.waitingLine ??= waitingOn(this)
    return this.waitingLine
  }

  /** Something the user should know: `! …`. */
  warn(text: string): void {
    this.tell(`${this.mark('yellow', 'warning')} ${visibleLines(text).join('\n  ')}`)
  }

  /** Waits while the reader of stdout is slower than we are. */
  async write(text: string | Uint8Array): Promise<void> {
    this.written = true
    await (this.held ? this.held.write(text) : this.writeNow(text))
  }

  /** The view, of the fields that were asked for. */
  private async asked<Item>(view: View<Item>): Promise<View<Item>> {
    const {fields} = this.options
    if (!fields) return view
    const {viewWith} = await import('./fields.js')
    return viewWith(fields, view)
  }

  /** A JSON line on stderr. */
  private jsonLine(line: string): void {
    this.options.io.stderr.write(`${this.options.io.stderr.isTTY ? visibleJson(line) : line}\n`)
  }

  private async listFormatter<Item>(view: View<Item>): Promise<ListFormatter<Item>> {
    if (!this.io.stdout.isTTY) return {format: (items) => items.map((item) => `${tsvLine(view, item)}\n`).join('')}
    const {TableFormatter} = await import('./table.js')
    const table = (await view.table?.(this.reader)) ?? {columns: view.columns}
    const formatter = new TableFormatter(table, {...layoutFor(this.io), ids: this.ids, wide: this.options.wide})
    return {
      format: (items) => formatter.format(items, layoutFor(this.io).width),
      ordered: (pages) => formatter.ordered(pages),
    }
  }

  private mark(format: 'green' | 'red' | 'yellow', mark: keyof Marks): string {
    const marks = marksFor(this.accessible && Boolean(this.options.io.stderr.isTTY))
    return styled(this.options.color.stderr, format, marks[mark])
  }

  /** Nothing that is shaped like a credential leaves on stderr, wherever it came from. */
  private stderr(line: string): void {
    this.options.io.stderr.write(`${hideCredentials(line)}\n`)
  }

  private tell(line: string): void {
    if (!this.options.json) this.stderr(line)
  }

  /** Behind what was written to stdout before. */
  private tellAfterwards(line: string): void {
    if (this.held) this.held.afterwards(() => this.tell(line))
    else this.tell(line)
  }

  private async writeNow(text: string | Uint8Array): Promise<void> {
    if (!writeAs(this, () => this.options.io.stdout.write(text))) await once(this.options.io.stdout, 'drain')
  }
}

interface ListFormatter<Item> {
  /** The text of a page, with line ends. */
  format(items: Item[]): string
  /** The pages as they are shown, where that is not as they come. */
  ordered?(pages: AsyncIterable<Item[]>): AsyncIterable<Item[]>
}

const asTheyCome = <Item>(pages: AsyncIterable<Item[]>): AsyncIterable<Item[]> => pages

/** @yields the items, as one page */
async function* inOnePage<Item>(items: Item[]): AsyncGenerator<Item[]> {
  yield items
}

/** The message, and the calls of the stack. What else Node.js puts there, such as a piece of the source, is not for users. */
export const stackLines = ({message, name, stack = ''}: Error): string[] => [
  ...`${name}: ${message}`.split('\n'),
  ...stack.split('\n').filter((line) => /^\s+at /.test(line)),
]
