import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'

import {type SandboxOptions} from '../../src/lib/sandbox/server.js'
import {PEOPLE} from '../../src/lib/sandbox/sign-in/people.js'
import {OMI, temporaryFolder} from './omi.js'
import {sandboxForTest} from './server.js'

/** A folder to work in as somebody does who is signed in: `omi` on the PATH, an account with sample data behind it. */
export interface Workplace {
  readonly env: Record<string, string>
  readonly folder: string
  readonly key: string
}

/** What became of a command: its exit code, and what the screen showed while it ran. */
export interface Outcome {
  readonly code: number
  readonly command: string
  readonly screen: string
}

/** What somebody types when the screen shows `to`, once in each command. */
export type Reply = readonly [to: string, type: string]

export async function workplace(options?: SandboxOptions): Promise<Workplace> {
  const {apiBase, apiKey, idToken, localToken = ''} = await sandboxForTest({desktop: true, seedData: true, ...options})
  const folder = temporaryFolder()
  const bin = join(folder, '.bin')
  mkdirSync(bin)
  symlinkSync(OMI, join(bin, 'omi'))
  // Somebody at a browser picks the first account; a password store holds the key.
  program(join(bin, 'xdg-open'), `${process.execPath}\n${PICK_AN_ACCOUNT}`)
  program(join(bin, 'pass'), `/bin/sh\necho ${apiKey}\n`)
  const config = `[profiles.default]\napi_base = "${apiBase}"\napi_key = "${apiKey}"\nid_token = "${idToken}"\n`
  mkdirSync(join(folder, '.omi'), {mode: 0o700})
  writeFileSync(join(folder, '.omi/config.toml'), config, {mode: 0o600})
  return {
    env: {
      FIREBASE_AUTH_EMULATOR_HOST: new URL(apiBase).host,
      HOME: folder,
      NO_COLOR: '1',
      OMI_API_BASE: apiBase,
      OMI_LOCAL_API_URL: apiBase,
      OMI_LOCAL_TOKEN: localToken,
      PATH: `${bin}:${process.env.PATH}`,
      TERM: 'xterm',
      TZ: 'UTC',
    },
    folder,
    key: apiKey,
  }
}

const PICK_AN_ACCOUNT = `
const body = new URLSearchParams({answer: ${JSON.stringify(PEOPLE[0]?.id)}})
fetch(process.argv[2]).then(({url}) => fetch(url, {body, method: 'POST'}))
`

function program(path: string, source: string): void {
  writeFileSync(path, `#!${source}`)
  chmodSync(path, 0o755)
}

/**
 * Types the commands into one bash, one after the other: on a terminal where there are replies, with neither terminal
 * nor input else.
 */
export async function runShell({env, folder}: Workplace, commands: string[], replies?: Reply[]): Promise<Outcome[]> {
  const outcomes = join(folder, '.outcomes')
  const steps = commands.flatMap((command) => [
    `(set -e -o pipefail\n${command}\n)`,
    `echo "$? " >>.outcomes; echo '${MARK}'`,
  ])
  // Ctrl-C is for the command that runs, not for the session.
  writeFileSync(join(folder, '.session'), ["trap ':' INT", ...steps, ''].join('\n'))
  writeFileSync(outcomes, '')
  const screen = await (replies ? onTerminal(folder, env, replies) : onPipe(folder, env))
  const codes = readFileSync(outcomes, 'utf8').trim().split(/\s+/).map(Number)
  const screens = screen.replaceAll('\r\n', '\n').split(`${MARK}\n`)
  return commands.map((command, index) => ({code: codes[index] ?? -1, command, screen: screens[index] ?? ''}))
}

const MARK = '~~~ next ~~~'

/** Ends a session that waits for something in vain; its outcomes then say for what. */
function limited<Child extends ChildProcess>(child: Child): Child {
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST)
  child.on('close', () => clearTimeout(timer))
  return child
}

/** In milliseconds. */
const LONGEST = 100_000

async function onPipe(cwd: string, env: Record<string, string>): Promise<string> {
  const child = limited(spawn('bash', ['.session'], {cwd, env, stdio: ['ignore', 'pipe', 'pipe']}))
  let screen = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      screen += text
    })
  }

  await once(child, 'close')
  return screen
}

async function onTerminal(cwd: string, env: Record<string, string>, replies: Reply[]): Promise<string> {
  const child = limited(spawn('script', ['--quiet', '--flush', '--command', 'bash .session', '/dev/null'], {cwd, env}))
  // What is typed may come when the session is already over.
  child.stdin.on('error', () => {})
  let screen = ''
  let given = {command: 0, to: new Set<string>()}
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    const command = screen.split(MARK).length
    if (command !== given.command) given = {command, to: new Set()}
    const start = screen.lastIndexOf(MARK) + 1
    for (const [to, type] of replies.filter(([to]) => screen.includes(to, start) && !given.to.has(to))) {
      given.to.add(to)
      child.stdin.write(type)
    }
  })
  await once(child, 'close')
  return screen
}
