import {type PageRange} from '../../api/list-pages.js'
import {ListReader} from '../../api/list-reader.js'
import {operationOf} from '../../contract/operation.js'
import {type JsonItem} from '../../json/json-text.js'
import {type Noun} from '../nouns.js'
import {type Sqlite} from '../sqlite.js'
import {type ReadingState, readState, WHOLE, writeState} from '../state.js'
import {arrivalsIn, type SyncContext} from './context.js'

/** A list that is read as a whole, page by page. */
export interface WholeList {
  /** The most of a page. */
  readonly cap: number
  /** Whether items are left out of pages. */
  readonly dropped: boolean
  readonly fetchPage: (range: PageRange) => Promise<JsonItem[]>
}

/** From where a reading goes on, and the page there, where it was fetched already. */
interface Thread {
  readonly from: number
  readonly page?: readonly JsonItem[]
}

/** What the contract says of a list with an offset. */
export function wholeList(
  context: SyncContext,
  id: 'listActionItems' | 'listConversations' | 'listMemories',
): WholeList {
  const {locked, page} = operationOf(id)
  return {
    cap: page?.max ?? 100,
    dropped: locked === 'dropped',
    fetchPage: (range) => context.page(id, range),
  }
}

/**
 * Reads all of a noun's list, and keeps page by page what it has; goes on where a run that was stopped has left off. What is not in it any
 * more has a smaller `seen` than the reading's number afterwards. `first` are the items of the first page, where it was fetched already.
 */
export async function readNoun(
  context: SyncContext,
  noun: Noun,
  list: WholeList,
  first?: readonly JsonItem[],
): Promise<void> {
  const before = await context.file.read((database) => readState(database, 'readings')?.[noun])
  const isResumed = before?.offset !== undefined
  const number = isResumed ? before.number : (before?.number ?? 0) + WHOLE
  const thread = isResumed
    ? ((await threadOf(list, before.lastId, before.offset)) ?? {from: 0})
    : {from: 0, page: first}
  let {from} = thread
  const reader = readerFrom(list, thread)
  let lastId = before?.lastId
  for await (const items of reader) {
    const arrivals = arrivalsIn(noun, items)
    lastId = arrivals.at(-1)?.facts.id ?? lastId
    from = reader.nextOffset ?? from
    await context.commit((database) => {
      context.keepAll(database, arrivals, number)
      noteReading(database, noun, {lastId, number, offset: from})
    })
  }

  await context.commit((database) => noteReading(database, noun, {number}))
}

/** What reads a list page by page from there on. */
export function readerFrom({cap, dropped, fetchPage}: WholeList, {from, page}: Thread): ListReader<JsonItem> {
  let known = page
  return new ListReader<JsonItem>(
    {
      cap,
      dropped,
      fetchPage(range) {
        const fetched = range.offset === from ? known : undefined
        known = undefined
        return fetched ? Promise.resolve([...fetched]) : fetchPage(range)
      },
      idOf: ({id}) => id,
    },
    {inFlight: 1, offset: from},
  )
}

/**
 * Where a reading goes on: at the last item that it kept, so that it shows whether the list has moved meanwhile. Where it has, a page in front of
 * it is looked through; undefined where the item is not there either. What is read twice is kept once.
 */
export async function threadOf(
  list: WholeList,
  lastId: string | undefined,
  offset: number,
): Promise<Thread | undefined> {
  for (const from of [offset - 1, offset - list.cap]) {
    if (from < 0) break
    const page = await list.fetchPage({limit: list.cap, offset: from})
    if (page.some(({id}) => id === lastId)) return {from, page}
  }

  return undefined
}

export function noteReading(database: Sqlite, noun: Noun, state: ReadingState): void {
  writeState(database, 'readings', {...readState(database, 'readings'), [noun]: state})
}
