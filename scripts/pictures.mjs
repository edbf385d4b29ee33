// Draws each list and record as a terminal of 60, 80 and 120 columns shows it, light and dark, with the sandbox's sample
// data and always at the same time: into pictures/, which is for looking at and kept nowhere, as SVG and, where there is a
// Chromium, as PNG. Words behind it draw only what has them in its name: `npm run pictures memory goal`.
import {cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {chromium} from 'playwright-core'

import {execute, startSandbox} from '../dist/testing.js'
import {screenOf, svgOf, THEMES} from './terminal-picture.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = join(root, 'pictures')
const WIDTHS = [60, 80, 120]
/** A Wednesday, so that there are days before it in the week. */
const NOW = Date.parse('2026-11-25T16:40:00Z')
/** Where Debian's package puts it. */
const CHROMIUM = '/usr/bin/chromium'

const clock = {now: () => NOW, sleep: () => Promise.resolve()}

/** The command lines, by the name of their pictures. */
async function sessions(run) {
  const idOf = async (noun, ...flags) => {
    const {document} = await run(['--json', noun, 'list', ...flags])
    return (document.summaries ?? document)[0].id
  }

  const [memory, item, conversation, goal, summary] = await Promise.all([
    idOf('memory'),
    idOf('action-item', '--open'),
    idOf('conversation'),
    idOf('goal'),
    idOf('daily-summary'),
  ])
  return {
    'memory-list': ['memory', 'list'],
    'memory-get': ['memory', 'get', memory],
    'memory-search': ['memory', 'search', 'coffee'],
    'action-item-list': ['action-item', 'list', '--limit', '40'],
    'action-item-get': ['action-item', 'get', item],
    'conversation-list': ['conversation', 'list'],
    'conversation-get': ['conversation', 'get', conversation, '--include-transcript'],
    'goal-list': ['goal', 'list', '--include-inactive'],
    'goal-get': ['goal', 'get', goal],
    'goal-history': ['goal', 'history', goal],
    'daily-summary-list': ['daily-summary', 'list'],
    'daily-summary-get': ['daily-summary', 'get', summary],
    'folder-list': ['folder', 'list'],
    'key-list': ['--profile', 'session', 'key', 'list'],
    plugins: ['plugins'],
    ask: ['ask', 'What did we say about the telescope for Paul?'],
    today: ['today'],
    help: ['help'],
    'memory-help': ['memory', '--help'],
    'memory-list-help': ['memory', 'list', '--help'],
    commands: ['commands'],
    error: ['memory', 'get', 'nobody'],
  }
}

const home = mkdtempSync(join(tmpdir(), 'omi-pictures-'))
const sandbox = await startSandbox({now: () => new Date(NOW), rateLimits: false, seedData: true})
try {
  mkdirSync(join(home, '.omi'))
  const {apiBase, apiKey, idToken} = sandbox
  writeFileSync(
    join(home, '.omi/config.toml'),
    `[profiles.session]\napi_base = "${apiBase}"\nauth_method = "oauth"\nid_token = "${idToken}"\n`,
    {mode: 0o600},
  )
  const env = {...process.env, HOME: home, OMI_API_BASE: apiBase, OMI_API_KEY: apiKey, TZ: 'UTC'}
  const run = (argv, columns) => execute(argv, {clock, env, ...(columns && {terminal: {columns}})})
  // What is linked gets a list of its commands.
  const plugin = join(home, 'plugin')
  cpSync(join(root, 'examples/plugin-random-memory'), plugin, {recursive: true})
  await run(['plugins', 'link', plugin])
  await draw(run)
} finally {
  await sandbox.close()
  rmSync(home, {force: true, recursive: true})
}

async function draw(run) {
  const wanted = process.argv.slice(2)
  const isWanted = (name) => wanted.length === 0 || wanted.some((word) => name.includes(word))
  const drawn = []
  mkdirSync(folder, {recursive: true})
  for (const [name, argv] of Object.entries(await sessions(run))) {
    if (!isWanted(name)) continue
    for (const columns of WIDTHS) {
      const {stderr, stdout} = await run(argv, columns)
      const words = argv.map((word) => (word.includes(' ') ? `"${word}"` : word)).join(' ')
      const typed = `\u001B[32m$\u001B[0m \u001B[1momi ${words}\u001B[0m\n`
      const bytes = (typed + stdout + stderr).replaceAll('\n', '\r\n')
      for (const [theme, look] of Object.entries(THEMES)) {
        const file = join(folder, `${name}-${columns}-${theme}.svg`)
        writeFileSync(file, svgOf(await screenOf(bytes, columns, look), columns, `omi ${words}`, look))
        drawn.push(file)
      }
    }
  }

  if (existsSync(CHROMIUM)) await convert(drawn)
}

/** A PNG beside each of them. */
async function convert(files) {
  // Root cannot have Chromium's own sandbox.
  const args = process.getuid() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({args, executablePath: CHROMIUM})
  const page = await browser.newPage()
  for (const file of files) {
    await page.goto(`file://${file}`)
    await page.locator('svg').screenshot({path: file.replace(/\.svg$/, '.png')})
  }

  await browser.close()
}
