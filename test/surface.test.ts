import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'

import {type Surface} from '../src/lib/surface/surface.js'
import {inBatches} from './support/in-batches.js'
import {offerPlugins} from './support/offered-plugins.js'
import {omi} from './support/omi.js'
import {LINES, SURFACE_FILES, SURFACE_IDS, UNREAD} from './support/surface-lines.js'
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
  const printed = await inBatches(LINES, run)
  await expect(text([...unread, ...printed.flat()])).toMatchFileSnapshot('surface/json.txt')
}, 180_000)

it('leaves out no command', async () => {
  const {commands} = await surface()
  const lines = [...LINES.flat(), ...Object.keys(UNREAD)]
  const isIn = (words: string) => lines.some((line) => line === words || line.startsWith(`${words} `))
  expect(commands.filter(({command}) => !isIn(command)).map(({command}) => command)).toEqual([])
})

async function surface(): Promise<Surface> {
  const {stdout} = await omi(['--json', 'commands'])
  return JSON.parse(stdout) as Surface
}

const text = (facts: string[]) => `${[...new Set(facts)].sort().join('\n')}\n`

function factsOf({
  commands,
  error_codes: errors = [],
  exit_codes: exits,
  global_flags: globals,
  topics,
}: Surface): string {
  return text([
    ...exits.map(({code, meaning}) => `exit code ${code}: ${meaning}`),
    ...errors.map(({code, exit_code: exit, title}) => `error code ${code}: ${title}, exit code ${exit ?? 'differs'}`),
    ...topics.map(({topic}) => `topic ${topic}`),
    ...globals.flatMap((flag) => facts(`global flag --${flag.name}`, flag)),
    ...commands.flatMap(({aliases, arguments: args, command, flags, read_only: readOnly}) => [
      `${command}: ${readOnly ? 'reads' : 'changes'}`,
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

/** Runs lines in one shell, as somebody who is signed in to an account with sample data, and tells the keys each prints. */
async function run(lines: readonly string[]): Promise<string[]> {
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
  return outcomes.flatMap(({code, screen}, index) => {
    const line = lines[index] ?? ''
    const [stdout = '', stderr = ''] = screen.split(`${BEHIND_STDOUT}\n`)
    return [
      ...(code === 0 ? [] : [`${line}: exit code ${code}`]),
      ...(code !== 0 && stdout === '' ? [] : keysOf([documentIn(stdout, line)]).map((key) => `${line}: ${key}`)),
      ...(code === 0 ? [] : keysOf([documentIn(stderr, line)]).map((key) => `${line}: on stderr ${key}`)),
    ]
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

/** `[].id string` and the like: each place in documents of one kind, with its types, and `?` where some have it not. */
function keysOf(documents: unknown[], path = ''): string[] {
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
