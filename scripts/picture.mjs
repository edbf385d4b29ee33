// Draws docs/session.svg: a session with the built binary and the sandbox, typed on a real terminal, as a terminal
// emulator shows it. With --text it prints what the screen says and draws nothing.
import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

import {screenOf, svgOf, textOf} from './terminal-picture.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const COMMANDS = [
  'omi memory create "Prefers async over sync" --category work',
  'omi memory list --limit 3',
  'omi ask "What did we say about the telescope for Paul?"',
  'omi goal list | cut -f 2',
]
const COLUMNS = 92

/** The bytes that the terminal gets. */
function record() {
  const home = mkdtempSync(join(tmpdir(), 'omi-picture-'))
  try {
    const bin = join(home, 'bin')
    mkdirSync(bin)
    symlinkSync(join(root, 'bin/run.js'), join(bin, 'omi'))
    const typed = COMMANDS.flatMap((command, index) => {
      const gap = index === 0 ? '' : String.raw`\n`
      return [String.raw`printf '${gap}\033[32m$\033[0m \033[1m%s\033[0m\n' ${quoted(command)}`, command]
    })
    writeFileSync(join(home, 'session.sh'), [`stty cols ${COLUMNS} rows 60`, ...typed, ''].join('\n'))
    const session = ['script', '--quiet', '--return', '--flush', '--command', 'bash -e session.sh', '/dev/null']
    const env = {
      CI: 'true',
      FIXED_TIME: String(Date.parse('2026-11-25T16:40:00Z')),
      HOME: home,
      NODE_OPTIONS: `--require ${join(root, 'test/support/fixed-clock.cjs')}`,
      PATH: `${bin}:${process.env.PATH}`,
      TERM: 'xterm-256color',
      TZ: 'UTC',
    }
    return execFileSync('omi', ['sandbox', 'exec', '--seed-data', '--', ...session], {
      cwd: home,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  } finally {
    rmSync(home, {force: true, recursive: true})
  }
}

const quoted = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`

const rows = await screenOf(record(), COLUMNS)
if (process.argv.includes('--text')) console.log(textOf(rows))
else writeFileSync(join(root, 'docs/session.svg'), svgOf(rows, COLUMNS, 'A session with omi'))
