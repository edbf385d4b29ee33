import {execFile} from 'node:child_process'
import {cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {expect, it} from 'vitest'

import {type Surface} from '../src/lib/surface/surface.js'
import {type Block, blocksOf} from './support/doc-blocks.js'
import {ROOT} from './support/examples.js'
import {environmentOf, omi, temporaryFolder} from './support/omi.js'

/** What CONTRIBUTING.md says of adding a noun, followed to the letter in a copy of this checkout. */

const run = promisify(execFile)

const COPIED = [
  'bin',
  'docs',
  'oclif.manifest.json',
  'package.json',
  'patches',
  'README.md',
  'scripts',
  'src',
  'tsconfig.json',
]

/** The most files that a noun may take by hand. */
const MOST_FILES = 10

it('a noun is added by the steps of CONTRIBUTING.md, in at most ten files', async () => {
  const copy = join(temporaryFolder(), 'omi')
  for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), {recursive: true})
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  const touched = new Set(stepsOf('CONTRIBUTING.md').map(({block, file}) => takeStep(copy, file, block)))
  expect(touched.size).toBeLessThanOrEqual(MOST_FILES)

  const script = (name: string) => run(process.execPath, [join(copy, 'scripts', name)], {cwd: copy})
  await script('generate.mjs')
  await script('build.mjs')
  await script('manifest.mjs')
  const binary = join(copy, 'bin', 'run.js')
  const [session, help, commands] = await Promise.all([
    haveSession(binary),
    omi(['note', '--help'], {binary}),
    omi(['--json', 'commands'], {binary}),
    omi(['autocomplete', '--refresh-cache'], {binary, home: copy}),
    script('docs.mjs'),
  ])

  expect(session).toEqual([
    // As a pipe has it.
    [SECOND, 'Size 42 in these boots', 'shopping', TIME].join('\t'),
    [FIRST, 'The spare key is with Dona Graça', 'home', TIME].join('\t'),
    `{"id":"${FIRST}","content":"The spare key is with Dona Graça","tags":["home"],"created_at":"TIME","updated_at":"TIME"}`,
    '{"id":"ID","content":"Milk","tags":["shopping","soon"],"created_at":"TIME","updated_at":"TIME"}',
    `{"id":"${FIRST}","content":"The spare key is under the mat","tags":["home"],"created_at":"TIME","updated_at":"TIME"}`,
    '{"success":true}',
    '["Milk","The spare key is under the mat"]',
    'Note not found',
  ])
  expect(help).toMatchObject({code: 0, stderr: ''})
  expect(help.stdout).toContain('Notes: what you want to find again')
  const surface = JSON.parse(commands.stdout) as Surface
  expect(surface.commands.map(({command}) => command).filter((command) => command.startsWith('note '))).toEqual(
    ['create', 'delete', 'get', 'list', 'update'].map((verb) => `note ${verb}`),
  )
  expect(readFileSync(join(copy, '.omi', 'cache', 'autocomplete', 'words.tsv'), 'utf8')).toMatch(/\bnote\b/)
  expect(readFileSync(join(copy, 'docs', 'commands', 'note.md'), 'utf8')).toContain('## omi note update')
  expect(readFileSync(join(copy, 'README.md'), 'utf8')).toContain('docs/commands/note.md')
}, 180_000)

const [FIRST, SECOND] = ['9254a115-9f45-4e86-88a7-27f2e3cd0d0f', '4bd873bd-01ac-4b6d-86d2-7606f11169d4']
const TIME = 'TIME'

interface Step {
  readonly block: Block
  /** What the block is for, from the root of the checkout. */
  readonly file: string
}

/** The blocks of "Adding a noun", each with the file that the words before it name. */
function stepsOf(page: string): Step[] {
  const lines = readFileSync(join(ROOT, page), 'utf8').split('\n')
  const from = lines.indexOf('## Adding a noun')
  const to = lines.findIndex((line, index) => index > from && line.startsWith('## '))
  return blocksOf(page)
    .filter(({line}) => line > from && line <= to)
    .map((block) => {
      const named = lines.slice(from, block.line - 1).findLast((line) => FILE.test(line))
      return {block, file: FILE.exec(named ?? '')?.[1] ?? ''}
    })
}

const FILE = /^(?:A row in )?`(src\/[^`]+)`/

/** Writes a new file, or makes the change that a diff shows: its lines without a mark are there once, side by side. Returns the file. */
function takeStep(root: string, file: string, {language, text}: Block): string {
  const path = join(root, file)
  if (language === 'ts') {
    mkdirSync(dirname(path), {recursive: true})
    writeFileSync(path, `${text}\n`, {flag: 'wx'})
    return file
  }

  const lines = text.split('\n')
  const before = lines.filter((line) => !line.startsWith('+')).map((line) => line.slice(1))
  const parts = `\n${readFileSync(path, 'utf8')}`.split(`\n${before.join('\n')}\n`)
  expect({file, before, found: parts.length - 1}).toEqual({file, before, found: 1})
  writeFileSync(path, parts.join(`\n${lines.map((line) => line.slice(1)).join('\n')}\n`).slice(1))
  return file
}

/** What a user has of it at the copy's own sandbox, a line each, with times and new ids left out. */
async function haveSession(binary: string): Promise<string[]> {
  const script = `omi() { '${process.execPath}' '${binary}' "$@"; }
    omi note list
    omi --json note get ${FIRST}
    omi --json note create ' Milk' --tag shopping --tag soon
    omi --json note update ${FIRST} --content 'The spare key is under the mat'
    omi --json note delete ${SECOND} --yes
    omi --json note list | '${process.execPath}' -e 'let t = ""; process.stdin.on("data", (d) => (t += d)).on("end", () => console.log(JSON.stringify(JSON.parse(t).map((n) => n.content))))'
    omi --json note get ${SECOND} 2>&1 | grep -o 'Note not found' | head -1`
  const args = [binary, 'sandbox', 'exec', '--seed-data', '--', 'sh', '-c', script]
  const {stdout} = await run(process.execPath, args, {env: environmentOf({})})
  return stdout
    .trim()
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, TIME)
    .replaceAll(/"id":"([^"]+)","content":"Milk"/g, '"id":"ID","content":"Milk"')
    .split('\n')
}
