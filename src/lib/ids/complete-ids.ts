import {ambiguousId} from '../errors/index.js'
import {type ValueFacts} from '../flags/value-facts.js'
import {type IdNoun, type ShownId} from '../output/id-book.js'
import {type ShownIds, TEXT_KEPT} from './shown-ids.js'

/** The fewest characters of an id that are completed. */
const SHORTEST = 6

/** The ids of the account that begin so and are known from elsewhere than from tables. */
export type MoreIds = (noun: IdNoun, prefix: string) => Promise<ShownId[]>

/** Where ids are known from. */
export interface KnownIds {
  readonly more: MoreIds
  readonly shown: () => Promise<ShownIds>
}

/**
 * Puts whole ids in the place of their beginnings, in the values of a command's arguments or flags. Resolves to a line for each that says
 * what it is. Throws a UsageError that names the candidates where several known ids begin so.
 */
export async function completeIds(
  values: Record<string, unknown>,
  declared: Readonly<Record<string, object>>,
  known: KnownIds,
): Promise<string[]> {
  const lines: string[] = []
  for (const [name, argument] of Object.entries(declared)) {
    const {idOf: noun}: ValueFacts = argument
    if (!noun) continue
    const shown = await known.shown()
    const typed = [values[name]].flat()
    const found = await Promise.all(
      typed.map((word) => (typeof word === 'string' ? completed(shown, noun, word, known.more) : undefined)),
    )
    lines.push(
      ...found
        .filter((each) => each !== undefined)
        .map(({id, text}) => `${id}: ${text}${[...text].length === TEXT_KEPT ? '…' : ''}`),
    )
    const whole = typed.map((word, index) => found[index]?.id ?? word)
    values[name] = Array.isArray(values[name]) ? whole : whole[0]
  }

  return [...new Set(lines)]
}

async function completed(shown: ShownIds, noun: IdNoun, typed: string, moreIds: MoreIds): Promise<ShownId | undefined> {
  if (typed.length < SHORTEST) return undefined
  const matching = shown.matching(noun, typed)
  if (matching.some(({id}) => id === typed)) return undefined
  const candidates = new Map([...(await moreIds(noun, typed)), ...matching].map((each) => [each.id, each]))
  if (candidates.has(typed)) return undefined
  if (candidates.size > 1) throw ambiguousId(typed, [...candidates.values()])
  const [only] = candidates.values()
  return only
}
