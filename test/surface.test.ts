import formats from 'ajv-formats'
import {Ajv2020} from 'ajv/dist/2020.js'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'

import {type Surface} from '../src/lib/surface/surface.js'
import {ROOT} from './support/examples.js'
import {inBatches} from './support/in-batches.js'
import {offerPlugins} from './support/offered-plugins.js'
import {omi} from './support/omi.js'
import {LINES, SURFACE_FILES, SURFACE_IDS, UNREAD} from './support/surface-lines.js'
import {omi as inProcess} from './support/within.js'
import {runShell, workplace} from './support/workplace.js'

/**
 * All that scripts may rely on, written down one fact a line. Where one of these tests fails, the surface has changed: if that
 * is meant, `npm run surface` writes it down anew, and the difference is there to be judged.
 */

it('has the commands, arguments, flags, exit codes and error codes that are written down', async () => {
  await expect(factsOf(await surface())).toMatchFileSnapshot('surface/commands.txt')
})

it('prints the JSON keys that are written down', async () => {
  const unread = Object.entries(UNREAD).map(([command, why]) => `${command}: not here, ${why}`)
  const printed = await printedByAll()
  await expect(text([...unread, ...printed.flatMap(keysPrinted)])).toMatchFileSnapshot('surface/json.txt')
}, 180_000)

it('prints documents and errors that fit the schemas it gives', async () => {
  const all = await surface()
  const ajv = new Ajv2020({allowUnionTypes: true})
  formats.default(ajv)
  ajv.addSchema({$defs: closed(all.$defs)}, 'omi')
  const check = (schema: object | undefined, document: unknown, line: string) => {
    const absolute = JSON.stringify(closed(schema)).replaceAll('"#/$defs/', '"omi#/$defs/')
    const validate = ajv.compile(JSON.parse(absolute) as object)
    expect(validate(document) ? [] : validate.errors, line).toEqual([])
  }

  for (const {code, line, stderr, stdout} of await printedByAll()) {
    const verb = all.commands.findLast(({command}) => line === command || line.startsWith(`${command} `))
    // The words of no command are those of omi help, which prints a part of the surface.
    const schema = verb?.command === 'help' ? find(all, 'commands')?.schema : verb?.schema
    if (stdout !== undefined) check(schema, stdout, line)
    if (code !== 0) check(all.error_schema, stderr, line)
  }
}, 180_000)

it('fits its own published schema, and so does each part of it', async () => {
  const published = JSON.parse(readFileSync(join(ROOT, 'docs/commands.schema.json'), 'utf8')) as object
  const validate = new Ajv2020({allowUnionTypes: true}).compile(published)
  const all = await surface()
  const topics = all.topics.map(({topic}) => topic)
  for (const words of ['', ...topics, ...all.commands.map(({command}) => command)]) {
    expect(validate(words === '' ? all : await surface(words)) ? [] : validate.errors, words).toEqual([])
  }
}, 180_000)

it('says all of one command in less than 4 kB', async () => {
  const {stdout} = await omi(['--json', 'commands', 'memory', 'create'])
  expect(Buffer.byteLength(stdout)).toBeLessThan(4000)
})

it('leaves out no command', async () => {
  const {commands} = await surface()
  const lines = [...LINES.flat(), ...Object.keys(UNREAD)]
  const isIn = (words: string) => lines.some((line) => line === words || line.startsWith(`${words} `))
  expect(commands.filter(({command}) => !isIn(command)).map(({command}) => command)).toEqual([])
})

async function surface(words = ''): Promise<Surface> {
  const {stdout} = await inProcess(['--json', 'commands', ...words.split(' ').filter(Boolean)])
  return JSON.parse(stdout) as Surface
}

const find = ({commands}: Surface, words: string) => commands.find(({command}) => command === words)

/** What a line has printed, parsed; stdout is undefined where a line has failed and printed nothing there. */
interface Printed {
  readonly code: number
  readonly line: string
  readonly stderr?: unknown
  readonly stdout?: unknown
}

/** A schema that allows no key beyond those it names: what is printed and not described is to be noticed. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  return 'properties' in copy && typeof copy.type === 'string' ? {additionalProperties: false, ...copy} : copy
}

let printed: Promise<Printed[]> | undefined

/** What all lines print; they are run once. */
function printedByAll(): Promise<Printed[]> {
  printed ??= inBatches(LINES, run).then((runs) => runs.flat())
  return printed
}

const keysPrinted = ({code, line, stderr, stdout}: Printed): string[] => [
  ...(code === 0 ? [] : [`${line}: exit code ${code}`]),
  ...(stdout === undefined ? [] : keysOf([stdout]).map((key) => `${line}: ${key}`)),
  ...(code === 0 ? [] : keysOf([stderr]).map((key) => `${line}: on stderr ${key}`)),
]

const text = (facts: string[]) => `${[...new Set(facts)].sort().join('\n')}\n`

function factsOf({
  commands,
  error_codes: errors = [],
  exit_codes: exits = [],
  global_flags: globals = [],
  topics,
}: Surface): string {
  return text([
    ...exits.map(({code, meaning}) => `exit code ${code}: ${meaning}`),
    ...errors.map(({code, exit_code: exit, title}) => `error code ${code}: ${title}, exit code ${exit ?? 'differs'}`),
    ...topics.map(({topic}) => `topic ${topic}`),
    ...globals.flatMap((flag) => facts(`global flag --${flag.name}`, flag)),
    ...commands.flatMap(({aliases, arguments: args, command, flags, ...about}) => [
      `${command}: ${about.read_only ? 'reads' : 'changes'}`,
      ...(about.destructive ? [`${command}: destructive`] : []),
      ...(about.idempotent ? [`${command}: idempotent`] : []),
      ...(about.needs_confirmation ? [`${command}: needs confirmation`] : []),
      ...about.requires.map((demand) => `${command}: requires ${demand}`),
      ...about.rate_policies.map(({policy}) => `${command}: counts against ${policy}`),
      ...aliases.map((alias) => `${command}: is also ${alias}`),
      ...args.flatMap((argument, place) => facts(`${command}: argument ${place + 1} ${argument.name}`, argument)),
      ...flags.flatMap((flag) => facts(`${command}: --${flag.name}`, flag)),
    ]),
  ])
}

/** What is said of an argument or a flag, but for words to people; each value that it takes is a fact of its own. */
function facts(subject: string, about: object): string[] {
  const {values = [], ...rest} = about as Record<string, unknown>
  const said = Object.entries(rest)
    .filter(([key, value]) => value !== false && !['description', 'name', 'summary'].includes(key))
    .map(([key, value]) => (value === true ? key : `${key} ${JSON.stringify(value)}`))
  return [
    `${subject}: ${said.sort().join(', ')}`,
    ...(values as string[]).map((value) => `${subject}: value ${JSON.stringify(value)}`),
  ]
}

/** Runs lines in one shell, as somebody who is signed in to an account with sample data. */
async function run(lines: readonly string[]): Promise<Printed[]> {
  const place = await workplace()
  for (const [name, content] of Object.entries({...SURFACE_FILES, 'key.txt': place.key}))
    writeFileSync(join(place.folder, name), content)
  if (lines.some((line) => line.startsWith('plugins'))) await offerPlugins(place)
  Object.assign(place.env, SURFACE_IDS)
  const typed = lines.map((line) => line.split(' # ', 1)[0])
  const outcomes = await runShell(
    place,
    typed.map(
      (line) => `omi --json ${line} 2>.stderr || { code=$?; echo '${BEHIND_STDOUT}'; cat .stderr; exit $code; }`,
    ),
  )
  return outcomes.map(({code, screen}, index) => {
    const line = lines[index] ?? ''
    const [stdout = '', stderr = ''] = screen.split(`${BEHIND_STDOUT}\n`)
    return {
      code,
      line,
      ...((code === 0 || stdout !== '') && {stdout: documentIn(stdout, line)}),
      ...(code !== 0 && {stderr: documentIn(stderr, line)}),
    }
  })
}

const BEHIND_STDOUT = '~~~ stderr ~~~'

function documentIn(printed: string, line: string): unknown {
  try {
    return JSON.parse(printed)
  } catch {
    throw new Error(`No JSON document comes from omi --json ${line}: ${printed}`)
  }
}

/** What holds schemas: the keys in those are no keys of ours. */
const SCHEMAS = /(?:^|\.)(?:\$defs|error_schema|schema)\??$/

/** `[].id string` and the like: each place in documents of one kind, with its types, and `?` where some have it not. */
function keysOf(documents: unknown[], path = ''): string[] {
  if (SCHEMAS.test(path)) return [`${path} schema`]
  const objects = documents.filter((one) => typeOf(one) === 'object') as Array<Record<string, unknown>>
  const items = documents.filter((one): one is unknown[] => Array.isArray(one))
  const keys = [...new Set(objects.flatMap((one) => Object.keys(one)))]
  const types = [...new Set(documents.map(typeOf))].sort().join('|')
  return [
    `${path || 'the document'} ${types}`,
    ...keys.flatMap((key) => {
      const having = objects.filter((one) => key in one)
      const place = `${path && `${path}.`}${key}${having.length < objects.length ? '?' : ''}`
      return keysOf(
        having.map((one) => one[key]),
        place,
      )
    }),
    ...(items.flat().length > 0 ? keysOf(items.flat(), `${path}[]`) : []),
  ]
}

const typeOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)
