import {execFile} from 'node:child_process'
import {readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {describe, expect, it} from 'vitest'

import {OMI, temporaryFolder} from './support/omi.js'
import {pointedAt, sandboxForTest} from './support/server.js'
import {steady} from './support/steady.js'

/**
 * docs/transcripts.md is a person's session with every noun, on a terminal. Each of its blocks is replayed here against a
 * sandbox with sample data. `UPDATE_TRANSCRIPTS=1 npx vitest run test/transcripts.test.ts` writes it anew.
 */

const run = promisify(execFile)

const PAGE = new URL('../docs/transcripts.md', import.meta.url)
const BLOCK = /^## (.*)\n[\s\S]*?```console\n([\s\S]*?)```/gm

const sections = [...readFileSync(PAGE, 'utf8').matchAll(BLOCK)].map(([, title = '', block = '']) => ({block, title}))

describe('docs/transcripts.md', () => {
  it.each(sections)(
    '$title',
    async ({block, title}) => {
      const commands = block
        .split('\n')
        .filter((line) => line.startsWith('$ '))
        .map((line) => line.slice(2))
      const screen = await replay(commands)
      if (process.env.UPDATE_TRANSCRIPTS) rewrite(title, screen)
      else expect(steady(screen)).toBe(steady(block))
    },
    60_000,
  )
})

/** Types the commands into one shell on a terminal of 100 columns and returns what the screen shows. */
async function replay(commands: string[]): Promise<string> {
  const sandbox = await sandboxForTest({seedData: true})
  const folder = temporaryFolder()
  symlinkSync(OMI, join(folder, 'omi'))
  const shown = commands.flatMap((command) => [`printf '%s\\n' ${quoted(`$ ${command}`)}`, command])
  writeFileSync(join(folder, 'session.sh'), ['stty cols 100', ...shown, ''].join('\n'))
  writeFileSync(
    join(folder, 'config.toml'),
    `[profiles.default]\napi_base = "${sandbox.apiBase}"\nauth_method = "oauth"\nid_token = "${sandbox.idToken}"\n`,
    {mode: 0o600},
  )
  const {stdout: screen} = await run('script', ['--quiet', '--flush', '--command', 'bash session.sh', '/dev/null'], {
    cwd: folder,
    env: {
      // However long the machine takes, nothing is said of it.
      CI: 'true',
      HOME: folder,
      NO_COLOR: '1',
      OMI_CONFIG: join(folder, 'config.toml'),
      PATH: `${folder}:${process.env.PATH}`,
      TERM: 'xterm',
      TZ: 'UTC',
      ...pointedAt(sandbox.apiBase, sandbox.apiKey),
    },
  })
  // A key in the docs would look like a mistake.
  return screen.replaceAll('\r\n', '\n').replaceAll(/omi_dev_[\da-f]{32}/g, `omi_dev_${'0'.repeat(32)}`)
}

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`

function rewrite(title: string, screen: string): void {
  const page = readFileSync(PAGE, 'utf8')
  const updated = page.replaceAll(BLOCK, (whole, heading: string, block: string) =>
    heading === title ? whole.replace(block, () => screen) : whole,
  )
  writeFileSync(PAGE, updated)
}
