import {createInterface, type Interface} from 'node:readline'
import {Writable} from 'node:stream'

import {InterruptedError} from '../errors/index.js'
import {type Io} from '../io/io.js'
import {visible} from '../text/visible-text.js'

interface ReaderOptions {
  /** What Tab completes at the beginning of a line. */
  readonly commands: readonly string[]
  /** Lines of before, the newest last. */
  readonly history: readonly string[]
  /** Called for Ctrl-C while no line is waited for; whether that was for something. */
  interrupt(): boolean
  readonly io: Pick<Io, 'stderr' | 'stdin'>
  /** Ends the reading. */
  readonly signal: AbortSignal
}

/**
 * Reads lines that somebody types at a terminal, with editing. What is typed while no line is waited for is not shown, and serves
 * as the next one. Ctrl-C empties the line; on an empty one it has to come twice, and then it throws.
 */
export class LineReader {
  private readonly ahead: string[] = []
  private isLeaving = false
  private isOver = false
  private isWarned = false
  private readonly reader: Interface
  private waiting?: () => void

  constructor(private readonly options: ReaderOptions) {
    const {commands, history, io, signal} = options
    this.reader = createInterface({
      completer: (line: string) => [line === '' ? [] : commands.filter((command) => command.startsWith(line)), line],
      history: [...history].reverse(),
      input: io.stdin,
      output: this.screen(),
      removeHistoryDuplicates: true,
      terminal: true,
    })
    this.reader.on('line', (line) => this.take(line))
    this.reader.on('SIGINT', () => this.interrupt())
    this.reader.on('close', () => this.end())
    signal.addEventListener('abort', () => this.close(), {once: true})
  }

  close(): void {
    this.reader.close()
  }

  /** The next line; undefined at the end of all. Throws "Interrupted" for who leaves with Ctrl-C, and the signal's reason. */
  async next(prompt: string): Promise<string | undefined> {
    const {
      io: {stderr},
      signal,
    } = this.options
    const [ahead] = this.ahead
    if (ahead !== undefined) stderr.write(`${prompt}${visible(ahead)}\n`)
    while (this.ahead.length === 0 && !this.isOver && !this.isLeaving && !signal.aborted) {
      const coming = new Promise<void>((resolve) => {
        this.waiting = resolve
      })
      this.reader.setPrompt(prompt)
      this.reader.prompt(true)
      await coming
    }

    signal.throwIfAborted()
    if (this.isLeaving) throw new InterruptedError('SIGINT')
    return this.ahead.shift()
  }

  private end(): void {
    // What the shell says next is to be on a line of its own.
    if (this.waiting) this.options.io.stderr.write('\n')
    this.isOver = true
    this.wake()
  }

  private interrupt(): void {
    const {io, interrupt} = this.options
    if (this.waiting && this.reader.line !== '') {
      this.reader.write(null, {ctrl: true, name: 'e'})
      this.reader.write(null, {ctrl: true, name: 'u'})
      return
    }

    this.ahead.length = 0
    this.isLeaving = this.isWarned
    this.isWarned = true
    if (this.waiting) io.stderr.write('\n')
    // A question that is open gets no for an answer.
    const isStopped = interrupt()
    if (isStopped && this.waiting) this.ahead.push('')
    if (!isStopped && !this.isLeaving) io.stderr.write(`${AGAIN}\n`)
    this.wake()
  }

  /** The terminal, which shows nothing of what is typed while no line is waited for. */
  private screen(): Writable {
    const {stderr} = this.options.io
    const screen = new Writable({
      decodeStrings: false,
      write: (text: string, _encoding, done) => {
        if (this.waiting) stderr.write(text)
        done()
      },
    })
    stderr.on('resize', () => screen.emit('resize'))
    return Object.defineProperty(screen, 'columns', {get: () => stderr.columns})
  }

  private take(line: string): void {
    this.isWarned = false
    this.ahead.push(line)
    this.wake()
  }

  private wake(): void {
    const {waiting} = this
    this.waiting = undefined
    waiting?.()
  }
}

const AGAIN = 'Ctrl-C once more leaves, as /quit does.'
