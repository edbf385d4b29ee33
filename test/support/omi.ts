import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync} from 'node:fs'
import {rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {onTestFinished} from 'vitest'

/** The built binary. */
export const OMI = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/omi-tests', import.meta.url))

export interface Run {
  /** 128 + n when a signal ended it. */
  readonly code: number
  readonly stderr: string
  readonly stdout: string
}

export interface RunOptions {
  /** On a terminal: what the shell does behind the run and before it, as it is typed. */
  readonly after?: string
  readonly before?: string
  /** In place of OMI. */
  readonly binary?: string
  /** On a terminal: how wide it is. */
  readonly columns?: number
  /** Added to an environment that has little but PATH, HOME and TZ; undefined takes one away. */
  readonly env?: Record<string, string | undefined>
  readonly home?: string
  readonly input?: string | Uint8Array
  /** On a terminal: gets all that has been shown, each time that something comes. */
  readonly onScreen?: (screen: string) => void
  /** On a terminal: what is typed each time that something new on the screen contains `to`. */
  readonly replies?: ReadonlyArray<{readonly to: string; readonly type: string}>
  /** On a terminal: how high it is. Without it the terminal does not say. */
  readonly rows?: number
}

/** An empty folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'omi-test-'))
  // What a test has killed may still be writing there.
  onTestFinished(() => rm(folder, {force: true, maxRetries: 10, recursive: true}))
  return folder
}

export const environmentOf = ({env, home}: RunOptions): NodeJS.ProcessEnv => ({
  HOME: home ?? temporaryFolder(),
  // Tests look at what is in the home folder. From 22.1 on, Node.js keeps what it compiled, here for all of them.
  NODE_COMPILE_CACHE: COMPILED,
  PATH: process.env.PATH,
  TZ: 'UTC',
  ...env,
})

/** Starts the built binary; without `input` its stdin is empty. */
export function startOmi(args: string[], options: RunOptions = {}) {
  const child = spawn(process.execPath, [options.binary ?? OMI, ...args], {env: environmentOf(options)})
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  return child
}

/** Runs the built binary to its end. */
export async function omi(args: string[], options: RunOptions = {}): Promise<Run> {
  const child = startOmi(args, options)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [code, signal] = (await once(child, 'close')) as [null | number, NodeJS.Signals | null]
  return {code: code ?? 128 + (signal === 'SIGINT' ? 2 : 15), stderr, stdout}
}

/**
 * Runs the built binary on a pseudo terminal (util-linux' script); stdout and stderr come out as one. With `CI`, so that it
 * shows the same on a slow machine: a test of the pager or of waits takes that away.
 */
export async function omiOnTerminal(args: string[], options: RunOptions = {}): Promise<{code: number; screen: string}> {
  const command = [process.execPath, OMI, ...args]
    .map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`)
    .join(' ')
  const size = [...(options.columns ? ['cols', options.columns] : []), ...(options.rows ? ['rows', options.rows] : [])]
  const sized = size.length > 0 ? `stty ${size.join(' ')} && ` : ''
  const child = spawn(
    'script',
    [
      '--quiet',
      '--return',
      '--flush',
      '--command',
      `${sized}${options.before ?? ''}${command}${options.after ?? ''}`,
      '/dev/null',
    ],
    {
      env: {CI: 'true', ...environmentOf(options), TERM: 'xterm'},
    },
  )
  // What is typed may come when the run is already over.
  child.stdin.on('error', () => {})
  child.stdin.write(options.input ?? '')
  const replies = [...(options.replies ?? [])]
  let screen = ''
  let answered = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text
    options.onScreen?.(screen)
    const [reply] = replies
    if (!reply || !screen.slice(answered).includes(reply.to)) return
    answered = screen.length
    replies.shift()
    child.stdin.write(reply.type)
  })
  const [code] = (await once(child, 'close')) as [number]
  return {code, screen: screen.replaceAll('\r\n', '\n')}
}
