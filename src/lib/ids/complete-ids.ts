import {ambiguousId} from '../errors/index.js'
import {type ValueFacts} from '../flags/value-facts.js'
import {type IdNoun, type ShownId} from '../output/id-book.js'
import {type ShownIds, TEXT_KEPT} from './shown-ids.js'

/** The fewest characters of an id that are completed. */
const SHORTEST = 6

/**
 * Puts whole ids in the place of their beginnings, in the values of a command's arguments or flags. Resolves to a line for each that says
 * what it is. Throws a UsageError that names the candidates where several ids that were shown begin so.
 */
export async function completeIds(
  values: Record<string, unknown>,
  declared: Readonly<Record<string, object>>,
  shownIds: () => Promise<ShownIds>,
): Promise<string[]> {
  const lines: string[] = []
  for (const [name, argument] of Object.entries(declared)) {
    const {idOf: noun}: ValueFacts = argument
    if (!noun) continue
    const shown = await shownIds()
    const typed = [values[name]].flat()
    const found = typed.map((word) => (typeof word === 'string' ? completed(shown, noun, word) : undefined))
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

function completed(shown: ShownIds, noun: IdNoun, typed: string): ShownId | undefined {
  if (typed.length < SHORTEST) return undefined
  const candidates = shown.matching(noun, typed)
  if (candidates.some(({id}) => id === typed)) return undefined
  if (candidates.length > 1) throw ambiguousId(typed, candidates)
  return candidates[0]
}
