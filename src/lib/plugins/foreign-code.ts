import {AsyncLocalStorage} from 'node:async_hooks'

import {hostProcess} from '../config/environment.js'
import {currentWriter} from '../output/own-writes.js'

/** Running code that somebody else wrote, in this process. */
const host = hostProcess()

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
  let giveUp!: () => void
  const stuck = new Promise<never>((_, reject) => {
    giveUp = () => reject(never())
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

  host.once('beforeExit', giveUp)
  host.on('uncaughtException', listener)
  try {
    return await Promise.race([run(), stuck, broken])
  } finally {
    host.off('beforeExit', giveUp)
    // What still comes after the error that ended the run must not end the process before that error is told.
    if (!isBroken) host.off('uncaughtException', listener)
  }
}

const hook = new AsyncLocalStorage<true>()
let loading = 0
/** Whose writes alone are meant for stdout, where that is decided. */
let owner: object | undefined
/** Whether it stays so. */
let isKept = false

const isGuest = () => loading > 0 || hook.getStore() === true

/** Whether what is written to stdout at this moment is not meant for it. */
export const isAstray = (): boolean => (owner === undefined ? isGuest() : currentWriter() !== owner)

/** From here on nothing but what this Output writes goes to stdout, whoever writes it and whenever. */
export function claimStdout(output: object): void {
  if (!isKept) owner = output
  guardProcess()
}

/** The same, for as long as the process lives: whatever runs in it cannot claim stdout for itself any more. */
export function keepStdout(output: object): void {
  claimStdout(output)
  isKept = true
}

/** To be called before a run, where another may have been in the same process. */
export function releaseStdout(): void {
  if (!isKept) owner = undefined
}

/**
 * Runs a hook. What it prints goes to stderr, since stdout is for the answer, and it can neither end the process nor set its
 * exit code. That holds as well for what it leaves running.
 */
export const runForeignCode = <Value>(run: () => Promise<Value>): Promise<Value> => guarded(() => hook.run(true, run))

/** The same for what is done at once. */
export const amongGuests = <Value>(act: () => Value): Value => hook.run(true, act)

/** The same for code that is loaded while nothing else runs; every run does that, and what `runForeignCode` does costs time. */
export const whileLoading = <Value>(load: () => Promise<Value>): Promise<Value> =>
  guarded(async () => {
    loading += 1
    try {
      return await load()
    } finally {
      loading -= 1
    }
  })

/** How many guests are here, and the exit code when the first of them came. */
let guests = 0
let exitCodeBefore: typeof host.exitCode

async function guarded<Value>(action: () => Promise<Value>): Promise<Value> {
  guardProcess()
  // Several may be here at the same time, and one that comes later would keep what another has set.
  if (guests === 0) exitCodeBefore = host.exitCode
  guests += 1
  try {
    return await action()
  } finally {
    guests -= 1
    host.exitCode = exitCodeBefore
    // A guest may have put something of its own there.
    guardProcess()
  }
}

type Write = typeof host.stdout.write

/** For each stdout: what puts its guards in place again. */
const guards = new WeakMap<object, () => void>()

/** Keeps from guests what belongs to the run, for as long as the process lives: what they left running may come late. */
function guardProcess(): void {
  const {stdout} = host
  const guard = guards.get(stdout) ?? guardsFor(stdout)
  guards.set(stdout, guard)
  guard()
  if (host.exit !== guestlessExit) host.exit = guestlessExit
  if (host.kill !== guestlessKill) host.kill = guestlessKill
}

function guardsFor(stdout: typeof host.stdout): () => void {
  const {destroy, end, write} = stdout
  const own = {
    // Who writes nothing waits for what was written before.
    write: ((...args: Parameters<Write>) =>
      isAstray() && args[0] !== '' ? host.stderr.write(...args) : write.apply(stdout, args)) as Write,
    // The answer is still to come.
    destroy: ((error) => (isAstray() ? stdout : destroy.call(stdout, error))) as typeof destroy,
    end: ((...args: Parameters<typeof end>) => (isAstray() ? stdout : end.apply(stdout, args))) as typeof end,
  }
  const now: Record<string, unknown> = {...own}
  for (const name of Object.keys(own)) {
    Object.defineProperty(stdout, name, {
      configurable: true,
      get: () => now[name],
      // What a guest put there would be called for the answer too, and could add to it.
      set(value: unknown) {
        if (!isAstray()) now[name] = value
      },
    })
  }

  return () => {
    Object.assign(now, own)
  }
}

const {kill} = host
let {exit} = host

/** Has `process.exit()` do this from now on, where a run is staged in a process that has to live on. */
export function replaceExit(stand: typeof exit): void {
  exit = stand
  host.exit = stand
}

const guestlessExit: typeof exit = (...args) => {
  if (isGuest()) throw new Error(`process.exit(${args[0] ?? ''}) was called`)
  // Without a code it is the one that was set before, and undefined is a code.
  return exit.apply(host, args)
}

const guestlessKill: typeof kill = (pid, signal) => {
  if (isGuest() && pid === process.pid && signal !== 0) throw new Error(`process.kill(${pid}) was called on omi itself`)
  return kill.call(host, pid, signal)
}
