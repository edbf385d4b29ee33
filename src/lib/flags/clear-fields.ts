import {isOmiError, notCleared} from '../errors/index.js'

/**
 * Sends `changes` with `send` and returns its answer. Fields that are null in them are to be cleared. An older server
 * takes null for a field left out: it keeps the field, or refuses a request that has no other. Throws "Not cleared" then,
 * and else what `send` throws.
 */
export async function clearFields<Changes extends object, Thing extends {[Name in keyof Changes]?: unknown}>(
  changes: Changes,
  send: (changes: Changes) => Promise<Thing>,
): Promise<Thing> {
  const names = Object.keys(changes) as Array<keyof Changes & string>
  const cleared = names.filter((name) => changes[name] === null)
  const changed = names.filter((name) => changes[name] !== null && changes[name] !== undefined)
  const thing = await send(changes).catch((error: unknown) => {
    throw cleared.length > 0 && changed.length === 0 && sawNoField(error) ? notCleared(cleared, changed) : error
  })
  const kept = cleared.filter((name) => thing[name] !== null && thing[name] !== undefined)
  if (kept.length > 0) throw notCleared(kept, changed)
  return thing
}

const sawNoField = (error: unknown) =>
  isOmiError(error) && error.facts.status === 422 && /at least one field/i.test(error.facts.server_detail ?? '')
