import {once} from 'node:events'
import {join} from 'node:path'
import {Worker} from 'node:worker_threads'

import {errorOf, type OmiError} from '../errors/index.js'
import {shortened} from '../text/shell-words.js'
import {type JqStart, type JqTurn} from './turns.js'

export interface JqOptions {
  /** Gets the lines that `debug` and `stderr` write. */
  readonly debug?: (line: string) => void
  /** Whether texts are to stand among the results as they are, and not as JSON. */
  readonly raw: boolean
  /** Ends the run of a filter. */
  readonly signal?: AbortSignal
}

export type JsonTexts = AsyncIterable<Uint8Array> | Iterable<Uint8Array>
export type TextSource = AsyncIterator<Uint8Array> | Iterator<Uint8Array>

/** A filter, to be run once. */
export interface Filter {
  /** Lets go of what it has held. */
  end(): Promise<void>
  /** Whether it gives the same for the parts of a list, one after the other, as for the list. */
  readonly isPagewise: boolean
  /**
   * Gives the results for these JSON texts, a line each, in pieces that end anywhere; throws a UsageError where it failed, and
   * the reason of the signal where it is interrupted.
   */
  run(texts: JsonTexts): AsyncIterable<Uint8Array>
}

/** A filter of jq. It has a thread of its own until it is ended. */
export class JqFilter implements Filter {
  readonly isPagewise: boolean
  private readonly answered = new Int32Array(new SharedArrayBuffer(4))
  private readonly worker: Worker

  private constructor(
    text: string,
    private readonly options: JqOptions,
  ) {
    this.isPagewise = PAGEWISE.test(text) && !/debug|halt|input|stderr/.test(text)
    const start: JqStart = {
      answered: this.answered,
      // A filter may begin with a dash.
      args: ['-c', ...(options.raw ? ['-r'] : []), '--', text],
      wasm: join(import.meta.dirname, 'jq.wasm'),
    }
    this.worker = new Worker(join(import.meta.dirname, 'jq-worker.js'), {
      env: {},
      execArgv: [],
      // It tells there what we tell with an error.
      stderr: true,
      workerData: start,
    })
  }

  /** Throws a UsageError with what jq says of one that it cannot read. */
  static async of(text: string, options: JqOptions): Promise<JqFilter> {
    const filter = new JqFilter(text, options)
    const turn = await filter.next()
    // It reads nothing before it has understood the filter.
    if (turn.kind !== 'end') return filter
    await filter.end()
    throw turn.fault === undefined ? invalidFilter(text, saidBy(turn.said)) : brokenFilter(text, turn.fault)
  }

  async end(): Promise<void> {
    await this.worker.terminate()
  }

  async *run(texts: JsonTexts): AsyncGenerator<Uint8Array> {
    const source = iteratorOf(texts)
    try {
      for (let answer = await nextOf(source); ;) {
        const turn = await this.next(answer)
        if (turn.kind === 'results') yield turn.bytes
        if (turn.kind === 'end') return this.finish(turn)
        answer = turn.kind === 'input' ? await nextOf(source) : null
      }
    } finally {
      await source.return?.()
    }
  }

  private answer(answer: null | Uint8Array): void {
    // What is not a part of anything goes over without a copy.
    const isWhole = answer?.byteLength === answer?.buffer.byteLength
    this.worker.postMessage(answer, answer && isWhole ? [answer.buffer as ArrayBuffer] : [])
    Atomics.store(this.answered, 0, 1)
    Atomics.notify(this.answered, 0)
  }

  private finish({exitCode, fault, said}: {exitCode?: number; fault?: string; said: string}): void {
    if (fault !== undefined) {
      const reason = isOutOfMemory(fault) ? 'It has 256 MB.' : TOO_DEEP
      throw errorOf('jq_too_large', {detail: `${reason} Pipe the document into jq: omi --json … | jq FILTER`})
    }

    // What tells of a failure comes last.
    const failureAt = exitCode === 0 ? said.length : Math.max(0, said.lastIndexOf('jq: error'))
    for (const line of said.slice(0, failureAt).split('\n')) if (line !== '') this.options.debug?.(line)
    if (exitCode !== 0) throw errorOf('jq_failed', {detail: saidBy(said.slice(failureAt)) || null})
  }

  /** What the thread says next, behind the answer to what it said before. */
  private async next(answer?: null | Uint8Array): Promise<JqTurn> {
    const {signal} = this.options
    try {
      signal?.throwIfAborted()
      this.worker.ref()
      const turn = once(this.worker, 'message', {signal})
      if (answer !== undefined) this.answer(answer)
      return ((await turn) as [JqTurn])[0]
    } catch (error) {
      await this.end()
      throw signal?.aborted ? signal.reason : error
    } finally {
      // What is waited for between the turns keeps a run alive by itself.
      this.worker.unref()
    }
  }
}

export const iteratorOf = (texts: JsonTexts): TextSource =>
  Symbol.asyncIterator in texts ? texts[Symbol.asyncIterator]() : texts[Symbol.iterator]()

export async function nextOf(texts: TextSource): Promise<null | Uint8Array> {
  const next = await texts.next()
  return next.done ? null : next.value
}

/** `.[]` and a path, and then nothing or a pipe. */
const PAGEWISE = /^\s*\.\[\](?:\.[A-Z_a-z]\w*|\.?\[(?:-?\d+|"[^"\\]*")?\]|\?)*\s*(?:\|(?!=)|$)/

/** jq that gets no more memory ends without a reason; anything else is a stack that is full, or what that has broken. */
const isOutOfMemory = (fault: string): boolean => fault.includes('Aborted()')

const TOO_DEEP = 'What it has to do is nested deeper than it has room for, which is some hundreds of levels.'

/** A filter that ended jq before it read anything. */
const brokenFilter = (text: string, fault: string): OmiError =>
  isOutOfMemory(fault)
    ? errorOf('jq_too_large', {detail: 'The filter alone makes more than its 256 MB.'})
    : invalidFilter(text, 'It is nested too deep, or too long, for the built-in jq.')

const invalidFilter = (text: string, detail: string): OmiError =>
  errorOf('invalid_jq', {about: [shortened(text)], detail: excerpt(detail.split('\n')).join('\n')})

/** What is said of a filter, without the lines of it that are long: of one with a mark below it, what is around the mark. */
const excerpt = (lines: string[]): string[] =>
  lines.map((line, index) => {
    const isMark = /^ *\^+ *$/.test(line)
    const mark = isMark ? line : (lines[index + 1] ?? '')
    if (!/^ *\^/.test(mark)) return line.replaceAll(/\S{200,}/g, shortened)
    const from = /^ {61,}\^/.test(mark) ? mark.indexOf('^') - AROUND : 0
    if (from === 0) return shortened(line)
    return isMark ? ` ${line.slice(from, from + 2 * AROUND)}` : `…${shortened(line.slice(from, from + 2 * AROUND))}`
  })

/** So many characters are shown on either side of a mark. */
const AROUND = 60

/** What jq says, without what it says of itself. */
const saidBy = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => line !== '' && !/^jq: \d+ compile errors?$/.test(line))
    .map((line) =>
      line
        .replace(/^jq: error(?: \(at [^)]*\))?(?: \(not a string\))?: /, '')
        .replace(' at <top-level>, line', ' at line')
        .replace(/^memory exhausted(?= at line)/, 'nested too deep, or too long,'),
    )
    .join('\n')
