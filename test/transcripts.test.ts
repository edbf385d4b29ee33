import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {ROOT} from './support/examples.js'
import {OMI, temporaryFolder} from './support/omi.js'
import {pointedAt, sandboxForTest} from './support/server.js'
import {steady} from './support/steady.js'

/**
 * docs/transcripts.md is a person's session with every noun, on a terminal, docs/daily-life.md what it is used for, and docs/chat.md
 * a chat, whose typed lines begin with `> `. Each of their blocks is replayed here against a sandbox with sample data, always at the same time.
 * `UPDATE_TRANSCRIPTS=1 npx vitest run --project docs test/transcripts.test.ts` writes them anew.
 */

/** A chat's, as it stands on the screen, and what moves the cursor for it. */
const PROMPT = '> \u001B[3G'
// eslint-disable-next-line no-control-regex
const STEERING = /\u001B\[\d*[A-Z]|\r/g

/** A Wednesday. */
const NOW = Date.parse('2026-11-25T16:40:00Z')

const CLOCK = join(import.meta.dirname, 'support/fixed-clock.cjs')
const BLOCK = /^## (.*)\n[\s\S]*?```console\n([\s\S]*?)```/gm

describe.each(['transcripts', 'daily-life', 'chat'])('docs/%s.md', (name) => {
  const page = join(ROOT, `docs/${name}.md`)
  const sections = [...readFileSync(page, 'utf8').matchAll(BLOCK)].map(([, title = '', block = '']) => ({block, title}))

  it.each(sections)(
    '$title',
    async ({block, title}) => {
      const typed = (mark: string) =>
        block
          .split('\n')
          .filter((line) => line.startsWith(mark))
          .map((line) => line.slice(mark.length))
      const screen = await replay(typed('$ '), typed('> '))
      if (process.env.UPDATE_TRANSCRIPTS) rewrite(page, title, screen)
      else expect(steady(screen)).toBe(steady(block))
    },
    60_000,
  )
})

/**
 * Types the commands into one shell on a terminal of 100 columns, and the lines at the prompts of a chat; returns what the screen
 * shows.
 */
async function replay(commands: string[], lines: string[]): Promise<string> {
  const sandbox = await sandboxForTest({now: () => new Date(NOW), seedData: true})
  const folder = temporaryFolder()
  symlinkSync(OMI, join(folder, 'omi'))
  const shown = commands.flatMap((command) => [`printf '%s\\n' ${quoted(`$ ${command}`)}`, command])
  writeFileSync(join(folder, 'session.sh'), ['stty cols 100', ...shown, ''].join('\n'))
  writeFileSync(
    join(folder, 'config.toml'),
    `[profiles.default]\napi_base = "${sandbox.apiBase}"\nauth_method = "oauth"\nid_token = "${sandbox.idToken}"\n`,
    {mode: 0o600},
  )
  const child = spawn('script', ['--quiet', '--flush', '--command', 'bash session.sh', '/dev/null'], {
    cwd: folder,
    env: {
      // However long the machine takes, nothing is said of it.
      CI: 'true',
      FIXED_TIME: String(NOW),
      HOME: folder,
      NO_COLOR: '1',
      NODE_OPTIONS: `--require ${CLOCK}`,
      OMI_CONFIG: join(folder, 'config.toml'),
      PATH: `${folder}:${process.env.PATH}`,
      TERM: 'xterm',
      TZ: 'UTC',
      ...pointedAt(sandbox.apiBase, sandbox.apiKey),
    },
  })
  let screen = ''
  let read = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    if (!screen.includes(PROMPT, read)) return
    read = screen.length
    child.stdin.write(`${lines.shift() ?? '/quit'}\r`)
  })
  await once(child, 'close')
  // A key in the docs would look like a mistake.
  return screen.replaceAll(STEERING, '').replaceAll(/omi_dev_[\da-f]{32}/g, `omi_dev_${'0'.repeat(32)}`)
}

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`

function rewrite(page: string, title: string, screen: string): void {
  const updated = readFileSync(page, 'utf8').replaceAll(BLOCK, (whole, heading: string, block: string) =>
    heading === title ? whole.replace(block, () => screen) : whole,
  )
  writeFileSync(page, updated)
}
