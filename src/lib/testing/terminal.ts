import {Readable, Writable} from 'node:stream'

/** A terminal that a run believes to be at, and somebody who answers its questions. */
export interface TerminalOptions {
  /**
   * What is typed to each question, in order, each followed by Enter; for a choice that is its number. A question that none is
   * left for is taken back, as with Ctrl-C.
   */
  readonly answers?: readonly string[]
  /** Whether it shows colour; true where it is not given. */
  readonly color?: boolean
  /** How wide it is; 80 where it is not given. */
  readonly columns?: number
}

/** Keeps what a run writes; with a width it is a terminal. */
export class Capture extends Writable {
  readonly isTTY: boolean
  private readonly chunks: Buffer[] = []

  constructor(readonly columns?: number) {
    super()
    this.isTTY = columns !== undefined
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString()
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk)
    done()
  }

  /** As with the streams of a process, what is piped here does not end it: a question would end stderr. */
  override end(): this {
    return this
  }
}

const ENTER = '\r'
const CTRL_C = '\u0003'

/** The stdin of a terminal: types the next answer once something reads, which it does for as long as a question is open. */
export class Keyboard extends Readable {
  readonly isTTY = true
  private readonly answers: string[]
  private soon?: NodeJS.Immediate

  constructor(answers: readonly string[] = []) {
    super()
    this.answers = [...answers]
    this.on('resume', () => this.typeSoon())
  }

  override _read(): void {
    this.typeSoon()
  }

  setRawMode(): this {
    return this
  }

  private type(): void {
    if (!this.readableFlowing) return
    const answer = this.answers.shift()
    if (answer !== undefined) this.push(answer + ENTER)
    else if (this.listenerCount('keypress') > 0) this.push(CTRL_C)
    else this.push(null)
  }

  /** Two turns later: whoever asks begins to listen a turn after it begins to read, and is gone a turn after it has its answer. */
  private typeSoon(): void {
    clearImmediate(this.soon)
    this.soon = setImmediate(() => {
      this.soon = setImmediate(() => this.type())
    })
  }
}
