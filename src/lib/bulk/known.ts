import {idsIn} from './given-back.js'
import {type RawRow} from './read-rows.js'

/** What an account has: for each id what it says, as far as rows are held against that. */
export type Known = ReadonlyMap<string, string>

/** All of a list, page by page; `says` tells what an item says. Throws what the reading throws. */
export async function knownOf<Item extends {id: string}>(
  pages: AsyncIterable<Item[]>,
  says: (item: Item) => string = () => '',
): Promise<Known> {
  const known = new Map<string, string>()
  for await (const page of pages) for (const item of page) known.set(item.id, says(item))
  return known
}

/** What rows are held against. */
interface Holding<Row> {
  /** Ids that answer for other rows. */
  readonly done: readonly string[]
  readonly known: () => Promise<Known>
  /** What a row says, as `known` has it of what is there; without it only ids count. */
  readonly says?: (row: Row) => string
}

/**
 * Which of the account's things the rows that were printed by the API are, undefined where one is none of them: by its id, else, as it may come from another
 * account, by what it says. Each thing is one row only. Undefined where no row was printed: then nobody is asked.
 */
export async function knownRows<Row>(
  raw: RawRow[],
  rows: readonly Row[],
  {done, known: read, says}: Holding<Row>,
): Promise<Array<string | undefined> | undefined> {
  const ids = idsIn(raw)
  if (ids.every((id) => id === undefined)) return undefined
  const known = await read()
  const isTaken = new Set([...done, ...ids])
  const alike = new Map<string, string[]>()
  for (const [id, text] of known) {
    if (!isTaken.has(id)) alike.set(text, [...(alike.get(text) ?? []), id])
  }

  return ids.map((id, index) => {
    const row = rows[index]
    if (id === undefined || known.has(id)) return id
    // The rows that are done come first.
    if (!says || row === undefined || index < done.length) return
    return alike.get(says(row))?.shift()
  })
}
