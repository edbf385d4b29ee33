// Writes what the docs say of the surface: docs/commands/, and the tables between the markers in README.md, from what
// `omi --json commands` prints, and those of docs/agents.md. With --check it only says what is stale.
import {execFileSync} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {format, resolveConfig} from 'prettier'
import ts from 'typescript'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const PAGES = 'docs/commands'
/** The page of the commands that have no topic. */
const NO_TOPIC = 'omi'

function readSurface() {
  const home = mkdtempSync(join(tmpdir(), 'omi-docs-'))
  try {
    const env = {HOME: home, PATH: process.env.PATH}
    return JSON.parse(
      execFileSync(process.execPath, [join(root, 'bin/run.js'), '--json', 'commands'], {encoding: 'utf8', env}),
    )
  } finally {
    rmSync(home, {force: true, recursive: true})
  }
}

/** The groups of variables, from the source. */
async function readVariables() {
  const code = ts.transpile(readFileSync(join(root, 'src/lib/config/variables.ts'), 'utf8'), {
    module: ts.ModuleKind.ESNext,
  })
  const {VARIABLES} = await import(`data:text/javascript,${encodeURIComponent(code)}`)
  return VARIABLES
}

const code = (text) => `\`${text}\``
const cell = (text) => text.replaceAll('|', String.raw`\|`).replaceAll(/\s*\n\s*/g, ' ')
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n')
const ended = (text) => (/[.?!]$/.test(text) ? text : `${text}.`)
const joined = (...parts) => parts.filter(Boolean).join(' ')

function flagLabel({char, multiple, name, negatable, type, value_name: valueName, values}) {
  const words = `--${negatable ? '[no-]' : ''}${name}${char ? `, -${char}` : ''}`
  if (type === 'boolean') return words
  return `${words} ${valueName ?? (values ? values.join('|') : name.toUpperCase())}${multiple ? '...' : ''}`
}

/** What a flag or an argument is for, in one cell of a table. */
function explained({default: value, depends_on: needed, description, exclusive, summary, values = []}) {
  const text = joined(summary && (description ? ended(summary) : summary), description)
  const notes = [
    values.length > 0 && !text.includes(values[0]) && `One of ${values.map(code).join(', ')}.`,
    value !== undefined && `Default: ${code(value)}.`,
    needed && `Only with ${needed.map((flag) => code(`--${flag}`)).join(', ')}.`,
    exclusive && `Not with ${exclusive.map((flag) => code(`--${flag}`)).join(', ')}.`,
  ].filter(Boolean)
  return notes.length > 0 ? joined(text && ended(text), ...notes) : text
}

const argumentLabel = ({multiple, name, required}) => {
  const word = multiple ? `${name.toUpperCase().replace(/S$/, '')}...` : name.toUpperCase()
  return required ? word : `[${word}]`
}

const commandSection = ({arguments: args, command, description, examples, flags, summary, usage}) =>
  [
    `## omi ${command}`,
    ended(summary),
    `\`\`\`text\n${usage}\n\`\`\``,
    description,
    args.length > 0 &&
      table(
        ['argument', 'what it is'],
        args.map((arg) => [code(argumentLabel(arg)), explained(arg)]),
      ),
    flags.length > 0 &&
      table(
        ['flag', 'what it does'],
        flags.map((flag) => [code(flagLabel(flag)), explained(flag)]),
      ),
    examples.length > 0 && `\`\`\`sh\n${examples.join('\n')}\n\`\`\``,
  ]
    .filter(Boolean)
    .join('\n\n')

const topicOf = ({command}, topics) => {
  const [first] = command.split(' ')
  return topics.some(({topic}) => topic === first) ? first : NO_TOPIC
}

const summaryOf = (topics, name) =>
  name === NO_TOPIC ? 'Commands without a topic' : (topics.find(({topic}) => topic === name)?.summary ?? '')

/** Without what oclif's own plugins say of flags that every command has, and their templates. */
const cleaned = (command) => ({
  ...command,
  examples: command.examples.filter((example) => !example.includes('<%')),
  flags: command.flags.filter(({name}) => !command.plugin.startsWith('@oclif/') || !['help', 'json'].includes(name)),
})

/** The commands by the topic that they belong to. */
function byTopic({commands, topics}) {
  const found = new Map()
  for (const command of commands.map((command) => cleaned(command))) {
    const topic = topicOf(command, topics)
    found.set(topic, [...(found.get(topic) ?? []), command])
  }

  return [...found].sort(([a], [b]) => (a === NO_TOPIC ? 1 : b === NO_TOPIC ? -1 : a < b ? -1 : 1))
}

const NOTE = '<!-- Written by npm run docs from what `omi --json commands` prints. -->'

function pagesOf(surface) {
  const topics = byTopic(surface)
  const index = table(
    ['topic', 'what it is for', 'commands'],
    topics.map(([name, commands]) => [
      `[${name}](${name}.md)`,
      summaryOf(surface.topics, name),
      commands.map(({command}) => code(command)).join(' '),
    ]),
  )
  const flags = table(
    ['global flag', 'what it does'],
    surface.global_flags.map((flag) => [code(flagLabel(flag)), flag.summary]),
  )
  const intro = 'Global flags stand before the topic; all other flags stand behind the verb.'
  return {
    'README.md': ['# Commands', NOTE, `\`${surface.usage}\``, intro, index, flags].join('\n\n'),
    ...Object.fromEntries(
      topics.map(([name, commands]) => [
        `${name}.md`,
        [
          `# ${name}`,
          NOTE,
          `${summaryOf(surface.topics, name)}. [All commands](README.md)`,
          ...commands.map(commandSection),
        ].join('\n\n'),
      ]),
    ),
  }
}

/** The tables of README.md and docs/agents.md, by the name in their marker. */
const tablesOf = (surface, variables) => ({
  surface: table(
    ['topic', 'verbs'],
    byTopic(surface).map(([name, commands]) => {
      const link = `[${name === NO_TOPIC ? 'without a topic' : code(name)}](${PAGES}/${name}.md)`
      const words = commands.map(({command}) => (name === NO_TOPIC ? command : command.slice(name.length + 1)))
      return [link, words.filter(Boolean).map(code).join(' ')]
    }),
  ),
  'error codes': table(
    ['code', 'title', 'exit'],
    surface.error_codes.map(({code: name, exit_code: exit, title}) => [
      code(name),
      title,
      String(exit ?? 'as the case is'),
    ]),
  ),
  'list limits': table(
    ['list', 'gives', 'at most with `--limit`', 'all of it'],
    surface.commands.flatMap(({command, flags}) => {
      const limit = flags.find(({name}) => name === 'limit')
      const hasAll = flags.some(({name}) => name === 'all')
      return limit ? [[code(command), String(limit.default), String(limit.max), hasAll ? code('--all') : '']] : []
    }),
  ),
  'exit codes': table(
    ['exit', 'when'],
    [...grouped(surface.exit_codes)].map(([meaning, codes]) => [codes.join(', '), meaning]),
  ),
  environment: table(
    ['variable', 'what it does'],
    variables.flatMap(({variables}) =>
      variables.map(([names, effect]) => [names.split(', ').map(code).join(', '), effect]),
    ),
  ),
})

/** Codes that mean the same share a row. */
function grouped(exitCodes) {
  const groups = new Map()
  for (const {code, meaning} of exitCodes) groups.set(meaning, [...(groups.get(meaning) ?? []), code])
  return groups
}

const filled = (page, tables) =>
  page.replaceAll(
    /(<!-- generated: (.*?) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, start, name, end) => `${start}\n${tables[name]}\n\n${end}`,
  )

const surface = readSurface()
const tables = tablesOf(surface, await readVariables())
const withTables = (path) => [path, filled(readFileSync(join(root, path), 'utf8'), tables)]
const files = {
  ...Object.fromEntries(['README.md', 'docs/agents.md'].map(withTables)),
  ...Object.fromEntries(Object.entries(pagesOf(surface)).map(([name, text]) => [join(PAGES, name), `${text}\n`])),
}
const check = process.argv.includes('--check')
if (!check) {
  rmSync(join(root, PAGES), {force: true, recursive: true})
  mkdirSync(join(root, PAGES))
}

const stale = existsSync(join(root, PAGES))
  ? readdirSync(join(root, PAGES))
      .map((name) => join(PAGES, name))
      .filter((name) => !(name in files))
  : []
for (const [name, text] of Object.entries(files)) {
  const path = join(root, name)
  const wanted = await format(text, {...(await resolveConfig(path)), filepath: path})
  if (!check) writeFileSync(path, wanted)
  else if (!existsSync(path) || readFileSync(path, 'utf8') !== wanted) stale.push(name)
}

if (stale.length > 0) {
  console.error(`Stale: ${stale.join(', ')}. Write it anew: npm run docs`)
  process.exitCode = 1
}
