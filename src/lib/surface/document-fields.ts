import {invalidValue} from '../errors/index.js'
import {LISTS} from '../json/pick-fields.js'
import {nearest} from '../text/nearest.js'
import {DEFINITIONS, DOCUMENTS} from './documents.js'
import {type JsonSchema} from './json-schema.js'

/**
 * Throws a UsageError that names the fields of this verb's document where one of these is none of them. Nobody knows those of a
 * plugin's verb, and of a request of the user's own.
 */
export function checkFields(verb: string, fields: readonly string[]): void {
  const document = DOCUMENTS[verb]
  const known = document ? fieldsOf(document) : []
  const unknown = fields.find((field) => !known.includes(field))
  if (unknown === undefined || known.length === 0) return
  const has = `omi ${verb} has: ${known.join(', ')}.`
  if (unknown === '') throw invalidValue(`--fields ${fields.join(',')}`, `A name is missing. ${has}`)
  const near = nearest(unknown.toLowerCase(), known)
  throw invalidValue(`--fields ${unknown}`, `${near ? `Did you mean ${near}? ` : ''}${has}`)
}

/** The fields of a document, or of each element where it is a list or has one in it. */
function fieldsOf({$ref: reference, anyOf, items, properties = {}}: JsonSchema): string[] {
  if (reference !== undefined) return fieldsOf(DEFINITIONS[reference.replace('#/$defs/', '')] ?? {})
  if (anyOf) return [...new Set(anyOf.flatMap((schema) => fieldsOf(schema)))]
  if (items) return fieldsOf(items)
  const list = LISTS.map((name) => properties[name]).find((schema) => schema !== undefined)
  return list ? fieldsOf(list) : Object.keys(properties)
}
