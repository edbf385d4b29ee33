import {ApiError} from './api-error.js'
import {type JsonObject, namedSchema} from './contract.js'

/** The values of an enumeration's schema; without those marked newer for an older server. */
export function enumValues(schema: JsonObject, legacy: boolean): string[] {
  const newer = legacy ? ((schema['x-newer'] as string[] | undefined) ?? []) : []
  return (schema.enum as string[]).filter((value) => !newer.includes(value))
}

/**
 * A comma-separated list of values of the enumeration that the contract has under `name`, blanks around them allowed;
 * undefined when it has none. Throws ApiError 400 for an unknown one, in the words of Python's enumerations.
 */
export function valueList(list: string | undefined, name: string, legacy: boolean): Set<string> | undefined {
  const known = enumValues(namedSchema(name), legacy)
  const values = (list ?? '').split(',').map((value) => value.trim())
  const wanted = values.filter((value) => value !== '')
  const unknown = wanted.find((value) => !known.includes(value))
  if (unknown !== undefined) throw new ApiError(400, `Invalid category '${unknown}' is not a valid ${name}`)
  return wanted.length === 0 ? undefined : new Set(wanted)
}
