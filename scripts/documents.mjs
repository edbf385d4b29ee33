// Writes src/lib/surface/documents.ts: the JSON schema of what each verb prints with --json, from the types of the verbs
// and of the contract, and docs/commands.schema.json, that of `omi --json commands`. With --check it only says whether it is fresh.
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {format} from 'prettier'
import ts from 'typescript'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const target = join(root, 'src/lib/surface/documents.ts')
const commands = join(root, 'src/commands')

const {fileNames, options} = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config,
  ts.sys,
  root,
)
const sources = fileNames.filter((file) => file.startsWith(join(root, 'src/')))
const program = ts.createProgram(sources, {...options, noEmit: true})
const checker = program.getTypeChecker()

/** The names that the contract has for its types. */
const names = new Map([
  ...propertiesOf(exportsOf(join(root, 'src/lib/contract/schema.ts')).get('components'))
    .filter(({name}) => name === 'schemas')
    .flatMap((schemas) => checker.getPropertiesOfType(checker.getTypeOfSymbol(schemas)))
    .map((schema) => [checker.getTypeOfSymbol(schema), schema.name]),
  ...namedIn('src/lib/errors/omi-error.ts', 'ErrorDocument'),
  ...namedIn('src/lib/bulk/create-many.ts', 'BulkResult'),
  ...namedIn('src/lib/surface/json-schema.ts', 'JsonSchema'),
])

/** The schemas that several documents share, by name. */
const definitions = {}

/** The words of a verb and the type of its document, for each class in src/commands. */
function documents() {
  return readdirSync(commands, {recursive: true})
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => {
      const verb = exportsOf(join(commands, file)).get('default')
      const words = file.replace(/(?:\/index)?\.ts$/, '').replaceAll('/', ' ')
      return [words, schemaOf(documentOf(resultOf(checker.getDeclaredTypeOfSymbol(verb))))]
    })
}

/** What a source file exports, by name. */
function exportsOf(file) {
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)))
  return new Map(
    symbols.map((symbol) => [
      symbol.name,
      symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    ]),
  )
}

/** A type of ours that several documents have in them, with its name. */
function namedIn(file, name) {
  return [[checker.getDeclaredTypeOfSymbol(exportsOf(join(root, file)).get(name)), name]]
}

function propertiesOf(symbol) {
  return checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol))
}

/** What `run` resolves to. */
function resultOf(instance) {
  const run = checker.getTypeOfSymbol(instance.getProperty('run'))
  return checker.getAwaitedType(run.getCallSignatures()[0].getReturnType())
}

/** A list comes in pages, and parsed or as text; what is only shown to people travels beside the document. */
function documentOf(type) {
  const members = type.isUnion() ? type.types : [type]
  const name = type.symbol?.name
  if (name === 'VerbResult') return documentOf(checker.getTypeArguments(type)[0])
  const pages = members.filter((member) => ['AsyncGenerator', 'AsyncIterable'].includes(member.symbol?.name))
  if (pages.length === 0) return type
  const items = pages
    .map((member) => checker.getTypeArguments(member)[0])
    .find((page) => checker.getTypeArguments(page)[0]?.symbol?.name !== 'JsonItem')
  return items ?? members.find((member) => !pages.includes(member))
}

function schemaOf(type) {
  const name = names.get(type)
  if (!name) return shapeOf(type)
  if (!(name in definitions)) {
    definitions[name] = {}
    definitions[name] = shapeOf(type)
  }

  return {$ref: `#/$defs/${name}`}
}

const {TypeFlags} = ts

function shapeOf(type) {
  if (type.flags & (TypeFlags.Any | TypeFlags.Unknown)) return {}
  if (type.flags & TypeFlags.Null) return {type: 'null'}
  if (type.flags & (TypeFlags.Undefined | TypeFlags.Void)) return {type: 'null'}
  if (type.isStringLiteral() || type.isNumberLiteral()) return {const: type.value}
  if (type.flags & TypeFlags.BooleanLiteral) return {const: checker.typeToString(type) === 'true'}
  if (type.flags & TypeFlags.Boolean) return {type: 'boolean'}
  if (type.flags & TypeFlags.Number) return {type: 'number'}
  if (type.flags & TypeFlags.String) return {type: 'string'}
  if (type.isUnion()) return unionOf(type.types)
  if (checker.isTupleType(type) || checker.isArrayType(type))
    return {type: 'array', items: schemaOf(checker.getTypeArguments(type)[0])}
  if (type.symbol?.name === 'JsonText') return {}
  return objectOf(type)
}

function unionOf(types) {
  const schemas = types.filter(({flags}) => !(flags & TypeFlags.Undefined)).map((type) => schemaOf(type))
  const constants = schemas.filter((schema) => 'const' in schema)
  const others = schemas.filter((schema) => !('const' in schema))
  if (constants.length === 2 && constants.every((schema) => typeof schema.const === 'boolean')) {
    others.push({type: 'boolean'})
  } else if (constants.length > 0) {
    others.push({enum: constants.map((schema) => schema.const)})
  }

  if (others.length === 1) return others[0]
  const simple = others.every((schema) => Object.keys(schema).join('') === 'type')
  return simple ? {type: others.map(({type}) => type)} : {anyOf: others}
}

function objectOf(type) {
  const properties = {}
  const required = []
  for (const property of checker.getPropertiesOfType(type)) {
    const of = checker.getTypeOfSymbol(property)
    properties[property.name] = {...schemaOf(of), ...remarkOn(property)}
    if (!(property.flags & ts.SymbolFlags.Optional)) required.push(property.name)
  }

  const others = checker.getIndexTypeOfType(type, ts.IndexKind.String)
  return {
    type: 'object',
    properties,
    ...(required.length > 0 && {required}),
    ...(others && {additionalProperties: schemaOf(others)}),
  }
}

/** What the comment of a property says, which of the contract's types may be a format. */
function remarkOn(property) {
  const [line] = ts.displayPartsToString(property.getDocumentationComment(checker)).split('\n', 1)
  const [, format] = line.match(/^Format: (.+)/) ?? []
  if (format) return {format}
  return line && {description: line}
}

const verbs = Object.fromEntries(documents())
const source = `// Generated by npm run generate from the types of the verbs. Do not edit.
import {type JsonSchema} from './json-schema.js'

/** What each verb prints with --json. */
export const DOCUMENTS: Readonly<Record<string, JsonSchema>> = ${JSON.stringify(verbs)}

/** What several of them have in common, by name. */
export const DEFINITIONS: Readonly<Record<string, JsonSchema>> = ${JSON.stringify(definitions)}
`
/** The schema of what `omi --json commands` prints, on its own. */
const published = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  ...verbs.commands,
  $defs: {JsonSchema: definitions.JsonSchema},
}
const style = {bracketSpacing: false, printWidth: 120, semi: false, singleQuote: true}
const generated = {
  [target]: await format(source, {parser: 'typescript', ...style}),
  [join(root, 'docs/commands.schema.json')]: await format(JSON.stringify(published), {parser: 'json', ...style}),
}
for (const [file, text] of Object.entries(generated)) {
  if (!process.argv.includes('--check')) writeFileSync(file, text)
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`${basename(file)} is stale. Run npm run generate.`)
    process.exitCode = 1
  }
}
