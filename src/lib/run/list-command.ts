import * as Flags from '@oclif/core/flags'

import {type ListReading} from '../api/list-reading.js'
import {type ItemOf, type List, type ListId, type ListOptions} from '../api/list.js'
import {picked, type Picking} from '../api/picked.js'
import {isOmiError, type OmiError, withLine} from '../errors/index.js'
import {allFlag, limitFlag, offsetFlag} from '../flags/flags.js'
import {globalWords} from '../flags/global-flags.js'
import {type JsonItem} from '../json/json-text.js'
import {type Output} from '../output/output.js'
import {shellLine} from '../text/shell-words.js'
import {BaseCommand} from './base-command.js'
import {keepHeapSmall} from './small-heap.js'
import {VerbResult} from './verb-result.js'

/** Which part of a list its flags ask for. */
interface ListFlags {
  readonly all: boolean
  readonly limit: number
  readonly offset: number
  readonly wait: boolean
}

/** `--wait` of a verb that reads many pages. */
export const waitFlag = () => Flags.boolean({summary: 'Stay through long waits for the rate limit'})

/** From so many items on a list may be a long one. */
const MANY = 100

/** The flags of a list; `noun` is what there is one of in a line: `memory`. */
export const listFlags = (noun: string, limits: {default: number; max: number}) => ({
  limit: limitFlag({...limits, min: 1}),
  offset: offsetFlag(),
  all: allFlag(noun),
  wait: waitFlag(),
})

/** A verb that reads a list page by page. Where the list breaks off, the error names the command that continues. */
export abstract class PagedCommand<Result> extends BaseCommand<Result> {
  /**
   * The same pages. An error in the middle gets the command that continues: `wordsFrom` gives the user's words behind the
   * global flags for another run that goes on at `offset`, when `given` items were read. Where nothing of them is written
   * before the list is whole, there is nothing to go on from: the same words begin again.
   * @yields what `pages` yields
   */
  protected async *continuable<Item>(
    pages: AsyncIterable<Item[]>,
    wordsFrom: (offset: number, given: number) => string[],
  ): AsyncGenerator<Item[]> {
    let given = 0
    try {
      for await (const page of pages) {
        given += page.length
        if (given >= MANY && this.output.io.ownsProcess) keepHeapSmall()
        yield page
      }
    } catch (error) {
      if (!isOmiError(error) || error.facts.next_offset === undefined) throw error
      if (this.output.holdsLists) throw error.with({next_offset: undefined})
      throw withContinuation(error, [
        this.config.bin,
        ...globalWords(this.globals),
        ...wordsFrom(error.facts.next_offset, given),
      ])
    }
  }

  /** Waits out a rate limit for as long as the server asks, where `wait` says so. */
  protected waitOut(wait: boolean): Pick<ListOptions, 'waitOut'> {
    if (!wait) return {}
    return {
      waitOut: async (error) => {
        const {waitOutLimit} = await import('../http/wait-out-limit.js')
        await waitOutLimit(error, {clock: this.output.io.clock, signal: this.signal}, (seconds) =>
          this.warnOfWait(seconds),
        )
      },
    }
  }

  private async warnOfWait(seconds: number): Promise<void> {
    const {duration} = await import('../text/duration.js')
    this.output.warn(`Rate limited. Waiting ${duration(seconds)}.`)
  }
}

type Pages<Item> = AsyncIterable<Item[]> | AsyncIterable<JsonItem[]>

/** What showing a list needs beside its items. */
interface ListFacts<Asked> {
  readonly all: boolean
  /** What was asked for, as far as it makes a difference to how the list looks. */
  readonly asked: Asked
  /** Where the list ends, once it is read; absent where it is not parsed. */
  readonly reading?: Pick<ListReading<unknown>, 'hasMore' | 'nextOffset'>
}

/** A list that is read while it is shown. */
type ListResult<Item, Asked> = VerbResult<Pages<Item>, ListFacts<Asked>>

/** `omi NOUN list`. `Asked` is what showing it has to know of the flags. */
export abstract class ListCommand<Item, Asked = void> extends PagedCommand<ListResult<Item, Asked>> {
  /** What the flags ask for of a list: parsed for people, as it came for JSON; `picking` is what is asked for beyond the server. */
  protected readList<Id extends ListId>(
    list: List<Id>,
    flags: ListFlags,
    asked: Asked,
    picking: Picking<ItemOf<Id>> = {},
  ): ListResult<ItemOf<Id>, Asked> {
    const {all, limit, offset, wait} = flags
    const {tellNext} = this
    if (tellNext) return new VerbResult(placedPage(list, {limit, offset}, tellNext), {all, asked})
    const wanted = all ? undefined : limit
    const options = {offset, ...(!picking.keep && {wanted}), ...this.waitOut(wait)}
    // A server that gives more than it was asked for is believed.
    const most = picking.keep ? wanted : undefined
    const wordsFrom = (next: number, given: number) => this.continuing(next, all ? undefined : limit - given)
    if (this.globals.json) {
      const texts = picked(list.texts(options), picking, (item) => item.parse() as ItemOf<Id>, most)
      return new VerbResult(this.continuable(texts.pages, wordsFrom), {all, asked})
    }

    const items = list.items({...options, tellsMore: this.output.interactive})
    const {pages, reading} = picked(items, picking, (item) => item, most)
    // Of a list that was read only as far as was wanted, the reading knows more.
    return new VerbResult(this.continuable(pages, wordsFrom), {all, asked, reading: picking.keep ? reading : items})
  }

  protected override async render({document, facts}: ListResult<Item, Asked>): Promise<void> {
    const {pages, shown} = counted(document as AsyncIterable<Item[]>, this.output)
    await this.renderList(pages, facts.asked)
    await tellWhereCut(shown(), facts, this.output)
  }

  /** Shows the list to a person or a pipe. */
  protected abstract renderList(list: AsyncIterable<Item[]>, asked: Asked): Promise<void>

  /** The user's words with another `--offset` and, where it held, with what is left of `--limit`. */
  private continuing(offset: number, left: number | undefined): string[] {
    const verb = this.id?.split(':') ?? []
    const kept = withoutFlags(this.argv, left === undefined ? ['--offset'] : ['--offset', '--limit'])
    return [...verb, ...kept, ...(left === undefined ? [] : ['--limit', String(left)]), '--offset', String(offset)]
  }
}

/** @yields the one page that was asked for; `tellNext` gets the place behind it */
async function* placedPage<Id extends ListId>(
  list: List<Id>,
  range: {limit: number; offset: number},
  tellNext: (nextOffset: number | undefined) => void,
): AsyncGenerator<Array<ItemOf<Id>>> {
  const {items, nextOffset} = await list.page(range)
  tellNext(nextOffset)
  if (items.length > 0) yield items
}

/** The same pages, and how many items have been taken of them so far, which somebody who waits for them sees. */
function counted<Item>(
  list: AsyncIterable<Item[]>,
  output: Output,
): {pages: AsyncIterable<Item[]>; shown: () => number} {
  let count = 0
  async function* pages() {
    const reading = (await output.waiting())?.begin()
    try {
      for await (const page of list) {
        count += page.length
        reading?.count(count)
        yield page
      }
    } finally {
      reading?.end()
    }
  }

  return {pages: pages(), shown: () => count}
}

/** Says to somebody at a terminal that there is more than was shown. */
async function tellWhereCut(shown: number, {all, reading}: ListFacts<unknown>, output: Output): Promise<void> {
  const {hasMore, nextOffset} = reading ?? {}
  if (all || shown === 0 || hasMore === false) return
  const more = hasMore ? 'there are more' : 'there may be more'
  const next = nextOffset === undefined ? '' : `, or --offset ${nextOffset}`
  await output.hint(`${shown} shown, ${more}: --all${next}`)
}

/** The words without these flags and their values. */
function withoutFlags(words: readonly string[], flags: readonly string[]): string[] {
  return words.filter((word, index) => {
    const isValue = flags.includes(words[index - 1] ?? '')
    return !isValue && !flags.some((flag) => word === flag || word.startsWith(`${flag}=`))
  })
}

/** The same error, with the command that continues in one line more. */
function withContinuation(error: OmiError, argv: string[]): OmiError {
  const line = `Continue with: ${shellLine(argv)}`
  return withLine(error, line).with({
    resume_argv: argv,
  })
}
