import {chmodSync, mkdirSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {join} from 'node:path'
import {expect, vi} from 'vitest'

import {type executeShown, type ioFor} from '../../src/execute.js'
import {Capture} from '../../src/lib/testing/terminal.js'
import {omi as binary, environmentOf, type Run, type RunOptions, startOmi, temporaryFolder} from './omi.js'
import {type SignInServer} from './sign-in-server.js'
import {omi} from './within.js'

/** A folder for the PATH whose `xdg-open` does this (JavaScript; `url` is what is to be opened). */
export function pathWithOpener(script: string): string {
  const folder = temporaryFolder()
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const file = join(bin, 'xdg-open')
  writeFileSync(file, `#!${process.execPath}\nconst url = process.argv[2]\n${script}\n`)
  chmodSync(file, 0o755)
  return bin
}

/** What a browser does that is sent to the sign-in page: resolves to the page at the end. */
export async function visit(url: string): Promise<Page> {
  return open(await redirectOf(url))
}

/** Where the sign-in page sends the browser. */
export async function redirectOf(url: string): Promise<string> {
  const {headers} = await fetch(url, {redirect: 'manual'})
  return headers.get('location') ?? ''
}

export interface Page {
  readonly html: string
  readonly status: number
}

export async function open(url: string, method = 'GET'): Promise<Page> {
  const response = await fetch(url, {method})
  return {html: await response.text(), status: response.status}
}

export interface SignIn extends Run {
  readonly url: string
}

const product = createRequire(import.meta.url)('../../dist/execute.js') as {
  executeShown: typeof executeShown
  ioFor: typeof ioFor
}

/** Tells what has been written each time that something is. */
class ReadAlong extends Capture {
  constructor(private readonly read: (text: string) => void) {
    super()
  }

  override _write(chunk: Buffer, encoding: string, done: () => void): void {
    super._write(chunk, encoding, done)
    this.read(this.text)
  }
}

/** What only a process of its own goes by: what opens browsers, libraries and Node.js. */
const OF_PROCESS = ['BROWSER', 'DEBUG', 'NODE_DEBUG', 'NODE_OPTIONS', 'PATH']

/**
 * `auth login --browser` without a browser on the machine: `act` is what somebody does with the URL that is printed. In this
 * process, unless variables are for one of its own.
 */
export async function signIn(
  server: SignInServer,
  act: (url: string) => Promise<unknown> = visit,
  {args = ['auth', 'login', '--browser'], ...options}: RunOptions & {args?: string[]} = {},
): Promise<SignIn> {
  if (OF_PROCESS.some((name) => options.env?.[name] !== undefined))
    return signInByProcess(server, act, {args, ...options})
  let url = ''
  let acted: Promise<unknown> | undefined
  const stderr = new ReadAlong((text) => {
    url ||= urlIn(text) ?? ''
    if (url) acted ??= act(url)
  })
  const world = {env: environmentOf({...options, env: {...server.env, ...options.env}}), input: options.input}
  // Where something that opens a URL is looked for.
  vi.stubEnv('PATH', temporaryFolder())
  try {
    const {exitCode, stdout} = await product.executeShown(args, {...product.ioFor(world), stderr}, world)
    await acted
    const run = {code: exitCode, stderr: stderr.text, stdout, url}
    expectNoSecrets(server, run)
    return run
  } finally {
    vi.unstubAllEnvs()
  }
}

/** The same in a process of its own, which a signal can end. */
export async function signInByProcess(
  server: SignInServer,
  act: (url: string, kill: (signal: NodeJS.Signals) => void) => Promise<unknown>,
  {args = ['auth', 'login', '--browser'], ...options}: RunOptions & {args?: string[]} = {},
): Promise<SignIn> {
  const child = startOmi(args, {...options, env: {...server.env, PATH: temporaryFolder(), ...options.env}})
  let stdout = ''
  let stderr = ''
  let url = ''
  let acted: Promise<unknown> | undefined
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    url ||= urlIn(stderr) ?? ''
    if (url) acted ??= act(url, (signal) => child.kill(signal))
  })
  const [code, signal] = await new Promise<[null | number, NodeJS.Signals | null]>((resolve) => {
    child.on('close', (...outcome) => resolve(outcome))
  })
  await acted
  const run = {code: code ?? (signal === 'SIGKILL' ? 137 : 130), stderr, stdout, url}
  expectNoSecrets(server, run)
  return run
}

/**
 * Runs the built product against the server, and makes sure that it shows nothing that it must not show: in this process,
 * unless NODE_OPTIONS are for one of its own.
 */
export async function omiAt(
  server: SignInServer,
  args: string[],
  options: RunOptions = {},
  run = options.env?.NODE_OPTIONS ? binary : omi,
): Promise<Run> {
  const ended = await run(args, {...options, env: {...server.env, ...options.env}})
  expectNoSecrets(server, ended)
  return ended
}

export function expectNoSecrets(server: SignInServer, {stderr, stdout}: Run): void {
  const shown = server.secrets.filter((secret) => stderr.includes(secret) || stdout.includes(secret))
  expect(shown).toEqual([])
}

/** The line of stderr that has the URL, once it is there as a whole. */
function urlIn(stderr: string): string | undefined {
  const plain = stderr.match(/^ {2}(https?:\S+)\n/m)?.[1]
  const json = stderr.match(/^\{"url":"(.*)"\}\n/m)?.[1]
  return plain ?? json
}

/** What comes after the address of the sign-in page. */
export const afterUrl = (stderr: string) =>
  stderr.slice(stderr.indexOf('code_challenge_method=S256\n') + 27).replace(NO_BROWSER, '')

export const NO_BROWSER = 'No browser could be opened from here. Open the page yourself.\n'
