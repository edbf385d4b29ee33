import {Console} from 'node:console'
import {Readable, Writable} from 'node:stream'

import {hostProcess} from '../config/environment.js'

const host = hostProcess()

/** What a run left behind. */
export interface CommandRun {
  readonly exitCode: number
  readonly stderr: string
  readonly stdout: string
}

interface Stage {
  readonly input: string
  readonly variables: NodeJS.ProcessEnv
}

/** The events of the process that a run of the CLI listens to. */
const EVENTS = ['SIGINT', 'SIGTERM', 'uncaughtException', 'warning'] as const

/**
 * Runs `action` in a process that has these variables, this stdin and nothing else to show for it: what it writes and the
 * exit code it sets are returned, and afterwards the process is as it was.
 */
export async function withProcess({input, variables}: Stage, action: () => Promise<void>): Promise<CommandRun> {
  const stdout = new Capture()
  const stderr = new Capture()
  const before = {env: {...host.env}, exitCode: host.exitCode}
  const listeners = EVENTS.map((event) => [event, host.listeners(event as 'SIGINT')] as const)
  const streams = replaceStreams({stderr, stdin: Readable.from(input === '' ? [] : [Buffer.from(input)]), stdout})
  // The one that there is may write to the streams that were there when it was used first.
  const {console} = globalThis
  globalThis.console = new Console(stdout, stderr)
  host.exitCode = undefined
  replaceEnvironment(variables)
  try {
    await action()
    return {exitCode: Number(host.exitCode ?? 0), stderr: stderr.text, stdout: stdout.text}
  } finally {
    replaceEnvironment(before.env)
    host.exitCode = before.exitCode
    streams.restore()
    globalThis.console = console
    for (const [event, kept] of listeners) {
      host.removeAllListeners(event)
      for (const listener of kept) host.on(event, listener)
    }
  }
}

class Capture extends Writable {
  text = ''

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

function replaceStreams(streams: {stderr: Writable; stdin: Readable; stdout: Writable}) {
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
