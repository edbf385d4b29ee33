// Writes what is generated from the contract, src/lib/contract/openapi.yaml: schema.ts, the types of every document, and
// operations.ts, the facts of every operation. With --check it only says whether they are fresh.
import {execFileSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
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
    METHODS.filter((method) => item[method]).map((method) => row(method, path, {...contract, ...item[method]})),
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
  }
  return `${operation.operationId}: ${JSON.stringify(facts)}`
}

/** What a good answer's document is; absent where there is none. */
function answerOf({responses}) {
  const reference = responses['200']?.$ref?.split('/').at(-1)
  const response = reference ? contract.components.responses[reference] : responses['200']
  const document = response?.content?.['application/json']?.schema
  return document && (document.type === 'array' ? 'array' : 'object')
}

const generated = {'schema.ts': schema(), 'operations.ts': await operations()}
for (const [name, text] of Object.entries(generated)) {
  const file = join(folder, name)
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text)
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${name} is stale. Write it anew: npm run generate`)
    process.exitCode = 1
  }
}
