import {join} from 'node:path'
import {Worker} from 'node:worker_threads'

import {errorOf} from '../errors/index.js'

/** What jq says of a text; an exit code of -1 where it had no room for it. */
export interface JqOutcome {
  readonly exitCode: number
  readonly stderr: string
  readonly stdout: string
}

/** A filter of jq. It runs in a thread of its own until it is ended. */
export class JqFilter {
  /** Whether it gives the same for the parts of a list, one after the other, as for the list. */
  readonly isPagewise: boolean
  private readonly worker: Worker

  private constructor(
    readonly text: string,
    private readonly signal: AbortSignal,
  ) {
    this.isPagewise = PAGEWISE.test(text) && !/input|halt/.test(text)
    this.worker = new Worker(join(import.meta.dirname, 'jq-worker.js'), {
      env: {},
      execArgv: [],
      // It tells there what we tell with an error.
      stderr: true,
      workerData: text,
    })
    this.worker.unref()
  }

  /** Throws a UsageError with what jq says of one that it cannot read. */
  static async of(text: string, signal: AbortSignal): Promise<JqFilter> {
    const filter = new JqFilter(text, signal)
    // Without any input it is read, and not run.
    const {exitCode, stderr} = await filter.ask('')
    if (exitCode === 0) return filter
    await filter.end()
    throw errorOf('invalid_jq', {about: [text], detail: saidBy(stderr)})
  }

  async end(): Promise<void> {
    await this.worker.terminate()
  }

  /** The results for a JSON text, a line each, and what ended it: a UsageError, where it failed. Throws when the run is interrupted. */
  async run(json: string): Promise<{failure?: Error; lines: string[]}> {
    const {exitCode, stderr, stdout} = await this.ask(withWholeCharacters(json))
    const lines = stdout === '' ? [] : stdout.split('\n')
    if (exitCode === 0) return {lines}
    const failure =
      exitCode === -1
        ? errorOf('jq_too_large', {detail: 'It has 256 MB. Pipe the document into jq: omi --json … | jq FILTER'})
        : errorOf('jq_failed', {detail: saidBy(stderr) || null})
    return {failure, lines}
  }

  private async ask(text: string): Promise<JqOutcome> {
    this.signal.throwIfAborted()
    this.worker.ref()
    const {promise, reject, resolve} = withResolvers<JqOutcome>()
    const interrupt = () => reject(this.signal.reason as Error)
    this.signal.addEventListener('abort', interrupt)
    this.worker.once('message', resolve).once('error', reject)
    try {
      this.worker.postMessage(text)
      return await promise
    } catch (error) {
      await this.end()
      throw error
    } finally {
      this.signal.removeEventListener('abort', interrupt)
      this.worker.off('message', resolve).off('error', reject)
      this.worker.unref()
    }
  }
}

/** Node.js 20 has no Promise.withResolvers. */
function withResolvers<Value>() {
  let resolve!: (value: Value) => void
  let reject!: (reason: Error) => void
  const promise = new Promise<Value>((...functions) => {
    ;[resolve, reject] = functions
  })
  return {promise, reject, resolve}
}

/** `.[]` and a path, and then nothing or a pipe. */
const PAGEWISE = /^\s*\.\[\](?:\.[A-Z_a-z]\w*|\.?\[(?:-?\d+|"[^"\\]*")?\]|\?)*\s*(?:\|(?!=)|$)/

/** What jq says, without what it says of itself. */
const saidBy = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => line !== '' && !/^jq: \d+ compile errors?$/.test(line))
    .map((line) =>
      line
        .replace(/^jq: error(?: \(at [^)]*\))?(?: \(not a string\))?: /, '')
        .replace(' at <top-level>, line', ' at line'),
    )
    .join('\n')

/** An escape of JSON: one of a pair of surrogates, one half of such a pair, or any other. */
const ESCAPE = /\\(?:u[Dd][89ABab][\dA-Fa-f]{2}(?:\\u[Dd][C-Fc-f][\dA-Fa-f]{2})?|u[Dd][C-Fc-f][\dA-Fa-f]{2}|.)/gs

/** jq refuses a text in which half a character stands: the sign for one that is lost takes its place. */
const withWholeCharacters = (json: string): string =>
  /\\u[Dd][89A-Fa-f]/.test(json)
    ? json.replaceAll(ESCAPE, (escape) =>
        /^\\u[Dd][89A-Fa-f]/.test(escape) && escape.length === 6 ? String.raw`\ufffd` : escape,
      )
    : json
