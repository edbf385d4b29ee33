import * as Args from '@oclif/core/args'

import {pathSegment} from '../api/path-segment.js'
import {errorDocument, type ErrorDocument, errorOf, invalidValue, isOmiError, OmiError} from '../errors/index.js'
import {type ValueFacts} from '../flags/value-facts.js'
import {readStdin} from '../input/input.js'
import {type Done} from '../io/done.js'
import {type IdNoun} from '../output/id-book.js'
import {type View} from '../output/view.js'
import {BaseCommand} from './base-command.js'
import {VerbResult} from './verb-result.js'

/** What became of one of several ids. */
export type EachResult<Result> =
  | {readonly error: ErrorDocument; readonly id: string; readonly ok: false}
  | {readonly id: string; readonly ok: true; readonly result: Result}

/** The ids a user named, each once. Where one word was given the result is the API's own document, else a list. */
interface Selection {
  readonly ids: string[]
  readonly single: boolean
}

export const idsArg = (noun: IdNoun, description: string) =>
  Args.string({
    ...({idOf: noun, readsStdin: true} satisfies ValueFacts),
    description: `${description}; - alone reads ids from stdin, one a line. Several, or -, give a list in JSON`,
    ignoreStdin: true,
    multiple: true,
    required: true,
  })

/** The API's own document or a list, as in Selection, and what became of each id. */
type EachIdResult<Result> = VerbResult<Array<EachResult<Result>> | Result, Array<EachResult<Result>>>

/** A verb that does the same to each of the ids it is given. */
export abstract class EachIdCommand<Result> extends BaseCommand<EachIdResult<Result>> {
  /** What a success is told as: `Memory deleted`. */
  protected abstract readonly done: string

  /** Does `action` to one id after the other; a failure does not keep the others from their turn. */
  protected async applyToEach(
    {ids, single}: Selection,
    action: (id: string) => Promise<Result>,
  ): Promise<EachIdResult<Result>> {
    if (single) {
      const [id = ''] = ids
      const result = await action(id)
      return new VerbResult(result, [{id, ok: true, result}])
    }

    const failures: Failure[] = []
    const results: Array<EachResult<Result>> = []
    for (const id of ids) {
      try {
        results.push({id, ok: true, result: await action(id)})
      } catch (error) {
        if (!isOmiError(error)) throw error
        if (this.signal.aborted) return this.partOf(results, error)
        failures.push({error, id})
        results.push({id, ok: false, error: errorDocument(error)})
      }
    }

    if (failures.length > 0) this.failAfterOutput(summaryOf(failures, ids.length))
    return new VerbResult(results, results)
  }

  protected override doneBy({facts: results}: EachIdResult<Result>): Done {
    return {ids: results.filter(({ok}) => ok).map(({id}) => id)}
  }

  protected async render({facts: results}: EachIdResult<Result>): Promise<void> {
    if (!this.output.terminal) await this.output.list(eachView, results)
    for (const {id, ok} of results) if (ok) this.output.success(`${this.done}: ${id}`)
  }

  /**
   * The ids on the command line or, for `-`, on stdin; what is named twice is done once. Throws "Invalid ID", and a
   * UsageError for a `-` among ids, before anything is done.
   */
  protected async select(words: string[]): Promise<Selection> {
    const fromStdin = words.length === 1 && words[0] === '-'
    if (!fromStdin && words.includes('-')) throw invalidValue('-', 'It reads the ids from stdin, and stands alone.')
    const ids = [...new Set(fromStdin ? await this.idsOnStdin() : words)]
    for (const id of ids) pathSegment(id)
    return {ids, single: words.length === 1 && !fromStdin}
  }

  private async idsOnStdin(): Promise<string[]> {
    const text = (await readStdin(this.output, this.signal, IDS_LIMIT)).toString()
    const ids = text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
    if (ids.length === 0) throw errorOf('no_input', {detail: 'Expected ids, one a line.'})
    return ids
  }

  /** What was done before an interruption is done: the user is told, and the interruption still decides the exit code. */
  private partOf(results: Array<EachResult<Result>>, interruption: OmiError): EachIdResult<Result> {
    const items = results.length
    if (items === 0) throw interruption
    this.failAfterOutput(interruption.with({items, partial: true}))
    return new VerbResult(results, results)
  }
}

/** More ids than anybody has. */
const IDS_LIMIT = {
  bytes: 16 * 1024 * 1024,
  error: invalidValue('stdin', 'It is larger than 16 MB. Expected ids, one a line.'),
}

const eachView: View<EachResult<unknown>> = {
  columns: [
    {name: 'id', value: ({id}) => id},
    {name: 'ok', value: ({ok}) => ok},
    {name: 'error', value: (result) => (result.ok ? undefined : result.error.error)},
  ],
}

interface Failure {
  readonly error: OmiError
  readonly id: string
}

function summaryOf(failures: Failure[], total: number): OmiError {
  const worst = Math.max(...failures.map(({error}) => error.exitCode))
  const detail = failures
    .map(({error: {detail, title}, id}) => {
      const named = title.includes(id) ? title : `${id}: ${title}`
      return [named, detail?.split('\n')[0]].filter(Boolean).join(': ')
    })
    .join('\n')
  return errorOf('some_failed', {about: [failures.length, total], detail, exitCode: worst})
}
