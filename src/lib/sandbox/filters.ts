import {type JsonObject} from './contract.js'
import {type StoredDocument} from './stored.js'
import {rangeTest} from './times.js'
import {valueList} from './values.js'

/** Which documents the query of a list asks for; undefined where it does not. Throws ApiError 400 for an unknown value. */
export type Filter = (query: JsonObject, legacy: boolean) => ((document: StoredDocument) => boolean) | undefined

/** What a document has at a place such as `structured.category`. */
function valueAt(document: object, place: string): unknown {
  let value: unknown = document
  for (const name of place.split('.')) value = Object.entries(value ?? {}).find(([key]) => key === name)?.[1]
  return value
}

/** Those whose field has the value of the parameter of the same name. */
export const equal =
  (name: string): Filter =>
  ({[name]: wanted}) =>
    wanted === undefined ? undefined : (document) => valueAt(document, name) === wanted

/** Those that have at a place one of the values that the parameter lists, of the enumeration that the contract has by that name. */
export const listed =
  (parameter: string, place: string, enumeration: string): Filter =>
  ({[parameter]: list}, legacy) => {
    const wanted = valueList(list as string | undefined, enumeration, legacy)
    return wanted && ((document) => wanted.has(String(valueAt(document, place))))
  }

/** Those whose time, or day, is between `start_date` and `end_date`. */
export const timesFrom =
  (name: string): Filter =>
  (query) => {
    const inRange = rangeTest(query)
    return inRange && ((document) => inRange(String(valueAt(document, name))))
  }

/** Those of which the field is true, unless the parameter asks for all. */
export const unlessAskedFor =
  (parameter: string, name: string): Filter =>
  ({[parameter]: all}) =>
    all === true ? undefined : (document) => valueAt(document, name) === true
