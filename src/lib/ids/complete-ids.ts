import {ambiguousId} from '../errors/index.js'
import {type ValueFacts} from '../flags/value-facts.js'
import {type IdNoun, type ShownId} from '../output/id-book.js'
import {type ShownIds} from './shown-ids.js'

/** The fewest characters of an id that are completed. */
const SHORTEST = 6

/** Knows ids of the account beside those that were shown. */
export type MoreIds = (noun: IdNoun, prefix: string) => Promise<ShownId[]>

/**
 * Puts whole ids in the place of their beginnings, in the values of a command's arguments. Resolves to a line for each that says
 * what it is. Throws a UsageError that names the candidates where several known ids begin so.
 */
export async function completeIds(
  values: Record<string, unknown>,
  declared: Readonly<Record<string, object>>,
  shownIds: () => Promise<ShownIds>,
  moreIds: MoreIds,
): Promise<string[]> {
  const lines: string[] = []
  for (const [name, argument] of Object.entries(declared)) {
    const {idOf: noun}: ValueFacts = argument
    if (!noun) continue
    const shown = await shownIds()
    const typed = [values[name]].flat()
    const found = await Promise.all(
      typed.map((word) => (typeof word === 'string' ? completed(shown, noun, word, moreIds) : undefined)),
    )
    lines.push(...found.filter((each) => each !== undefined).map(({id, text}) => `${id}: ${text}`))
    const whole = typed.map((word, index) => found[index]?.id ?? word)
    values[name] = Array.isArray(values[name]) ? whole : whole[0]
  }

  return lines
}

async function completed(shown: ShownIds, noun: IdNoun, typed: string, moreIds: MoreIds): Promise<ShownId | undefined> {
  if (typed.length < SHORTEST) return undefined
  const candidates = new Map(
    [...(await moreIds(noun, typed)), ...shown.matching(noun, typed)].map((each) => [each.id, each]),
  )
  if (candidates.has(typed)) return undefined
  if (candidates.size > 1) throw ambiguousId(typed, [...candidates.values()])
  const [only] = candidates.values()
  return only
}
