import {type ErrorFacts, isOmiError, withFacts, withLine} from '../errors/index.js'

/** What a run has changed, for an error that comes after it: whoever reads of an error repeats the command. */
export interface Done {
  /** The ids of what was changed, as far as they are known. */
  readonly ids: readonly string[]
  /** What is lost with an answer that nobody has read, and what to do about it: of an answer that cannot be had again. */
  readonly lost?: string
}

/** The same error, saying that what was asked for is done. An error of another kind keeps the facts alone. */
export function afterDone(error: unknown, done: Done): unknown {
  const known = withFacts(error, factsOf(done))
  return isOmiError(known) ? withLine(known, lineFor(done)) : known
}

/** The ids in a verb's result: that of the thing itself, or those of the things that it lists. */
export const idsIn = (result: unknown): string[] =>
  (Array.isArray(result) ? result : [result]).flatMap((each) => idsOf(each))

function idsOf(result: unknown): string[] {
  if (typeof result !== 'object' || result === null) return []
  const {id, ids} = result as {id?: unknown; ids?: unknown}
  return (Array.isArray(ids) ? ids : [id]).filter((each) => typeof each === 'string')
}

const factsOf = ({ids}: Done): ErrorFacts => ({outcome: 'done', ...(ids.length > 0 && {ids: [...ids]})})

/** The most ids that are worth a line for people; a script has them all. */
const FEW = 3

function lineFor({ids, lost}: Done): string {
  const named = ids.slice(0, FEW).join(', ') + (ids.length > FEW ? ` and ${ids.length - FEW} more` : '')
  return [`The change is made${named && `: ${named}`}. Do not repeat it.`, lost].filter(Boolean).join(' ')
}
