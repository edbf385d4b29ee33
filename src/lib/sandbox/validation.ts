import ajvFormats from 'ajv-formats'
import {Ajv2020, type DefinedError, type ErrorObject, type ValidateFunction} from 'ajv/dist/2020.js'

import {type FieldError} from './api-error.js'
import {type JsonObject, type Operation} from './contract.js'

/** Returns what is wrong with a value. */
export type Check = (value: unknown, loc: FieldError['loc']) => FieldError[]

/** That schemas are JSON Schema is for a test to say, of those of the contract: here it would take most of a start. */
const OPTIONS = {allErrors: true, meta: false, strict: false, validateSchema: false, verbose: true}
const documents = new Ajv2020(OPTIONS)
/** Fills in the schema's defaults in place: apart from the check, so that a refusal shows the body as it was sent. */
const defaults = new Ajv2020({...OPTIONS, useDefaults: true})
/** Query values arrive as text and are read as the parameter's type. */
const queries = new Ajv2020({...OPTIONS, coerceTypes: true, useDefaults: true})
for (const ajv of [documents, defaults, queries]) ajvFormats.default(ajv)

/** A check for a JSON document. Text is measured in code points, as Python does. */
export const compileSchema = (schema: JsonObject): Check => toCheck(documents, schema)

function toCheck(ajv: Ajv2020, schema: JsonObject): Check {
  const validate = ajv.compile(schema)
  return (value, loc) => {
    validate(value)
    const errors = (validate.errors ?? []).filter((error) => !saidByEnum(error))
    return errors.map((error) => toFieldError(error as DefinedError, loc))
  }
}

/** Pydantic has one error for a value that is not of an enumeration, whatever its type. */
const saidByEnum = (error: ErrorObject) => error.keyword === 'type' && 'enum' in (error.parentSchema ?? {})

/** The checks of one operation's query and body, compiled when they are first needed. */
export class RequestCheck {
  private checkBody: Check | undefined
  private checkQuery: Check | undefined
  private fillIn: undefined | ValidateFunction
  private readonly operation: Operation

  constructor(operation: Operation) {
    this.operation = operation
  }

  /** The JSON body and what is wrong with it. A body declared to be something else than JSON is a plain text to FastAPI. */
  body(text: string, contentType = 'application/json'): {errors: FieldError[]; value: unknown} {
    if (!this.operation.body) return {errors: [], value: undefined}
    if (text === '')
      return {errors: [{type: 'missing', loc: ['body'], msg: 'Field required', input: null}], value: null}
    let value: unknown = text
    if (/^application\/(?:.+\+)?json\b/i.test(contentType)) {
      try {
        value = JSON.parse(text)
      } catch {
        return {errors: [{type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error', input: {}}], value: null}
      }
    }

    this.checkBody ??= compileSchema(this.operation.body)
    const errors = this.checkBody(value, ['body'])
    if (errors.length > 0) return {errors, value}
    this.fillIn ??= defaults.compile(this.operation.body)
    this.fillIn(value)
    return {errors, value}
  }

  /** The query's values by name, read as their types, and what is wrong with them. Of a repeated name the last counts. */
  query(parameters: URLSearchParams): {errors: FieldError[]; value: unknown} {
    const {properties} = this.operation.query as {properties: Record<string, JsonObject>}
    const entries = [...parameters].map(([name, text]) => [
      name,
      properties[name]?.type === 'boolean' ? toBoolean(text) : text,
    ])
    const value = Object.fromEntries(entries) as JsonObject
    this.checkQuery ??= toCheck(queries, this.operation.query)
    const errors = this.checkQuery(value, ['query'])
    return {errors: errors.map((error) => (error.type === 'missing' ? {...error, input: null} : error)), value}
  }
}

/** The words for true and false that pydantic takes, in any case (docs.pydantic.dev, "Conversion Table"); others as they are. */
function toBoolean(text: string): boolean | string {
  const word = text.toLowerCase()
  if (['1', 'on', 't', 'true', 'y', 'yes'].includes(word)) return true
  return ['0', 'f', 'false', 'n', 'no', 'off'].includes(word) ? false : text
}

function toFieldError(error: DefinedError, base: FieldError['loc']): FieldError {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')))
  const loc = [...base, ...path]
  if (error.keyword === 'required') loc.push(error.params.missingProperty)
  const [type, msg] = describe(error)
  return {type, loc, msg, input: error.data}
}

/** The error's type and message in pydantic's words (docs.pydantic.dev, "Validation Errors"). */
function describe(error: DefinedError): [type: string, msg: string] {
  switch (error.keyword) {
    case 'enum': {
      return ['enum', `Input should be ${alternatives(error.params.allowedValues)}`]
    }

    case 'format': {
      return error.params.format === 'date'
        ? ['date_from_datetime_parsing', 'Input should be a valid date or datetime']
        : ['datetime_from_date_parsing', 'Input should be a valid datetime or date']
    }

    case 'maximum': {
      return ['less_than_equal', `Input should be less than or equal to ${error.params.limit}`]
    }

    case 'maxItems': {
      const most = count(error.params.limit, 'item')
      return ['too_long', `List should have at most ${most} after validation, not ${length(error.data)}`]
    }

    case 'maxLength': {
      return ['string_too_long', `String should have at most ${count(error.params.limit, 'character')}`]
    }

    case 'minimum': {
      return ['greater_than_equal', `Input should be greater than or equal to ${error.params.limit}`]
    }

    case 'minItems': {
      const least = count(error.params.limit, 'item')
      return ['too_short', `List should have at least ${least} after validation, not ${length(error.data)}`]
    }

    case 'minLength': {
      return ['string_too_short', `String should have at least ${count(error.params.limit, 'character')}`]
    }

    case 'required': {
      return ['missing', 'Field required']
    }

    case 'type': {
      return describeType(error)
    }

    default: {
      return ['value_error', `Value error, ${error.message}`]
    }
  }
}

function describeType(error: DefinedError): [type: string, msg: string] {
  const isText = typeof error.data === 'string'
  // A nullable type is a list in the schema; ajv's declaration knows only the single one.
  const [expected] = [(error.params as {type: string | string[]}).type].flat()
  switch (expected) {
    case 'array': {
      return ['list_type', 'Input should be a valid list']
    }

    case 'boolean': {
      return isText
        ? ['bool_parsing', 'Input should be a valid boolean, unable to interpret input']
        : ['bool_type', 'Input should be a valid boolean']
    }

    case 'integer': {
      if (isText) return ['int_parsing', 'Input should be a valid integer, unable to parse string as an integer']
      return typeof error.data === 'number'
        ? ['int_from_float', 'Input should be a valid integer, got a number with a fractional part']
        : ['int_type', 'Input should be a valid integer']
    }

    case 'number': {
      return isText
        ? ['float_parsing', 'Input should be a valid number, unable to parse string as a number']
        : ['float_type', 'Input should be a valid number']
    }

    case 'string': {
      return ['string_type', 'Input should be a valid string']
    }

    default: {
      return ['model_attributes_type', 'Input should be a valid dictionary or object to extract fields from']
    }
  }
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`

const length = (list: unknown) => (list as unknown[]).length

/** `'a', 'b' or 'c'` */
function alternatives(values: readonly unknown[]): string {
  const quoted = values.map((value) => `'${value}'`)
  return quoted.length === 1 ? quoted[0]! : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`
}
