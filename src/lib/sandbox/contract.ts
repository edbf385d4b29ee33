import contractFile from '../contract/openapi.yaml'
import {type Operation as OperationFacts} from '../contract/operation.js'
import {OPERATIONS} from '../contract/operations.js'
import {type components, type operations} from '../contract/schema.js'

export type OperationId = keyof operations
export type JsonObject = {[key: string]: unknown}

/** A document of the contract. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name]

/** The JSON document of a body or an answer. */
export type Json<Holder> = Holder extends {content: {'application/json': infer Document}} ? Document : undefined

/** The document of the 200 answer; undefined where the contract has a 204 in its place. */
export type Answer<Id extends OperationId> = operations[Id]['responses'] extends {200: infer Response}
  ? Json<Response>
  : undefined

/** One operation of the OpenAPI file: the facts of the table, and its schemas with every `$ref` replaced by what it names. */
export interface Operation extends OperationFacts {
  /** The schema of the JSON body; undefined where none is taken. */
  body: JsonObject | undefined
  /** The schema of the form that is taken in place of JSON. */
  form: JsonObject | undefined
  id: OperationId
  /** An object schema with a property per query parameter. */
  query: JsonObject
  /** The schema of the JSON answer by status, `default` for all others; undefined where there is no JSON. */
  responses: Record<string, JsonObject | undefined>
}

interface Parameter {
  in: string
  name: string
  required?: boolean
  schema: JsonObject
}

interface Content {
  content?: {[Type in 'application/json' | 'application/x-www-form-urlencoded']?: {schema: JsonObject}}
}

interface OperationObject {
  operationId: OperationId
  parameters?: Parameter[]
  requestBody?: Content
  responses: Record<string, Content>
}

interface Contract {
  components: {schemas: Record<string, JsonObject>}
  operations: Operation[]
  /** The file as it is written, references and all. */
  source: JsonObject & {paths: Record<string, JsonObject>}
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

let loaded: Contract | undefined

/** The contract, made at the first call and kept. */
function contract(): Contract {
  loaded ??= load()
  return loaded
}

function load(): Contract {
  const source = contractFile as Contract['source']
  const resolved = resolveReferences(source, source) as Contract['source'] & Pick<Contract, 'components'>
  const operations = Object.values(resolved.paths).flatMap((item) =>
    METHODS.filter((method) => method in item).map((method) =>
      toOperation(item[method] as OperationObject, item.parameters as Parameter[] | undefined),
    ),
  )
  return {components: resolved.components, operations, source}
}

function toOperation(object: OperationObject, shared: Parameter[] = []): Operation {
  const parameters = [...shared, ...(object.parameters ?? [])].filter((parameter) => parameter.in === 'query')
  return {
    ...OPERATIONS[object.operationId],
    body: jsonSchema(object.requestBody),
    form: object.requestBody?.content?.['application/x-www-form-urlencoded']?.schema,
    id: object.operationId,
    query: {
      type: 'object',
      required: parameters.filter((parameter) => parameter.required).map((parameter) => parameter.name),
      properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.schema])),
    },
    responses: Object.fromEntries(
      Object.entries(object.responses).map(([status, response]) => [status, jsonSchema(response)]),
    ),
  }
}

const jsonSchema = (holder: Content | undefined) => holder?.content?.['application/json']?.schema

/** A copy of `node` in which each `$ref` is replaced by its target, with what stands beside it laid over. */
function resolveReferences(node: unknown, root: JsonObject): unknown {
  if (Array.isArray(node)) return node.map((item) => resolveReferences(item, root))
  if (typeof node !== 'object' || node === null) return node
  const {$ref: reference, ...rest} = node as JsonObject
  const own = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, resolveReferences(value, root)]))
  if (typeof reference !== 'string') return own
  let target = root
  for (const key of reference.slice('#/'.length).split('/')) target = target[key] as JsonObject
  return {...(resolveReferences(target, root) as JsonObject), ...own}
}

/** Every operation of the OpenAPI file, in its order. */
export const allOperations = (): Operation[] => contract().operations

/** The operation of this id. */
export const findOperation = (id: OperationId) => allOperations().find((operation) => operation.id === id)!

/** The schema that the OpenAPI file has under this name, without references. Throws when it has none. */
export function namedSchema(name: string): JsonObject {
  const schema = contract().components.schemas[name]
  if (!schema) throw new Error(`The OpenAPI file has no schema ${name}`)
  return schema
}

/** The OpenAPI file reduced to `operations`, with this server in place of the production one. */
export function reducedDocument(operations: readonly Operation[]): JsonObject {
  const {source} = contract()
  const paths: Record<string, JsonObject> = {}
  for (const {method, path} of operations) {
    const item = source.paths[path] ?? {}
    paths[path] ??= item.parameters ? {parameters: item.parameters} : {}
    paths[path][method.toLowerCase()] = item[method.toLowerCase()]
  }

  return {...source, servers: [{url: '/'}], paths}
}
