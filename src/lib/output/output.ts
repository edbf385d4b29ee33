import {once} from 'node:events'

import {errorDocument, type OmiError, withFacts} from '../errors/index.js'
import {type Io} from '../io/io.js'
import {JsonItem} from '../json/json-text.js'
import {indentJson} from '../json/layout.js'
import {jsonOf} from '../json/source.js'
import {hideCredentials} from '../text/hide-credentials.js'
import {visible, visibleJson, visibleLines} from '../text/visible-text.js'
import {writeAs} from './own-writes.js'
import {styled} from './style.js'
import {layoutFor, type Terminal} from './terminal.js'
import {type Reader, tsvLine, type View} from './view.js'

export interface OutputOptions {
  /** Colour on stdout and on stderr. */
  readonly color: {stderr: boolean; stdout: boolean}
  readonly io: Io
  readonly json: boolean
  readonly verbose: boolean
}

/**
 * The one way to a terminal, a pipe or a file: results on stdout, everything else on stderr. Text that is not the
 * product's own is made safe here; JSON on a pipe is left as it is.
 */
export class Output {
  private written = false

  constructor(protected readonly options: OutputOptions) {}

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
    return {accessible: Boolean(this.io.env.OMI_ACCESSIBLE), now: new Date()}
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
    this.stderr([`${this.mark('red', '✗')} ${visible(error.title)}`, ...lines].join('\n'))
  }

  /** One item: a record for a person, a tab-separated line for a pipe. */
  async item<Item>(view: View<Item>, item: Item): Promise<void> {
    const {
      color,
      io: {stdout},
    } = this.options
    if (!stdout.isTTY) return this.write(`${tsvLine(view, item)}\n`)
    const {formatRecord} = await import('./record.js')
    const columns = (await view.record?.(this.reader)) ?? view.columns
    await this.write(formatRecord(columns, item, {color: color.stdout, width: layoutFor(this.io).width}))
  }

  /**
   * A JSON document, as in JSON mode: indented on a terminal, on one line on a pipe. What came from the server, at
   * whatever depth, is written as it came.
   */
  async json(document: unknown): Promise<void> {
    await this.write(`${this.jsonText(document ?? null)}\n`)
  }

  /** One JSON array, written page by page. If they break off it is closed, and the error says how many items there were. */
  async jsonStream(pages: AsyncIterable<unknown[]>): Promise<void> {
    const indented = Boolean(this.options.io.stdout.isTTY)
    let count = 0
    try {
      for await (const items of pages) {
        if (items.length > 0) {
          await this.write(count === 0 ? '[' : ',')
          await this.write(this.elements(items))
        }

        count += items.length
      }
    } catch (error) {
      if (count > 0) await this.write(']\n')
      throw count > 0 ? withFacts(error, {items: count, partial: true}) : error
    }

    await this.write(count === 0 ? '[]\n' : indented ? '\n]\n' : ']\n')
  }

  /** @internal */
  protected jsonText(document: unknown): string {
    const {
      io: {stdout},
      json,
    } = this.options
    const text = jsonOf(document)
    if (stdout.isTTY) return visibleJson(indentJson(text))
    return json ? text : visibleJson(text)
  }

  /** A list: a table for a person, tab-separated lines for a pipe; one that comes in pages is shown page by page. */
  async list<Item>(view: View<Item>, list: AsyncIterable<Item[]> | Item[]): Promise<void> {
    const {format, ordered = asTheyCome} = await this.listFormatter(view)
    let count = 0
    try {
      for await (const items of ordered(Array.isArray(list) ? inOnePage(list) : list)) {
        if (items.length > 0) await this.write(format(items))
        count += items.length
      }
    } catch (error) {
      throw count > 0 ? withFacts(error, {items: count, partial: true}) : error
    }

    if (count === 0 && view.empty && this.interactive) this.note(view.empty)
  }

  /** A line without a mark. */
  note(text: string): void {
    this.tell(visible(text))
  }

  /** Something was done: `✓ …`. */
  success(text: string): void {
    this.tell(`${this.mark('green', '✓')} ${visible(text)}`)
  }

  /** Lines of `--verbose`: what a fault is and where in the sources, a line for each call. */
  trace(error: Error): void {
    for (const line of stackLines(error)) this.debug(line)
  }

  /** Something the user should know: `! …`. */
  warn(text: string): void {
    this.tell(`${this.mark('yellow', '!')} ${visibleLines(text).join('\n  ')}`)
  }

  /** Waits while the reader of stdout is slower than we are. */
  async write(text: string | Uint8Array): Promise<void> {
    this.written = true
    if (!writeAs(this, () => this.options.io.stdout.write(text))) await once(this.options.io.stdout, 'drain')
  }

  /** Elements of a JSON array, with commas between them: those that came as text go out as they came. */
  private elements(items: unknown[]): string | Uint8Array {
    const {
      io: {stdout},
      json,
    } = this.options
    if (json && !stdout.isTTY && items.every((item) => item instanceof JsonItem)) return JsonItem.join(items)
    const texts = items.map((item) => this.jsonText(item))
    return (stdout.isTTY ? texts.map((text) => `\n  ${text.replaceAll('\n', '\n  ')}`) : texts).join(',')
  }

  /** A JSON line on stderr. */
  private jsonLine(line: string): void {
    this.options.io.stderr.write(`${this.options.io.stderr.isTTY ? visibleJson(line) : line}\n`)
  }

  private async listFormatter<Item>(view: View<Item>): Promise<ListFormatter<Item>> {
    if (!this.io.stdout.isTTY) return {format: (items) => items.map((item) => `${tsvLine(view, item)}\n`).join('')}
    const {TableFormatter} = await import('./table.js')
    const table = (await view.table?.(this.reader)) ?? {columns: view.columns}
    const formatter = new TableFormatter(table, layoutFor(this.io))
    return {format: (items) => formatter.format(items), ordered: (pages) => formatter.ordered(pages)}
  }

  private mark(format: 'green' | 'red' | 'yellow', mark: string): string {
    return styled(this.options.color.stderr, format, mark)
  }

  /** Nothing that is shaped like a credential leaves on stderr, wherever it came from. */
  private stderr(line: string): void {
    this.options.io.stderr.write(`${hideCredentials(line)}\n`)
  }

  private tell(line: string): void {
    if (!this.options.json) this.stderr(line)
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
