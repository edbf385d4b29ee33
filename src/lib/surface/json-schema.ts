/** As much of JSON Schema (2020-12) as describes the documents. */
export interface JsonSchema {
  readonly $ref?: string
  readonly additionalProperties?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly const?: unknown
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly type?: readonly string[] | string
}
