import {stripVTControlCharacters} from 'node:util'

import {isDumb, isInCi} from '../io/color.js'
import {type Io} from '../io/io.js'
import {type Pager} from './pager.js'

/** How long something is held that no more is added to, in milliseconds. */
const PATIENCE = 1000

type Text = string | Uint8Array

interface HeldOutputOptions {
  /** Called before the pager has the screen. */
  readonly beforePager: () => void
  readonly io: Io
  /** Tells the user something. */
  readonly warn: (text: string) => void
  /** Writes to stdout as it is. */
  readonly write: (text: Text) => Promise<void>
}

/**
 * What is written to a terminal as long as it may be too long for the screen: it is kept until it is complete, and then
 * written, or until it is too long, and then goes through the pager with all that follows. Nothing is kept for more than a
 * second after it was written, but for pages of a list of which more are coming.
 */
export class HeldOutput {
  private held: Array<(() => void) | Text> = []
  private isBetweenPages = false
  private isPlain = false
  private last: Promise<unknown> = Promise.resolve()
  private pager?: Pager
  private timer?: NodeJS.Timeout

  constructor(
    private readonly command: string,
    private readonly options: HeldOutputOptions,
  ) {}

  /** Calls `tell`, which writes to stderr what belongs behind all that was written until now, when its time has come. */
  afterwards(tell: () => void): void {
    if (this.held.length > 0) this.held.push(tell)
    else tell()
  }

  /**
   * The same pages; what was written of them may wait for the next one.
   * @yields what `pages` yields
   */
  async *inPages<Item>(pages: AsyncIterable<Item[]> | Item[][]): AsyncGenerator<Item[]> {
    this.isBetweenPages = true
    try {
      yield* pages
    } finally {
      this.isBetweenPages = false
      this.waitForMore()
    }
  }

  /** Has all that was written until now on the screen, and what comes later without a pager; resolves when a pager is left. */
  settle(): Promise<void> {
    return this.inTurn(async () => {
      clearTimeout(this.timer)
      this.isPlain = true
      await (this.pager ? this.pager.end() : this.flush(this.options.write))
      this.pager = undefined
    })
  }

  write(text: Text): Promise<void> {
    return this.inTurn(async () => {
      if (this.pager) return this.pager.write(text)
      if (this.isPlain) return this.options.write(text)
      this.held.push(text)
      if (this.fits()) this.waitForMore()
      else await this.page()
    })
  }

  /** Whether the screen has room for it, and for the prompt of the shell. */
  private fits(): boolean {
    const {columns, rows = 0} = this.options.io.stdout
    const texts = this.held.filter((each) => typeof each !== 'function')
    return rowsOf(texts.map((text) => Buffer.from(text).toString()).join(''), columns || 80) < rows
  }

  /** Writes what is held, with `write`. */
  private async flush(write: (text: Text) => Promise<void>): Promise<void> {
    const {held} = this
    this.held = []
    for (const each of held) await (typeof each === 'function' ? each() : write(each))
  }

  /** Calls `action` when what was asked for before is done. */
  private inTurn(action: () => Promise<void>): Promise<void> {
    const done = this.last.then(action)
    this.last = done.catch(() => {})
    return done
  }

  private async page(): Promise<void> {
    clearTimeout(this.timer)
    const {beforePager, io, warn, write} = this.options
    const {Pager} = await import('./pager.js')
    beforePager()
    const pager = new Pager(this.command, io, write, warn)
    this.pager = pager
    await this.flush((text) => pager.write(text))
  }

  private waitForMore(): void {
    clearTimeout(this.timer)
    if (this.isBetweenPages || this.held.length === 0) return
    this.timer = setTimeout(() => {
      // What cannot be written is the stream's error.
      this.settle().catch(() => {})
    }, PATIENCE).unref()
  }
}

/** What is held for the pager; undefined where there is none, or where it cannot be told what is too long. */
export function holdFor(options: HeldOutputOptions): HeldOutput | undefined {
  const {env, stdout} = options.io
  const command = pagerCommand(env)
  return command && stdout.rows && !isDumb(env) && !isInCi(env) ? new HeldOutput(command, options) : undefined
}

/** As the shell takes it; undefined where there is none. An empty variable asks for none, as in git. */
function pagerCommand({OMI_PAGER, PAGER}: NodeJS.ProcessEnv): string | undefined {
  // Windows has no less, and what it has in its place cannot go back.
  const command = (OMI_PAGER ?? PAGER ?? (process.platform === 'win32' ? '' : 'less')).trim()
  return command === '' || command === 'cat' ? undefined : command
}

/**
 * How many rows of a terminal `text` takes at the most. A character takes no more columns than it has bytes in UTF-8, and a
 * pager that gets what would have fitted does no harm.
 */
const rowsOf = (text: string, columns: number): number =>
  stripVTControlCharacters(text)
    .replace(/\n$/, '')
    .split('\n')
    .reduce((rows, line) => rows + Math.max(1, Math.ceil(Buffer.byteLength(line) / columns)), 0)
