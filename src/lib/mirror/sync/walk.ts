import {ListReader} from '../../api/list-reader.js'
import {operationOf} from '../../contract/operation.js'
import {type JsonItem} from '../../json/json-text.js'
import {type Arrival} from '../keep.js'
import {type Sqlite} from '../sqlite.js'
import {readState, type State, type WalkState, writeState} from '../state.js'
import {arrivalsIn, type SyncContext} from './context.js'
import {readNoun, wholeList} from './read-noun.js'

const {page: {max: CAP = 100} = {}} = operationOf('listConversations')

/** How many pages further it is looked where a page brings nothing new; from a hit on, what was skipped is read too. */
const LOOKS = [1, 2, 4, 8]

const DAY = 86_400_000

/** How far back each run looks again: conversations arrive late, with an old time. */
const RECENT_DAYS = 14

/** In so many days everything older is looked at once more. */
const SLICES = 7

type Walks = State['conversations']

const NO_WALKS: Walks = {isWhole: false, number: 0, walks: {}}

const readWalks = (database: Sqlite): Walks => readState(database, 'conversations') ?? NO_WALKS

/**
 * Walks through the conversations by their `created_at`, newest first: there is neither a cursor nor a time of change. The first time to the end;
 * later what is new, the last 14 days, and once a day a seventh of the rest, or with `full` all of it. What is not where it was is marked `missed`.
 * Walks that were stopped go on; where `isFresh`, so much time has passed that the newest are looked at again.
 */
export async function walkConversations(context: SyncContext, isFresh: boolean): Promise<void> {
  const {isWhole, number, walks} = await context.file.read((database) => readWalks(database))
  if (number === 0 || (isWhole && context.options.full && !walks.all)) {
    return walk(context, {kind: 'all', number: number + 1})
  }

  if (isFresh) await walk(context, {kind: 'recent', number: number + 1})
  else if (walks.recent) await walk(context, walks.recent)
  if (walks.all) return walk(context, walks.all)
  const slice = walks.slice ?? (await context.file.read((database) => nextSlice(database, context)))
  if (slice) await walk(context, slice)
}

/** The walk of today through what is older than a run looks at in any case; undefined where nothing is, and where it is done. */
function nextSlice(database: Sqlite, context: SyncContext): undefined | WalkState {
  const {number, sliceDay, sliceFrom, slicePlace} = readWalks(database)
  if (sliceDay === context.now.slice(0, 10)) return undefined
  const oldest = recentFrom(context)
  const [row] = database.all(
    "SELECT count(*) AS count FROM item WHERE noun = 'conversation' AND gone_at IS NULL AND place < ?",
    oldest,
  )
  const count = Number(row?.count)
  if (count === 0) return undefined
  const isUnderWay = sliceFrom !== undefined && slicePlace !== undefined && slicePlace < oldest
  const place = isUnderWay ? slicePlace : oldest
  return {
    cursor: isUnderWay ? sliceFrom : new Date(oldest / 1000).toISOString(),
    kind: 'slice',
    left: Math.ceil(count / SLICES),
    number: number + 1,
    place,
  }
}

/** In microseconds since 1970. */
const recentFrom = ({clock}: SyncContext) => (clock.now() - RECENT_DAYS * DAY) * 1000

/** What a page of a walk has. */
interface WalkPage {
  readonly arrivals: readonly Arrival[]
  readonly offset: number
}

async function walk(context: SyncContext, begun: WalkState): Promise<void> {
  let state: undefined | WalkState = begun
  // What a page was seen to cover; as long as it is less than the contract says, nothing is skipped on its word.
  let span = 0
  while (state) {
    const at: WalkState = state
    const page = await nextPage(context, at)
    span = Math.max(span, page.arrivals.length)
    if (!isSorted(page.arrivals)) return readAsList(context, at)
    const seen = await seenBy(context, page.arrivals, at.number)
    const pages = page.arrivals.some(({facts}) => !seen.has(facts.id))
      ? [page]
      : await pagesBehind(context, at, page, span)
    state = await context.commit((database) =>
      pages ? keepPages(database, context, at, pages) : end(database, context, at),
    )
  }
}

/**
 * The page behind what the walk has kept, which shows the last of that again. Servers differ in how exactly they take a time: where what shares one was counted
 * more generously than the server does, the page would begin too late, and that item is not in it.
 */
async function nextPage(context: SyncContext, state: WalkState): Promise<WalkPage> {
  const {lastId, offset = 0, place = Infinity} = state
  const page = await pageAt(context, state, offset)
  const isTooLate =
    offset > 0 &&
    page.arrivals.every(({facts}) => facts.id !== lastId) &&
    page.arrivals.some(({facts}) => facts.place < place)
  return isTooLate ? pageAt(context, state, 0) : page
}

async function pageAt(context: SyncContext, {cursor}: WalkState, offset: number, limit = CAP): Promise<WalkPage> {
  const query = {limit, ...(offset > 0 && {offset}), ...(cursor !== undefined && {end_date: cursor})}
  return {arrivals: arrivalsIn('conversation', await context.page('listConversations', query)), offset}
}

/** Which of these the walk has kept already. */
async function seenBy(context: SyncContext, arrivals: readonly Arrival[], number: number): Promise<Set<string>> {
  const ids = arrivals.map(({facts}) => facts.id)
  if (ids.length === 0) return new Set()
  const rows = await context.file.read((database) =>
    database.all<{id: string}>(
      `SELECT id FROM item WHERE noun = 'conversation' AND seen = ? AND id IN (${ids.map(() => '?').join(', ')})`,
      number,
      ...ids,
    ),
  )
  return new Set(rows.map(({id}) => id))
}

/**
 * The pages behind one that brought nothing new, up to the first that does, with nothing left out between; undefined where the list has ended. Nothing is
 * looked for where all that is known to be there has come, but on the first walk, which knows nothing.
 */
async function pagesBehind(
  context: SyncContext,
  state: WalkState,
  {offset}: WalkPage,
  span: number,
): Promise<undefined | WalkPage[]> {
  if (state.kind !== 'all' && !(await isMoreKnown(context, state))) return undefined
  if (span < CAP) return pagesBehindShort(context, state)
  const read: WalkPage[] = []
  for (const look of LOOKS) {
    const page = await pageAt(context, state, offset + look * CAP)
    const seen = await seenBy(context, page.arrivals, state.number)
    if (page.arrivals.every(({facts}) => seen.has(facts.id))) continue
    const before = LOOKS[LOOKS.indexOf(look) - 1] ?? 0
    for (let skipped = before + 1; skipped < look; skipped += 1) {
      read.push(await pageAt(context, state, offset + skipped * CAP))
    }

    return [...read, page]
  }

  return undefined
}

/** The same where a page was never seen to be as large as the contract says: by what the pages prove. */
async function pagesBehindShort(context: SyncContext, {cursor, number}: WalkState): Promise<undefined | WalkPage[]> {
  const reader = new ListReader<JsonItem>(
    {
      cap: CAP,
      dropped: true,
      fetchPage: ({limit, offset}) =>
        context.page('listConversations', {limit, offset, ...(cursor !== undefined && {end_date: cursor})}),
      idOf: ({id}) => id,
    },
    {inFlight: 1, resumable: false},
  )
  for await (const items of reader) {
    const arrivals = arrivalsIn('conversation', items)
    const seen = await seenBy(context, arrivals, number)
    if (arrivals.some(({facts}) => !seen.has(facts.id))) return [{arrivals, offset: 0}]
  }

  return undefined
}

/** Whether any that was there is not seen yet, of those that the walk has still before it. */
const isMoreKnown = (context: SyncContext, {number, place}: WalkState): Promise<boolean> =>
  context.file.read(
    (database) =>
      database.all(
        `SELECT 1 FROM item WHERE noun = 'conversation' AND gone_at IS NULL AND seen <> ? AND missed = 0 AND place <= ? LIMIT 1`,
        number,
        place ?? Number.MAX_SAFE_INTEGER,
      ).length > 0,
  )

/** Keeps the pages, marks what should have been in them, and gives the walk as it goes on from there; undefined where it need not. */
function keepPages(
  database: Sqlite,
  context: SyncContext,
  state: WalkState,
  pages: readonly WalkPage[],
): undefined | WalkState {
  const arrivals = pages.flatMap((page) => page.arrivals)
  const isAllKnown = arrivals.every(({facts}) => isKnown(database, facts.id))
  context.keepAll(database, arrivals, state.number)
  const oldest = arrivals.toSorted((a, b) => a.facts.place - b.facts.place)[0]
  if (!oldest) return undefined
  const {createdAt, id, place} = oldest.facts
  markMissed(database, state, place)
  const left = state.left === undefined ? undefined : state.left - arrivals.length + 1
  const next: WalkState = {
    ...state,
    cursor: createdAt ?? undefined,
    lastId: id,
    ...(left !== undefined && {left}),
    offset: offsetBehind(state, pages.at(-1), place),
    place,
  }
  const isOver =
    (state.kind === 'recent' && isAllKnown && place < recentFrom(context)) || (left !== undefined && left <= 0)
  if (!isOver) {
    note(database, next)
    return next
  }

  finish(database, context, next)
  return undefined
}

/** How far from the first of its millisecond the oldest of a page is, in the list up to that millisecond: as far as what came tells. */
function offsetBehind(state: WalkState, page: undefined | WalkPage, place: number): number {
  const {arrivals, offset} = page ?? {arrivals: [], offset: 0}
  const millisecond = Math.floor(place / 1000)
  const sharing = arrivals.filter(({facts}) => Math.floor(facts.place / 1000) === millisecond).length
  const isOfCursor = state.place !== undefined && Math.floor(state.place / 1000) === millisecond
  return Math.max(0, (isOfCursor ? offset + arrivals.length : sharing) - 1)
}

/** The list has ended: nothing older is there. */
function end(database: Sqlite, context: SyncContext, state: WalkState): undefined {
  markMissed(database, state, -1)
  finish(database, context, {kind: state.kind, number: state.number})
}

function finish(database: Sqlite, context: SyncContext, {cursor, kind, number, place}: WalkState): void {
  const before = readWalks(database)
  writeState(database, 'conversations', {
    ...before,
    ...(kind === 'all' && {isWhole: true}),
    number: Math.max(before.number, number),
    ...(kind === 'slice' && {sliceDay: context.now.slice(0, 10), sliceFrom: cursor, slicePlace: place}),
    walks: {...before.walks, [kind]: undefined},
  })
}

function note(database: Sqlite, state: WalkState): void {
  const before = readWalks(database)
  writeState(database, 'conversations', {
    ...before,
    number: Math.max(before.number, state.number),
    walks: {...before.walks, [state.kind]: state},
  })
}

const isKnown = (database: Sqlite, id: string): boolean =>
  database.all("SELECT 1 FROM item WHERE noun = 'conversation' AND id = ? AND gone_at IS NULL", id).length > 0

/** Marks those that are between the cursor and `oldest`, and that the walk has not met. */
function markMissed(database: Sqlite, {number, place}: WalkState, oldest: number): void {
  database.run(
    `UPDATE item SET missed = 1 WHERE noun = 'conversation' AND gone_at IS NULL AND seen <> ? AND place > ? AND place <= ?`,
    number,
    oldest,
    place ?? Number.MAX_SAFE_INTEGER,
  )
}

/** Whether the server lists by `created_at`, which older ones do not. */
const isSorted = (arrivals: readonly Arrival[]): boolean =>
  arrivals.every(({facts}, index) => facts.place <= (arrivals[index - 1]?.facts.place ?? Infinity))

/** Reads the whole list page by page, where it is in another order. */
async function readAsList(context: SyncContext, state: WalkState): Promise<void> {
  await context.commit((database) => {
    const {conversation, ...others} = readState(database, 'readings') ?? {}
    // Walks and readings count together.
    const number = Math.max(conversation?.number ?? 0, state.number)
    if (conversation?.offset === undefined) writeState(database, 'readings', {...others, conversation: {number}})
  })
  await readNoun(context, 'conversation', wholeList(context, 'listConversations'))
  await context.commit((database) => {
    const number = readState(database, 'readings')?.conversation?.number ?? state.number
    markMissed(database, {...state, number, place: undefined}, -1)
    for (const kind of ['recent', 'slice', 'all'] as const) finish(database, context, {kind, number})
  })
}
