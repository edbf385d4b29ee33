import {type PageRange} from '../../api/list-pages.js'
import {ListReader} from '../../api/list-reader.js'
import {operationOf} from '../../contract/operation.js'
import {type JsonItem} from '../../json/json-text.js'
import {type Noun} from '../nouns.js'
import {type Sqlite} from '../sqlite.js'
import {type ReadingState, readState, writeState} from '../state.js'
import {arrivalsIn, type SyncContext} from './context.js'

/** A list that is read as a whole, page by page. */
export interface WholeList {
  /** The most of a page. */
  readonly cap: number
  /** Whether items are left out of pages. */
  readonly dropped: boolean
  readonly fetchPage: (range: PageRange) => Promise<JsonItem[]>
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
  const number = isResumed ? before.number : (before?.number ?? 0) + 1
  const thread = isResumed ? await threadOf(list, before, before.offset) : {from: 0, page: first}
  let {from, page: known} = thread
  const reader = new ListReader<JsonItem>(
    {
      cap: list.cap,
      dropped: list.dropped,
      fetchPage(range) {
        const page = range.offset === thread.from ? known : undefined
        known = undefined
        return page ? Promise.resolve([...page]) : list.fetchPage(range)
      },
      idOf: ({id}) => id,
    },
    {inFlight: 1, offset: from},
  )
  let lastId = before?.lastId
  for await (const items of reader) {
    const arrivals = arrivalsIn(noun, items)
    lastId = arrivals.at(-1)?.facts.id ?? lastId
    from = reader.nextOffset ?? from
    await context.commit((database) => {
      context.keepAll(database, arrivals, number)
      note(database, noun, {lastId, number, offset: from})
    })
  }

  await context.commit((database) => note(database, noun, {number}))
}

/**
 * Where a reading goes on: at the last item that it kept, so that it shows whether the list has moved meanwhile. Where it has, a page in front of
 * it is looked through, and if the item is not there either, all is read anew; what is read twice is kept once.
 */
async function threadOf(list: WholeList, {lastId}: ReadingState, offset: number) {
  for (const from of [offset - 1, offset - list.cap]) {
    if (from < 0) break
    const page = await list.fetchPage({limit: list.cap, offset: from})
    if (page.some(({id}) => id === lastId)) return {from, page}
  }

  return {from: 0, page: undefined}
}

function note(database: Sqlite, noun: Noun, state: ReadingState): void {
  writeState(database, 'readings', {...readState(database, 'readings'), [noun]: state})
}
