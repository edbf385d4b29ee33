import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {setTimeout as sleep} from 'node:timers/promises'

import {InterruptedError} from '../errors/index.js'
import {systemError} from '../errors/system-error.js'
import {type Io} from '../io/io.js'
import {withoutCredentials} from '../text/hide-credentials.js'
import {interceptWrites} from './intercept-writes.js'

/** What a shell exits with where it cannot run a command, or does not find it (POSIX.1-2017, Shell, 2.8.2). */
const NOT_RUN = new Set<number | undefined>([126, 127])

/** A program and arguments that mean to the shell what they are; a signal reaches such a program itself. */
const PLAIN_WORDS = /^(?!(?:command|eval|exec)\s)[\w./][\w./+-]*(?:\s[\w./+:@%,=\s-]*)?$/

/** Milliseconds. */
const GRACE = 100

/** More bytes than any pipe holds: when so many are taken, the pager has read some of them. */
const SURELY_READ = 2 ** 20

/**
 * A pager at work. While it is on the screen what is written to stderr waits, and Ctrl-C is for the pager, as in git. One
 * that cannot be run is as none: what it was given is written by `write`. One that ends before it has got all is a reader of
 * stdout that goes away.
 */
export class Pager {
  private readonly child: ChildProcess
  private readonly ended: Promise<void>
  private given = 0
  private hasAll = false
  private readonly interrupt = () => {
    this.isInterrupted = true
  }
  private interruption?: InterruptedError
  /** Whether somebody has pressed Ctrl-C, which is for the pager. */
  private isInterrupted = false
  private isMissing = false
  private isOver = false
  /** The pager leaves the terminal as it was. */
  private readonly terminate = () => {
    this.interruption = new InterruptedError('SIGTERM')
    this.child.kill('SIGTERM')
    this.child.stdin?.end()
  }
  /** What it was given, for as long as it may not have read any of it. */
  private unread: Array<string | Uint8Array> | undefined = []

  /** Starts `command`, through the shell where it takes one to understand it. `tell` says what the user should know. */
  constructor(
    command: string,
    io: Io,
    private readonly writePlainly: (text: string | Uint8Array) => Promise<void>,
    tell: (text: string) => void,
  ) {
    const showStderr = holdBack(io)
    const giveBackSignals = this.takeSignals()
    const shell = !PLAIN_WORDS.test(command)
    const [program = '', ...words] = shell ? [command] : command.split(/\s+/)
    this.child = spawn(program, words, {
      env: environmentFor(io.env),
      shell,
      stdio: ['pipe', 'inherit', 'inherit'],
    })
    // How it ended says more.
    this.child.stdin?.on('error', () => {})
    this.ended = this.exitCode().then(async (code) => {
      // A Ctrl-C that has ended it may reach us a moment after its end.
      if (code !== 0) await sleep(GRACE)
      giveBackSignals()
      this.isOver = true
      this.isMissing = NOT_RUN.has(code) && this.unread !== undefined
      if (this.isMissing) for (const text of this.unread ?? []) await writePlainly(text)
      showStderr()
      if (code !== 0 && !this.isMissing && !this.isInterrupted && !this.interruption) tell(howItEnded(code))
      if (!this.hasAll && !this.isMissing && !this.interruption)
        io.stdout.emit('error', systemError('EPIPE', 'write', 'stdout'))
    })
  }

  /** Waits until it is left. Throws "Interrupted" where SIGTERM ended it. */
  async end(): Promise<void> {
    this.hasAll = true
    this.child.stdin?.end()
    await this.ended
    if (this.interruption) throw this.interruption
  }

  /** Waits while it is slower than we are. Throws "Interrupted" where SIGTERM ended it. */
  async write(text: string | Uint8Array): Promise<void> {
    if (!this.isOver) {
      this.unread?.push(text)
      await Promise.race([this.ended, this.send(text)])
      this.given += Buffer.byteLength(text)
      if (this.given > SURELY_READ) this.unread = undefined
    } else if (this.isMissing) await this.writePlainly(text)
    if (this.interruption) throw this.interruption
  }

  /** undefined where a signal ended it. */
  private async exitCode(): Promise<number | undefined> {
    try {
      const [code] = (await once(this.child, 'exit')) as [null | number]
      return code ?? undefined
    } catch {
      // There is no such program, or no shell.
      return 127
    }
  }

  /** Resolves once it is taken, and where it is not, once the pager has ended: it may have closed its stdin before. */
  private async send(text: string | Uint8Array): Promise<void> {
    const error = await new Promise<unknown>((resolve) => {
      this.child.stdin?.write(text, resolve)
    })
    if (error) await this.ended
  }

  /** Ctrl-C reaches the pager by itself. */
  private takeSignals(): () => void {
    const listeners = process.listeners('SIGINT')
    process.removeAllListeners('SIGINT')
    process.on('SIGINT', this.interrupt)
    process.on('SIGTERM', this.terminate)
    return () => {
      process.off('SIGINT', this.interrupt)
      process.off('SIGTERM', this.terminate)
      for (const listener of listeners) process.on('SIGINT', listener)
    }
  }
}

/** A pager that is left by its user ends with 0: of any other nobody knows whether it has shown anything. */
const howItEnded = (code: number | undefined) =>
  `The pager ended with ${code === undefined ? 'a signal' : `exit code ${code}`}. Without one: omi --no-pager`

/**
 * As git sets them: less leaves where all fits, shows colours, and leaves the screen as it is. What the user has set holds, but
 * that less has to show colours in any case.
 */
const environmentFor = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  LV: '-c',
  ...withoutCredentials(env),
  LESS: env.LESS ? `-R ${env.LESS}` : 'FRX',
})

/** Keeps what is written to stderr from the screen; the function that is returned writes it. */
function holdBack({stderr}: Io): () => void {
  if (!stderr.isTTY) return () => {}
  const writes: Array<() => boolean> = []
  const letThrough = interceptWrites(stderr, (write) => {
    writes.push(write)
    return true
  })
  return () => {
    letThrough()
    for (const write of writes) write()
  }
}
