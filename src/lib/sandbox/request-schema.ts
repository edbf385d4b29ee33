import {type JsonObject, type Operation, type OperationId} from './contract.js'
import {enumValues} from './values.js'

/** What older servers have no endpoint for beside what the contract marks as newer. */
const MISSING_IN_LEGACY: ReadonlySet<OperationId> = new Set(['getCurrentKey'])

/** The operations that a server has. */
export const servedBy = (operations: Operation[], legacy: boolean) =>
  operations.filter(({id, newer}) => !legacy || !(newer || MISSING_IN_LEGACY.has(id)))

/** The operation with what the server checks before it acts, where that is not the schema of the contract. */
export function asChecked(operation: Operation, legacy: boolean): Operation {
  const checked = legacy ? asLegacy(operation) : operation
  // The contract lists the scopes and has a 400 for an unknown one: the server looks at them after the schema's 422.
  return checked.id === 'createKey' ? {...checked, body: withoutScopes(checked.body)} : checked
}

function asLegacy({body, query, ...operation}: Operation): Operation {
  return {
    ...operation,
    body: body && legacySchema(operation.id === 'createGoal' ? withTarget(body) : body),
    query: legacySchema(query),
  }
}

/** Older servers know no goal without a figure to reach. */
const withTarget = (goal: JsonObject) => ({...goal, required: [...(goal.required as string[]), 'target_value']})

/** The schema without the values that the contract marks as newer, at any depth. */
function legacySchema(schema: JsonObject): JsonObject {
  const copy = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(copy)
    if (typeof node !== 'object' || node === null) return node
    const entries = Object.entries(node).map(([key, value]) => [key, copy(value)])
    return {...Object.fromEntries(entries), ...('x-newer' in node && {enum: enumValues({...node}, true)})}
  }

  return copy(schema) as JsonObject
}

function withoutScopes(body: JsonObject | undefined): JsonObject {
  const properties = body?.properties as JsonObject
  return {...body, properties: {...properties, scopes: {type: 'array', items: {type: 'string'}}}}
}
