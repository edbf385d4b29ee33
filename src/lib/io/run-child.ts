import {type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {constants} from 'node:os'
import {join} from 'node:path'

import {errorOf} from '../errors/index.js'
import {type Io} from './io.js'
import {startProgram} from './start-program.js'

/**
 * Runs a command with our own stdin, stdout and stderr, passes signals on to it and resolves to its exit code (128 + n
 * when signal n ended it). `omi` is this very product, in the package at `root`, whether it is on the PATH or not.
 * Throws a UsageError for a command that cannot be started.
 */
export async function runChild(
  words: string[],
  environment: NodeJS.ProcessEnv,
  root: string,
  {stdin}: Pick<Io, 'stdin'>,
): Promise<number> {
  const [name = '', ...args] = words
  const [file, childArgs] = name === 'omi' ? [process.execPath, [join(root, 'bin', 'run.js'), ...args]] : [name, args]
  // Ctrl-C at a terminal reaches all of a group. Where the command does not read from the terminal it gets a group of its own,
  // so that it meets a Ctrl-C once, as it meets a signal that was sent to this process alone. One that does read from it has
  // to stay in this group, and has got its Ctrl-C when we get ours.
  const isApart = !stdin.isTTY && process.platform !== 'win32'
  let child: ChildProcess | undefined
  const early: NodeJS.Signals[] = []
  const passOn = (signal: NodeJS.Signals) => {
    if (!child) early.push(signal)
    else if (isApart && OF_A_TERMINAL.has(signal)) endGroup(child, signal)
    else if (isApart || !KEYS.has(signal)) child.kill(signal)
  }

  // Before it starts: else a signal that comes then ends this process, and the command goes on without it.
  const signals = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, passOn)
  try {
    child = await startProgram(file, childArgs, {detached: isApart, env: environment, stdio: 'inherit'})
    const ended = once(child, 'exit')
    for (const signal of early) passOn(signal)
    const [code, signal] = (await ended) as [null | number, NodeJS.Signals | null]
    return code ?? 128 + (signal ? constants.signals[signal] : 0)
  } catch (error) {
    throw errorOf('cannot_run', {
      about: [name],
      cause: error,
      detail: `${(error as NodeJS.ErrnoException).code}. The command stands behind --: omi sandbox exec -- COMMAND`,
    })
  } finally {
    for (const signal of signals) process.off(signal, passOn)
  }
}

/** What keys send, and with what a terminal sends when it is closed: each to the whole group that is at it. */
const KEYS = new Set<NodeJS.Signals>(['SIGINT', 'SIGQUIT'])
const OF_A_TERMINAL = new Set<NodeJS.Signals>(['SIGHUP', ...KEYS])

function endGroup({pid}: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch {
    // It has just ended.
  }
}
