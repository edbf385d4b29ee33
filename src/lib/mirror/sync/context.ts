import {type QueryOf, requestFor} from '../../api/call.js'
import {type ListId} from '../../api/list.js'
import {type OmiApi} from '../../api/omi-api.js'
import {operationOf, policiesOf} from '../../contract/operation.js'
import {type Clock} from '../../io/clock.js'
import {type JsonItem} from '../../json/json-text.js'
import {type Arrival, arrivalOf, keepAll, type Kept} from '../keep.js'
import {type MirrorFile} from '../mirror-file.js'
import {type Noun} from '../nouns.js'
import {type Sqlite} from '../sqlite.js'
import {type State} from '../state.js'
import {type Allowance} from './allowance.js'

/** What a run was asked for. */
export interface SyncOptions {
  readonly full: boolean
  readonly nouns: readonly Noun[]
  readonly refreshTranscripts: boolean
  readonly transcripts: boolean
}

/** What became of the items of a noun. */
export interface Counts {
  changed: number
  gone: number
  new: number
}

/** What a run has to work with. */
export interface SyncMeans {
  readonly allowance: Allowance
  readonly api: OmiApi
  readonly clock: Clock
  readonly file: MirrorFile
  readonly options: SyncOptions
  /** Who runs it. */
  readonly owner: State['account']
  /** Tells somebody who watches how many transcripts have come, of how many, and how many seconds the rest may take. */
  readonly progress: (done: number, total: number, secondsLeft: number) => Promise<void>
  readonly signal: AbortSignal
}

/** What the parts of a run share. */
export class SyncContext {
  readonly counts = new Map<Noun, Counts>()

  constructor(readonly means: SyncMeans) {}

  get allowance(): Allowance {
    return this.means.allowance
  }

  get api(): OmiApi {
    return this.means.api
  }

  get clock(): Clock {
    return this.means.clock
  }

  get file(): MirrorFile {
    return this.means.file
  }

  /** The time it is, as an ISO time in UTC. */
  get now(): string {
    return new Date(this.clock.now()).toISOString()
  }

  get options(): SyncOptions {
    return this.means.options
  }

  /** Keeps what `work` makes of the mirror, with what is left of the allowance, in one transaction. */
  commit<Result>(work: (database: Sqlite) => Result): Promise<Result> {
    return this.file.write((database) => {
      this.allowance.save(database)
      return work(database)
    })
  }

  countGone(noun: Noun): void {
    this.countsOf(noun).gone += 1
  }

  /** Keeps these, in the transaction at hand, and counts what is new. */
  keepAll(database: Sqlite, arrivals: readonly Arrival[], reading?: number): void {
    const kept = keepAll(database, arrivals, {now: this.now, reading})
    for (const [index, {noun}] of arrivals.entries()) this.note(noun, kept[index])
  }

  /** A page of a list, unparsed. Throws AllowanceSpent, and OmiErrors as the HTTP client does. */
  page<Id extends ListId>(id: Id, query: QueryOf<Id>): Promise<JsonItem[]> {
    const request = requestFor(id, {}, {...query})
    return this.allowance.ask(policiesOf(operationOf(id), request.query), () => this.api.http.sendForItems(request))
  }

  private countsOf(noun: Noun): Counts {
    const counts = this.counts.get(noun) ?? {changed: 0, gone: 0, new: 0}
    this.counts.set(noun, counts)
    return counts
  }

  private note(noun: Noun, kept: Kept | undefined): void {
    if (kept && kept !== 'same') this.countsOf(noun)[kept] += 1
  }
}

/** What can be kept of a page. */
export const arrivalsIn = (noun: Noun, items: readonly JsonItem[]): Arrival[] =>
  items.flatMap((item) => arrivalOf(noun, item.bytes) ?? [])
