import {type JsonItem} from '../../json/json-text.js'
import {type Noun} from '../nouns.js'
import {type Sqlite} from '../sqlite.js'
import {type ReadingState, readState} from '../state.js'
import {arrivalsIn, type SyncContext} from './context.js'
import {noteReading, readerFrom, threadOf, type WholeList} from './read-noun.js'

/** A list of more pages than this is not read as a whole each day. */
const MOST_PAGES = 10

/** In so many days all of a long list is looked at again: a part of it each day. */
const DAYS = 7

/** Whether a noun has so many items that a run reads what is new, and a part of the rest: all of it was read once. */
export async function isReadInParts(context: SyncContext, noun: Noun, {cap}: WholeList): Promise<boolean> {
  if (context.options.full) return false
  return context.file.read((database) => {
    const reading = readState(database, 'readings')?.[noun]
    if (!reading || reading.offset !== undefined) return false
    return countOf(database, noun) > MOST_PAGES * cap
  })
}

/**
 * Reads the newest pages of a noun's list up to one of which all is known, and once a day a seventh of the list, which goes on where that of the day before
 * ended. `first` are the items of the first page, where it was fetched already.
 */
export async function readPart(
  context: SyncContext,
  noun: Noun,
  list: WholeList,
  first?: readonly JsonItem[],
): Promise<void> {
  const before = await context.file.read((database) => readingOf(database, noun))
  const today = context.now.slice(0, 10)
  const isToday = before.part?.day === today
  const isUnderWay = isToday && before.part?.left !== undefined
  if (first || !isUnderWay) await readNewest(context, noun, list, first)
  if (isToday && !isUnderWay) return
  if (!isUnderWay) {
    await context.commit((database) => {
      const {number, part} = readingOf(database, noun)
      // A page more in all, so that the end shows on the last day.
      const left = Math.ceil((countOf(database, noun) + list.cap) / DAYS)
      noteReading(database, noun, {number: number + 1, part: {...part, day: today, left}})
    })
  }

  await readOn(context, noun, list)
}

async function readNewest(
  context: SyncContext,
  noun: Noun,
  list: WholeList,
  first?: readonly JsonItem[],
): Promise<void> {
  for await (const items of readerFrom(list, {from: 0, page: first})) {
    const arrivals = arrivalsIn(noun, items)
    const isNews = await context.commit((database) => {
      const isAllKnown = arrivals.every(({facts}) => isKnown(database, noun, facts.id))
      context.keepAll(database, arrivals, readingOf(database, noun).number)
      return !isAllKnown
    })
    if (!isNews) return
  }
}

/** Reads the part of today to its end. */
async function readOn(context: SyncContext, noun: Noun, list: WholeList): Promise<void> {
  const {number, part} = await context.file.read((database) => readingOf(database, noun))
  if (!part) return
  const {day, lastId, offset = 0} = part
  // Where the list has moved by more than a page, some of it is passed over: what was not seen for so long is asked for.
  const thread = (offset === 0 ? undefined : await threadOf(list, lastId, offset)) ?? {from: offset}
  let {from} = thread
  const reader = readerFrom(list, thread)
  let {left = 0} = part
  let last = lastId
  for await (const items of reader) {
    const arrivals = arrivalsIn(noun, items)
    left -= arrivals.length
    last = arrivals.at(-1)?.facts.id ?? last
    from = reader.nextOffset ?? from
    const isDone = left <= 0
    await context.commit((database) => {
      context.keepAll(database, arrivals, number)
      noteReading(database, noun, {number, part: {day, lastId: last, offset: from, ...(!isDone && {left})}})
    })
    if (isDone) return
  }

  // The list has ended: the next part begins with its first page.
  await context.commit((database) => noteReading(database, noun, {number, part: {day}}))
}

const readingOf = (database: Sqlite, noun: Noun): ReadingState => readState(database, 'readings')?.[noun] ?? {number: 0}

const countOf = (database: Sqlite, noun: Noun): number =>
  Number(database.all('SELECT count(*) AS count FROM item WHERE noun = ? AND gone_at IS NULL', noun)[0]?.count)

const isKnown = (database: Sqlite, noun: Noun, id: string): boolean =>
  database.all('SELECT 1 FROM item WHERE noun = ? AND id = ? AND gone_at IS NULL', noun, id).length > 0
