import {type ErrorDocument, isOmiError, noAnswerInTime, type OmiError} from '../errors/index.js'
import {Patience} from '../io/patience.js'
import {type Executed, type ExecuteOptions} from '../io/run-context.js'
import {isObject} from '../json/is-object.js'
import {type Answer, answerOf, failureOf, failureOfError, listIn, type Told} from './answer.js'
import {cardOf, withTranscript} from './conversations.js'
import {fitted, fittedItems} from './fit.js'
import {type Given, wordsFor} from './tool-arguments.js'
import {type Tool} from './tool.js'

/** Runs a command line of omi in this process, with --json. */
export type Execute = (words: readonly string[], options: ExecuteOptions) => Promise<Executed>

/** How long the waits between attempts may take in all, in milliseconds. */
const LONGEST_WAIT = 20_000

/** When the run of a call is ended, and when it is answered though its run has not ended, in milliseconds: below 55 s both. */
const RUN_LIMIT = 48_000
const ANSWER_LIMIT = 51_000

/**
 * Calls a tool with arguments that were checked. Resolves to its answer within 55 s, whatever the server does; `signal` ends what
 * is under way. `spent` is what the call has taken already, in milliseconds.
 */
export async function callTool(
  tool: Tool,
  given: Given,
  execute: Execute,
  {signal, spent = 0}: {signal: AbortSignal; spent?: number},
): Promise<Answer> {
  const limit = new AbortController()
  const end = setTimeout(() => limit.abort(noAnswerInTime()), RUN_LIMIT - spent)
  const overdue = new Promise<never>((_, reject) => {
    setTimeout(() => reject(noAnswerInTime()), ANSWER_LIMIT - spent).unref()
  })
  // Where the run ends in time, nobody hears of it.
  overdue.catch(() => {})
  const options = {patience: new Patience(LONGEST_WAIT), signal: AbortSignal.any([signal, limit.signal])}
  try {
    const call = new Call(tool, (words, more) => execute(words, {...options, ...more}))
    return await Promise.race([call.answer(given), overdue])
  } catch (error) {
    if (!isOmiError(error)) throw error
    return failureOfError(doubtful(tool, error))
  } finally {
    clearTimeout(end)
  }
}

/** Nobody knows what became of a change that did not end in time. */
const doubtful = ({annotations}: Tool, error: OmiError) =>
  error.errorCode === 'no_answer_in_time' && !annotations.readOnlyHint ? error.with({outcome: 'unknown'}) : error

/** A run of the tool's verb that has failed. */
class Failure extends Error {
  constructor(readonly answer: Answer) {
    super('The run failed')
  }
}

class Call {
  constructor(
    private readonly tool: Tool,
    private readonly execute: (words: readonly string[], more?: ExecuteOptions) => Promise<Executed>,
  ) {}

  async answer(given: Given): Promise<Answer> {
    try {
      return answerOf(await this.told(given))
    } catch (error) {
      if (error instanceof Failure) return error.answer
      throw error
    }
  }

  private async conversation(given: Given): Promise<Told> {
    const {from_segment: from, max_chars: most, ...rest} = given
    const wantsTranscript = rest.transcript === true || from !== undefined || most !== undefined
    const {document} = await this.run({...rest, transcript: wantsTranscript})
    if (!wantsTranscript || !isObject(document)) {
      const {cut, value} = fitted(document)
      return {item: value, truncated: cut}
    }

    const defaults = defaultsOf(this.tool)
    const part = {
      fromSegment: Number(from ?? defaults.from_segment ?? 0),
      maxChars: Number(most ?? defaults.max_chars ?? 0),
    }
    const {cut, item, nextSegment} = withTranscript(document, part)
    return {
      item,
      ...(nextSegment !== undefined && {next_segment: nextSegment}),
      has_more: nextSegment !== undefined,
      truncated: cut,
    }
  }

  /** Whether a list has more than was given of it: what it says itself, and nothing where it is as long as was asked for. */
  private moreThan(document: unknown, given: Given): Pick<Told, 'has_more'> {
    const {length} = listIn(document) ?? []
    const total = isObject(document) ? document.total : undefined
    if (typeof total === 'number') return {has_more: length < total}
    const limit = Number(given.limit ?? defaultsOf(this.tool).limit ?? Infinity)
    return length < limit ? {has_more: false} : {}
  }

  /** One page, and the place behind it; undefined where there is nothing. */
  private async page(given: Given, {limit, offset}: {limit: number; offset: number}) {
    let isTold = false
    let next: number | undefined
    const tellNext = (place: number | undefined) => {
      isTold = true
      next = place
    }

    const {document} = await this.run({...given, limit, offset}, {tellNext})
    const items = listIn(document) ?? []
    // A list without pages of its own has no holes: where a page is full there may be more.
    return {items, next: isTold || items.length < limit ? next : offset + items.length}
  }

  /** A part of a list that can be gone on with. */
  private async part(given: Given): Promise<Told> {
    const {limit: usual = 25} = defaultsOf(this.tool)
    const offset = Number(given.offset ?? 0)
    let limit = Number(given.limit ?? usual)
    for (;;) {
      const {items: all, next} = await this.page(given, {limit, offset})
      const shaped = this.tool.answer === 'cards' ? all.map((item) => cardOf(item)) : all
      const {cut, items} = fittedItems(shaped)
      const isWhole = items.length === all.length
      // Where nothing is left out of the page, each item has the place that it seems to have.
      if (!isWhole && next !== offset + all.length) {
        limit = items.length
        continue
      }

      const following = isWhole ? next : offset + items.length
      return {
        items,
        ...(following !== undefined && {next_offset: following}),
        has_more: following !== undefined,
        truncated: cut,
      }
    }
  }

  /** Throws a Failure where it fails. */
  private async run(given: Given, more?: ExecuteOptions): Promise<Executed> {
    const executed = await this.execute(wordsFor(this.tool, given), more)
    if (executed.exitCode === 0) return executed
    throw new Failure(failureOf(inOwnNames(errorIn(executed), this.tool), listIn(executed.document)))
  }

  private async told(given: Given): Promise<Told> {
    const {answer, places} = this.tool
    if (answer === 'transcript') return this.conversation(given)
    if (places.offset && places.limit) return this.part(given)
    const {document} = await this.run(given)
    const list = listIn(document)
    if (!list) {
      const {cut, value} = fitted(document)
      return {item: value, truncated: cut}
    }

    const {cut, items} = fittedItems(list)
    const isShort = items.length < list.length
    return {items, ...(isShort ? {has_more: true} : this.moreThan(document, given)), truncated: cut || isShort}
  }
}

/** What stands in for numbers that were not given. */
const defaultsOf = ({inputSchema: {properties}}: Tool): Partial<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(properties).flatMap(([name, {default: usual}]) =>
      typeof usual === 'number' ? [[name, usual]] : [],
    ),
  )

/** An error that names the tool's arguments in place of the flags and arguments of its verb. */
function inOwnNames(error: ErrorDocument, {places}: Tool): ErrorDocument {
  const names = new Map(
    Object.entries(places).map(([own, {kind, name}]) => [kind === 'flag' ? `--${name}` : name.toUpperCase(), own]),
  )
  const renamed = (text: string) =>
    text.replaceAll(/(?<![\w-])(?:--[a-z][a-z-]*|[A-Z][A-Z-]+)/g, (word) => names.get(word) ?? word)
  return {...error, error: renamed(error.error), detail: error.detail === null ? null : renamed(error.detail)}
}

/** The error of a run, which is the last line that it has written. */
function errorIn({exitCode, stderr}: Executed): ErrorDocument {
  const lines = stderr.trimEnd().split('\n')
  // With --verbose other lines may follow.
  const last = lines.findLast((line) => line.startsWith('{')) ?? lines.at(-1) ?? ''
  try {
    return JSON.parse(last) as ErrorDocument
  } catch {
    return {error: last || 'The command failed', code: 'unexpected_error', detail: null, exit_code: exitCode}
  }
}
