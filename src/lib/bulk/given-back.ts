import {isObject} from '../json/is-object.js'
import {type RowKind} from './check-rows.js'
import {type RawRow} from './read-rows.js'

/** Rows that the API has printed: they have an id, and fields that only a server sets. */

/** Whether a field of a row is one that only a server sets; in a row with an id and a time that is any it does not know. */
export const isServerField = <Row>({serverFields}: RowKind<Row>, name: string, names: readonly string[]): boolean =>
  name === 'id' || serverFields.includes(name) || (names.includes('id') && names.includes('created_at'))

/** The id of each row, undefined where it has none. */
export const idsIn = (rows: RawRow[]): Array<string | undefined> =>
  rows.map(({value}) => (isObject(value) && typeof value.id === 'string' && value.id !== '' ? value.id : undefined))

/** The names of the fields in the rows that only a server sets, but for the id, in the order in which they come. */
export function serverFieldsIn<Row>(rows: RawRow[], kind: RowKind<Row>): string[] {
  const found = new Set<string>()
  for (const {value} of rows) {
    if (!isObject(value)) continue
    const names = Object.keys(value)
    for (const name of names) {
      if (name !== 'id' && !Object.hasOwn(kind.fields, name) && isServerField(kind, name, names)) found.add(name)
    }
  }

  return [...found]
}
