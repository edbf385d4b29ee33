import {isObject} from '../json/is-object.js'
import {JsonText} from '../json/json-text.js'
import {LISTS, pickFields} from '../json/pick-fields.js'
import {jsonOf} from '../json/source.js'
import {timeInWords} from './time-words.js'
import {type Cell, cellText, type Column, type View} from './view.js'

/** A document with these fields alone, of each element where it is a list. */
export const documentWith = (fields: readonly string[], document: unknown): JsonText =>
  new JsonText(pickFields(jsonOf(document), fields))

/** A view of these fields alone, in this order; what the view has no column for is shown as the document has it. */
export function viewWith<Item>(fields: readonly string[], view: View<Item>): View<Item> {
  const columns = columnsFor<Item>(fields, view.columns)
  return {
    columns,
    empty: view.empty,
    async table(reader) {
      const table = await view.table?.(reader)
      const known = [...(table?.columns ?? []), ...columns.map((column) => timeColumn(column, reader.now))]
      const group = fields.includes(table?.group?.column ?? '') ? table?.group : undefined
      return {...table, columns: columnsFor(fields, known), group}
    },
  }
}

/** Whether a document is neither a list nor has one in it. */
export const isOneThing = (document: unknown): document is object =>
  isObject(document) && !(Symbol.asyncIterator in document) && !LISTS.some((name) => name in document)

/** What is asked for has a place in a table, however narrow it is. */
const columnsFor = <Item>(fields: readonly string[], known: ReadonlyArray<Column<Item>>): Array<Column<Item>> =>
  fields.map((field) => {
    const column = known.find(({name}) => name === field) ?? {name: field, value: (item: Item) => cellOf(item, field)}
    return {...column, rank: 0, wide: undefined}
  })

/** What a server sends as a time is told as people say it, like the times that the list has a column for. */
const timeColumn = <Item>(column: Column<Item>, now: Date): Column<Item> =>
  column.name.endsWith('_at') ? {...column, show: (item) => timeInWords(cellText(column.value(item)), now)} : column

/** A list may hold anything that a server has sent. */
const cellOf = (item: unknown, field: string): Cell =>
  typeof item === 'object' && item !== null ? (item as Record<string, Cell>)[field] : undefined
