import {requestFor} from '../api/call.js'
import {type List, type ListId} from '../api/list.js'
import {type OmiApi} from '../api/omi-api.js'
import {OPERATIONS} from '../contract/operations.js'
import {isOmiError} from '../errors/index.js'
import {elementsOf, memberOf} from '../http/said.js'
import {JsonItem} from '../json/json-text.js'
import {compactJson} from '../json/layout.js'
import {timeOf} from '../output/time-words.js'
import {type ExportItem, itemFrom} from './item.js'
import {type Noun} from './nouns.js'
import {type Missing, type Selection, type Source} from './source.js'
import {isWithin} from './within.js'

/** The most goals and the most daily summaries of one answer. */
const ALL_GOALS = OPERATIONS.listGoals.page.max
const SUMMARIES = OPERATIONS.listDailySummaries.ranges.limit.max

/** Waits until what was refused may be asked for again; throws the error where it ends the reading. */
type WaitOut = (error: unknown) => Promise<void>

/**
 * What the account has, read from the API: everything that a list gives, once each. Where the allowance for transcripts is used
 * up, what follows comes without them; where that of a list is, the list ends there. Both are told in `missing`.
 */
export class ApiSource implements Source {
  readonly missing: Missing[] = []
  readonly name = 'api'
  stoppedBy: Error | undefined
  /** Whether what comes now is of the list without transcripts, since the other one's allowance is used up. */
  private isWithoutTranscripts = false

  /** `waitOut` is called where a rate limit is reached; without it that ends the reading. */
  constructor(
    private readonly api: OmiApi,
    private readonly waitOut?: WaitOut,
  ) {}

  explained(error: unknown): unknown {
    return error
  }

  async history(goalId: string) {
    try {
      return await this.patiently(() => this.api.goals.history(goalId, OPERATIONS.listGoalHistory.ranges.days.max))
    } catch (error) {
      if (!isRateLimit(error)) throw error
      if (this.stoppedBy !== error)
        this.missing.push({count: null, later: true, noun: 'goal', reason: 'rate limit', what: 'histories'})
      this.stoppedBy ??= error
      return []
    }
  }

  /** @yields those of the selection, in the order of the server's list */
  async *items(noun: Noun, selection: Selection): AsyncGenerator<ExportItem> {
    const seen = new Set<string>()
    let shortened = 0
    try {
      for await (const page of this.pages(noun, selection, seen)) {
        for (const json of page) {
          if (json.id !== undefined && seen.size === seen.add(json.id).size) continue
          const item = itemFrom(noun, json, {lacksTranscript: noun === 'conversation' && this.isWithoutTranscripts})
          if (!isWithin(item, selection)) continue
          if (item.isPartial) shortened += 1
          yield item
        }
      }
    } catch (error) {
      if (!isRateLimit(error)) throw error
      this.stoppedBy ??= error
      this.missing.push({count: null, later: true, noun, reason: 'rate limit', what: 'items'})
    }

    if (shortened > 0) this.missing.push({count: shortened, later: false, noun, reason: 'locked', what: 'texts'})
  }

  private async *conversations(selection: Selection, seen: ReadonlySet<string>): AsyncGenerator<JsonItem[]> {
    const {filter, withTranscripts} = selection
    const {conversations} = this.api
    if (!withTranscripts) return yield* this.read(conversations.listing(filter))
    const range = (selection.since ?? selection.until) ? await this.rangeOf(selection) : {}
    if (!range) return
    try {
      yield* this.read(conversations.listing({...filter, ...range, include_transcript: true}))
    } catch (error) {
      if (!isRateLimit(error)) throw error
      // The list without transcripts has an allowance of its own.
      this.isWithoutTranscripts = true
      let without = 0
      for await (const page of this.read(conversations.listing({...filter, ...range}))) {
        const rest = page.filter(({id = ''}) => !seen.has(id))
        without += rest.filter((json) => isWithin(itemFrom('conversation', json), selection)).length
        yield rest
      }

      if (without === 0) return
      this.stoppedBy ??= error
      this.missing.push({count: without, later: true, noun: 'conversation', reason: 'rate limit', what: 'transcripts'})
    }
  }

  private async *goals(): AsyncGenerator<JsonItem[]> {
    const query = {include_inactive: true, limit: ALL_GOALS}
    const goals = await this.patiently(() => this.api.http.sendForItems(requestFor('listGoals', {}, query)))
    if (goals.length >= ALL_GOALS) {
      this.missing.push({count: null, later: false, noun: 'goal', reason: 'beyond the list', what: 'items'})
    }

    yield goals
  }

  private async *pages(noun: Noun, selection: Selection, seen: ReadonlySet<string>): AsyncGenerator<JsonItem[]> {
    const {actionItems, http, memories} = this.api
    switch (noun) {
      case 'action-item': {
        return yield* this.read(actionItems.listing(selection.filter))
      }

      case 'conversation': {
        return yield* this.conversations(selection, seen)
      }

      case 'daily-summary': {
        return yield* this.summaries()
      }

      case 'folder': {
        return yield await this.patiently(() => http.sendForItems(requestFor('listFolders')))
      }

      case 'goal': {
        return yield* this.goals()
      }

      case 'memory': {
        return yield* this.read(memories.listing(selection.filter))
      }
    }
  }

  private async patiently<Result>(ask: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await ask()
      } catch (error) {
        if (!this.waitOut) throw error
        await this.waitOut(error)
      }
    }
  }

  /**
   * Between which times of the server's filter the conversations of a selection are; undefined where there are none. What the
   * filter goes by differs from server to server, so both times of a conversation have to be within.
   */
  private async rangeOf(selection: Selection): Promise<undefined | {end_date?: string; start_date?: string}> {
    let range: undefined | {end: string; start: string}
    for await (const page of this.read(this.api.conversations.listing(selection.filter))) {
      for (const json of page) {
        const item = itemFrom('conversation', json)
        if (item.noun !== 'conversation' || !isWithin(item, selection)) continue
        for (const time of [item.document.created_at, item.document.started_at]) {
          const at = timeOf(time)
          if (!at || typeof time !== 'string') return {}
          range = {
            end: !range || at > new Date(range.end) ? time : range.end,
            start: !range || at < new Date(range.start) ? time : range.start,
          }
        }
      }
    }

    return range && {end_date: range.end, start_date: range.start}
  }

  private read<Id extends ListId>(list: List<Id>): AsyncIterable<JsonItem[]> {
    return list.texts({resumable: false, waitOut: this.waitOut})
  }

  private async *summaries(): AsyncGenerator<JsonItem[]> {
    for (let offset = 0; ;) {
      const request = requestFor('listDailySummaries', {}, {limit: SUMMARIES, offset})
      const answer = await this.patiently(() => this.api.http.sendForText({...request, listIn: 'summaries'}))
      const list = memberOf({json: Buffer.from(answer.text), value: answer.parse()}, 'summaries')
      const summaries = list ? elementsOf(list) : []
      if (summaries.length === 0) return
      yield summaries.map(({json, value}) => {
        const {id}: {id?: unknown} = new Object(value)
        return new JsonItem(typeof id === 'string' ? id : undefined, Buffer.from(compactJson(json.toString())))
      })
      offset += summaries.length
    }
  }
}

const isRateLimit = (error: unknown): error is Error => isOmiError(error) && error.exitCode === 4
