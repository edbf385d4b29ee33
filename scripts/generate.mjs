// Writes what is generated from the contract, src/lib/contract/openapi.yaml: schema.ts, the types of every document,
// operations.ts, the facts of every operation, and the nouns among the topics of package.json; then, by documents.mjs, the
// schemas of what the verbs print. With --check it only says whether they are fresh.
import {execFileSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {basename, dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {format} from 'prettier'
import {parse} from 'yaml'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = join(root, 'src/lib/contract')
const contractFile = join(folder, 'openapi.yaml')
const contract = parse(readFileSync(contractFile, 'utf8'))
const METHODS = ['get', 'post', 'put', 'patch', 'delete']

function schema() {
  const scratch = mkdtempSync(join(tmpdir(), 'omi-generate-'))
  try {
    const output = join(scratch, 'schema.ts')
    const flags = ['--enum-values', '--root-types', '--root-types-no-schema-prefix', '--default-non-nullable', 'false']
    const program = join(root, 'node_modules/openapi-typescript/bin/cli.js')
    execFileSync(process.execPath, [program, contractFile, '--output', output, ...flags], {stdio: 'ignore'})
    return readFileSync(output, 'utf8')
  } finally {
    rmSync(scratch, {recursive: true})
  }
}

function operations() {
  const rows = Object.entries(contract.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) =>
      row(method, path, {security: contract.security, ...item[method]}),
    ),
  )
  const text = `// Generated from openapi.yaml by npm run generate. Do not edit.

/** What one key may do in an hour, by policy, in requests. */
export const RATE_POLICIES = ${JSON.stringify(contract['x-rate-policies'])} as const

/** The facts of every operation of the API, by its id. */
export const OPERATIONS = {${rows.join(',')}} as const
`
  return format(text, {parser: 'typescript', bracketSpacing: false, printWidth: 120, semi: false, singleQuote: true})
}

/** One entry of the table; what the contract does not say of an operation is absent. */
function row(method, path, operation) {
  const {max, 'max-with-transcript': maxWithTranscript} = operation['x-page'] ?? {}
  const {'x-read-only': readOnly, tags: [noun] = []} = operation
  const facts = {
    method: method.toUpperCase(),
    path,
    security: Object.keys(operation.security[0] ?? {})[0],
    scope: operation['x-scope'],
    policies: operation['x-rate-limit'],
    policiesWithTranscript: operation['x-rate-limit-with-transcript'],
    page: max && {max, maxWithTranscript},
    locked: operation['x-locked']?.toString(),
    newer: operation['x-newer'],
    answer: answerOf(operation),
    limits: limitsOf(operation),
    ranges: rangesOf(operation),
    readOnly,
    slow: operation['x-slow'],
    checkWith: method === 'post' && noun && !readOnly ? `omi ${noun} list` : undefined,
  }
  return `${operation.operationId}: ${JSON.stringify(facts)}`
}

/** What a reference stands for, or the node itself. */
function resolved(node) {
  if (!node?.$ref) return node
  let target = contract
  for (const key of node.$ref.slice('#/'.length).split('/')) target = target[key]
  return target
}

const documentSchema = (holder) => resolved(resolved(holder)?.content?.['application/json']?.schema)

/** What a good answer's document is; absent where there is none. */
function answerOf({responses}) {
  const document = documentSchema(responses['200'])
  return document && (document.type === 'array' ? 'array' : 'object')
}

/** The table of those entries that have a value; absent without any. */
const tableOf = (entries) => {
  const known = entries.filter(([, value]) => value !== undefined)
  return known.length > 0 ? Object.fromEntries(known) : undefined
}

/** The longest text or list of each field of the body. */
const limitsOf = ({requestBody}) =>
  tableOf(
    Object.entries(documentSchema(requestBody)?.properties ?? {}).map(([name, property]) => {
      const {maxItems, maxLength} = resolved(property)
      return [name, maxLength ?? maxItems]
    }),
  )

/** The range and the default of each number of the query or the body that has both. */
function rangesOf({parameters = [], requestBody}) {
  const asked = parameters.map(resolved).map(({name, schema}) => [name, schema])
  return tableOf(
    [...asked, ...Object.entries(documentSchema(requestBody)?.properties ?? {})].map(([name, schema]) => {
      const {default: usual, maximum: max, minimum: min} = schema
      return [name, [max, min, usual].includes(undefined) ? undefined : {default: usual, max, min}]
    }),
  )
}

/** package.json with the nouns of the contract among the topics. */
function packageDescription(text) {
  const description = JSON.parse(text)
  const nouns = contract.tags.map(({description: summary, name}) => [name, {description: summary}])
  const topics = Object.entries({...description.oclif.topics, ...Object.fromEntries(nouns)})
  description.oclif.topics = Object.fromEntries(topics.sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify(description, null, 2)}\n`
}

const packageFile = join(root, 'package.json')
const generated = {
  [join(folder, 'schema.ts')]: schema(),
  [join(folder, 'operations.ts')]: await operations(),
  [packageFile]: packageDescription(readFileSync(packageFile, 'utf8')),
}
for (const [file, text] of Object.entries(generated)) {
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text)
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${basename(file)} is stale. Write it anew: npm run generate`)
    process.exitCode = 1
  }
}

// It reads the types that are written above.
await import('./documents.mjs')
