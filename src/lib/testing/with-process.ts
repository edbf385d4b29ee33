import {Console} from 'node:console'

import {hostProcess} from '../config/environment.js'
import {type Io} from '../io/io.js'
import {type Executed} from '../io/run-context.js'
import {replaceExit} from '../plugins/foreign-code.js'
import {type Capture} from './terminal.js'

const host = hostProcess()

/** What the process is to look like: its variables and streams. */
export interface Stage extends Pick<Io, 'env' | 'stdin'> {
  readonly stderr: Capture
  readonly stdout: Capture
}

/** The events of the process that a run, or a plugin, listens to. */
const EVENTS = [
  'SIGINT',
  'SIGTERM',
  'beforeExit',
  'exit',
  'uncaughtException',
  'unhandledRejection',
  'warning',
] as const

/** Those of which a test runner must not hear during a run: they are the run's own. */
const OWN_EVENTS = ['uncaughtException', 'unhandledRejection'] as const

/** How long a run that called `process.exit()` may take to notice, in milliseconds. */
const LONGEST_END = 200

/**
 * Calls `run` in a process that has these variables and streams, and ends as a process of its own would: by its result, by
 * `process.exit()`, or by an error that nobody caught, whose exit code `tell` gives when it has told it. Afterwards the process
 * is as it was.
 */
export async function withProcess(
  stage: Stage,
  run: () => Promise<Executed>,
  tell: (error: unknown) => Promise<number>,
): Promise<Executed> {
  const before = {env: {...host.env}, exit: host.exit, exitCode: host.exitCode}
  const listeners = EVENTS.map((event) => [event, host.rawListeners(event)] as const)
  const streams = replaceStreams(stage)
  // The one that there is may write to the streams that were there when it was used first.
  const {console} = globalThis
  globalThis.console = new Console(stage.stdout, stage.stderr)
  host.exitCode = undefined
  replaceEnvironment(stage.env)
  for (const event of OWN_EVENTS) host.removeAllListeners(event)
  try {
    const ended = await ending(stage, run, tell)
    const added = host.rawListeners('exit').filter((one) => !listeners.some(([, kept]) => kept.includes(one)))
    return withExitCode(ended, added, stage)
  } finally {
    replaceExit(before.exit)
    replaceEnvironment(before.env)
    host.exitCode = before.exitCode
    streams.restore()
    globalThis.console = console
    for (const [event, kept] of listeners) {
      host.removeAllListeners(event)
      for (const listener of kept) host.on(event, listener as () => void)
    }
  }
}

/** Settles with whatever ends the run first. */
async function ending(
  stage: Stage,
  run: () => Promise<Executed>,
  tell: (error: unknown) => Promise<number>,
): Promise<Executed> {
  let end!: (ended: Executed) => void
  const endedEarly = new Promise<Executed>((resolve) => {
    end = resolve
  })
  const asItIs = (exitCode: number): Executed => ({
    document: undefined,
    exitCode,
    stderr: stage.stderr.text,
    stdout: stage.stdout.text,
  })
  replaceExit((code) => {
    end(asItIs(Number(code ?? host.exitCode ?? 0)))
    // What follows in the plugin must not happen.
    throw new Error('process.exit() was called')
  })
  host.on('uncaughtException', (error: unknown) => {
    // Who runs code of plugins listens too while it runs.
    if (host.listenerCount('uncaughtException') === 1)
      tell(error).then(
        (code) => end(asItIs(code)),
        () => end(asItIs(1)),
      )
  })
  const running = run()
  const first = await Promise.race([running.then(afterTurn), endedEarly])
  await Promise.race([running.catch(() => {}), pause(LONGEST_END)])
  return first
}

/** Rejections and warnings come a turn after what they are about. */
const afterTurn = async <Value>(value: Value): Promise<Value> => {
  await new Promise((resolve) => {
    setImmediate(resolve)
  })
  return value
}

const pause = (milliseconds: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref()
  })

/** As the end of the process has it: with those that listen for it (`listeners`) and what they say. */
function withExitCode(ended: Executed, listeners: unknown[], {stderr}: Stage): Executed {
  const exitCode = ended.exitCode || Number(host.exitCode ?? 0)
  host.exitCode = exitCode
  const already = stderr.text.length
  for (const listener of listeners) (listener as (code: number) => void).call(host, exitCode)
  return {...ended, exitCode: Number(host.exitCode), stderr: ended.stderr + stderr.text.slice(already)}
}

function replaceStreams({stderr, stdin, stdout}: Stage) {
  const streams = {stderr, stdin, stdout}
  const names = Object.keys(streams) as Array<keyof typeof streams>
  const before = names.map((name) => [name, Object.getOwnPropertyDescriptor(host, name)] as const)
  for (const name of names) Object.defineProperty(host, name, {configurable: true, value: streams[name]})
  return {
    restore() {
      for (const [name, descriptor] of before) if (descriptor) Object.defineProperty(host, name, descriptor)
    },
  }
}

/** The object stays the same one: others hold on to it. */
function replaceEnvironment(variables: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(host.env)) if (!(name in variables)) delete host.env[name]
  Object.assign(host.env, variables)
}
