import {randomUUID} from 'node:crypto'

import {type Collection} from './collection.js'
import {type JsonObject, type Operation, type OperationId} from './contract.js'
import {allOperations, namedSchema} from './contract.js'
import {findDocument, removeDocument, requireDocument, requireText, sentFields, withoutFlags} from './documents.js'
import {type Call} from './operation.js'
import {listPage} from './pages.js'
import {type Row} from './row.js'
import {type Store} from './store.js'
import {type StoredDocument} from './stored.js'
import {normalizedTime} from './times.js'

/** A request of any operation, with its schemas. */
interface AnyCall extends Pick<Call<OperationId>, 'legacy' | 'pageCap'> {
  body: JsonObject
  path: Record<string, string>
  query: JsonObject & {include_transcript?: boolean; limit?: number; offset?: number}
  store: Store
}

type Act = (call: AnyCall, noun: Noun) => unknown

/** A row at work: its documents, and what the contract says of the operation. */
interface Noun {
  documents: Collection<StoredDocument>
  operation: Operation
  row: Row
}

const idIn = ({path}: AnyCall) => Object.values(path)[0] ?? ''

const shown = (call: AnyCall, {row}: Noun, document: StoredDocument) =>
  row.shown ? row.shown(document, call) : withoutFlags(document)

function list(call: AnyCall, noun: Noun) {
  const {operation, row} = noun
  const page = listPage(call, operation, row, noun.documents).map((document) => shown(call, noun, document))
  const {properties, type} = operation.responses['200'] ?? {}
  return type === 'array' ? page : {[firstName(properties)]: page}
}

const get = (call: AnyCall, noun: Noun) =>
  shown(call, noun, findDocument(noun.documents, idIn(call), noun.row.noun, noun.operation.locked))

const create = (call: AnyCall, noun: Noun) =>
  shown(call, noun, add(call.store, noun, asKept(call.body, noun.operation.body)))

/** All or none; one later in the batch is newer. The count is that of the request, what is there already included. */
function createMany(call: AnyCall, noun: Noun) {
  const {properties} = noun.operation.body as {properties: Record<string, {items: JsonObject}>}
  const name = firstName(properties)
  const bodies = (call.body[name] as JsonObject[]).map((body) => asKept(body, properties[name]?.items))
  const made = bodies.map((body) => shown(call, noun, add(call.store, noun, body)))
  return {[name]: made, created_count: made.length}
}

function update(call: AnyCall, noun: Noun) {
  const {documents, operation, row} = noun
  const document = requireDocument(documents, idIn(call), row.noun)
  const names = Object.keys(operation.body?.properties ?? {})
  const fields = asKept(sentFields(call.body, names, call.legacy, row.nothingSent), operation.body)
  const now = call.store.stamp()
  const changes = row.changes ? row.changes(fields, now, document) : fields
  documents.update(document, {...changes, ...timeOf(row, 'updated_at', now)})
  return shown(call, noun, document)
}

const remove = (call: AnyCall, {documents, row}: Noun) => removeDocument(documents, idIn(call), row.noun)

function add(store: Store, {documents, row}: Noun, body: JsonObject): StoredDocument {
  if (row.add) return row.add(store, body)
  const document = plainDocument(row, body, randomUUID(), store.stamp())
  documents.add(document)
  return document
}

/** A new document that is what was sent, its id and its time, as the API writes it. */
export const plainDocument = (row: Row, body: object, id: string, time: string): StoredDocument => ({
  id,
  ...body,
  ...timeOf(row, 'created_at', time),
  ...timeOf(row, 'updated_at', time),
})

/** The field of this name, where documents of the row have one. */
const timeOf = ({schema}: Row, name: string, time: string) =>
  schema !== undefined && name in (namedSchema(schema).properties as JsonObject) ? {[name]: time} : {}

/**
 * The fields as the server keeps them: texts that cannot be empty without the white space around them, times in its own
 * notation. Throws ApiError 422 for a text of which nothing is left.
 */
function asKept(fields: JsonObject, schema: JsonObject = {}): JsonObject {
  const properties = schema.properties as Record<string, {format?: string; minLength?: number}>
  const kept = (name: string, value: unknown) => {
    const {format, minLength} = properties[name] ?? {}
    if (typeof value !== 'string') return value
    if (minLength !== undefined) return requireText(value, name)
    return format === 'date-time' ? normalizedTime(value) : value
  }

  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, kept(name, value)]))
}

const firstName = (properties: unknown) => Object.keys(properties ?? {})[0] ?? ''

/** What is done at the path of a row, and behind it. */
const ACTS: Readonly<Record<string, Act>> = {
  'DELETE /ID': remove,
  GET: list,
  'GET /ID': get,
  'PATCH /ID': update,
  POST: create,
  'POST /batch': createMany,
}

function actOf({method, path}: Operation, rowPath: string): Act | undefined {
  if (path !== rowPath && !path.startsWith(`${rowPath}/`)) return undefined
  return ACTS[`${method} ${path.slice(rowPath.length).replace(/^\/\{\w+\}$/, '/ID')}`.trim()]
}

/** What carries out the operations of the contract at the paths of the table's rows, by their id. */
export function collectionHandlers(rows: Readonly<Record<string, Row>>): {[id: string]: (call: AnyCall) => unknown} {
  const handlers = Object.entries(rows).flatMap(([name, row]) =>
    allOperations().flatMap((operation) => {
      const act = row.path === undefined ? undefined : actOf(operation, row.path)
      if (!act) return []
      return [[operation.id, (call: AnyCall) => act(call, {documents: call.store.of(name), operation, row})] as const]
    }),
  )
  return Object.fromEntries(handlers)
}
