import {type Goals} from '../api/goals.js'
import {type Goal} from '../contract/schema.js'
import {isOmiError, NotFoundError} from '../errors/index.js'

/**
 * The goal whose range a new value has to fit into; undefined where it cannot be asked for, as with a key that may not read
 * goals: then the server has the last word. Throws "Goal not found".
 */
export async function rangeOf(goals: Goals, id: string, signal: AbortSignal): Promise<Goal | undefined> {
  try {
    return await goals.get(id)
  } catch (error) {
    if (!isOmiError(error) || signal.aborted || error instanceof NotFoundError) throw error
    // Neither the credential nor the id would be any better for the change itself.
    if (error.facts.status === undefined && error.exitCode < 3) throw error
    return undefined
  }
}
