import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {constants} from 'node:os'
import {join} from 'node:path'

import {UsageError} from './errors.js'

/**
 * Runs a command with our own stdin, stdout and stderr, passes signals on to it and resolves to its exit code (128 + n
 * when signal n ended it). `omi` is this very product, in the package at `root`, whether it is on the PATH or not.
 * Throws a UsageError for a command that cannot be started.
 */
export async function runChild(words: string[], environment: NodeJS.ProcessEnv, root: string): Promise<number> {
  const [name = '', ...args] = words
  const [file, childArgs] = name === 'omi' ? [process.execPath, [join(root, 'bin', 'run.js'), ...args]] : [name, args]
  const child = spawn(file, childArgs, {env: environment, stdio: 'inherit'})
  // A terminal sends its Ctrl-C to the child as well; passing it on there would make two of it.
  const passOn = (signal: NodeJS.Signals) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }

  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, passOn)
  try {
    const [code, signal] = (await once(child, 'exit')) as [null | number, NodeJS.Signals | null]
    return code ?? 128 + (signal ? constants.signals[signal] : 0)
  } catch (error) {
    throw new UsageError(`Cannot run ${name}`, {
      cause: error,
      detail: `${(error as NodeJS.ErrnoException).code}. The command stands behind --: omi sandbox exec -- COMMAND`,
    })
  } finally {
    for (const signal of signals) process.off(signal, passOn)
  }
}
