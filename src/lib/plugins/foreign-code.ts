import {AsyncLocalStorage} from 'node:async_hooks'
import {once} from 'node:events'

/** Running code that somebody else wrote, in this process. */

interface Endings {
  /** What it means that nothing is left that could make `run` go on. */
  readonly never: () => Error
  /** What an error means that nobody caught, or undefined where the run goes on. */
  readonly uncaught: (error: Error) => Error | undefined
}

/**
 * Settles as `run` does, which is called at once. Rejects in two cases more, where Node.js would end the process by itself:
 * as if all were well where `run` never settles, and with a stack trace where an error is nobody's to catch.
 */
export async function settled<Value>(run: () => Promise<Value>, {never, uncaught}: Endings): Promise<Value> {
  const over = new AbortController()
  const stuck = once(process, 'beforeExit', {signal: over.signal}).then(() => {
    throw never()
  })
  let breakOff!: (fault: Error) => void
  const broken = new Promise<never>((_, reject) => {
    breakOff = reject
  })
  let isBroken = false
  const listener = (error: Error) => {
    const fault = uncaught(error)
    if (fault === undefined) return
    isBroken = true
    breakOff(fault)
  }

  process.on('uncaughtException', listener)
  try {
    return await Promise.race([run(), stuck, broken])
  } finally {
    over.abort()
    // What still comes after the error that ended the run must not end the process before that error is told.
    if (!isBroken) process.off('uncaughtException', listener)
  }
}

const hook = new AsyncLocalStorage<true>()
let guests = 0
let loading = 0
let letGo = () => {}

const isGuest = () => loading > 0 || hook.getStore() === true

/**
 * Runs a hook. What it prints goes to stderr, since stdout is for the answer, and it can neither end the process nor set its
 * exit code.
 */
export const asGuest = <Value>(run: () => Promise<Value>): Promise<Value> => guarded(() => hook.run(true, run))

/** The same for code that is loaded while nothing else runs; every run does that, and what `asGuest` does costs time. */
export const whileLoading = <Value>(load: () => Promise<Value>): Promise<Value> =>
  guarded(async () => {
    loading += 1
    try {
      return await load()
    } finally {
      loading -= 1
    }
  })

async function guarded<Value>(action: () => Promise<Value>): Promise<Value> {
  guests += 1
  if (guests === 1) letGo = guardProcess()
  try {
    return await action()
  } finally {
    guests -= 1
    if (guests === 0) letGo()
  }
}

/** Keeps from a guest what belongs to the run; returns how to undo that. */
function guardProcess(): () => void {
  const {exit, exitCode, stderr, stdout} = process
  const {write} = stdout
  stdout.write = ((...args: Parameters<typeof write>) =>
    isGuest() ? stderr.write(...args) : write.apply(stdout, args)) as typeof write
  process.exit = (code) => {
    if (isGuest()) throw new Error(`process.exit(${code ?? ''}) was called`)
    return exit.call(process, code)
  }

  return () => {
    stdout.write = write
    process.exit = exit
    process.exitCode = exitCode
  }
}
