import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {isMainThread} from 'node:worker_threads'

import {executeOn, ioFor, type World} from './execute.js'
import {hostProcess, processVariables, wantsDebugOutput} from './lib/config/environment.js'
import {parseGlobalFlags} from './lib/flags/global-flags.js'
import {type Executed} from './lib/io/run-context.js'
import {guardStderr} from './lib/output/guard-stderr.js'
import {outputFor} from './lib/output/output-for.js'
import {tellWarnings} from './lib/output/tell-warnings.js'
import {releaseStdout} from './lib/plugins/foreign-code.js'
import {type Sandbox} from './lib/sandbox/server.js'
import {linkPlugin} from './lib/testing/link-plugin.js'
import {withProcess} from './lib/testing/with-process.js'
import {withOwnSecrets} from './lib/text/hide-credentials.js'
import {tellEnd} from './run-line.js'

export {execute, type World} from './execute.js'
/** What a command left behind. */
export {type Executed as CommandRun} from './lib/io/run-context.js'
/** The test kit for plugins: an Omi API on loopback, and a way to run a command against it and see what it does. */
export {type Sandbox, type SandboxOptions, startSandbox} from './lib/sandbox/server.js'
export {type TerminalOptions} from './lib/testing/terminal.js'
export {type TestClock, testClock} from './lib/testing/test-clock.js'

export interface RunOptions extends Pick<World, 'clock' | 'signal' | 'terminal'> {
  /** Variables for the run, beside those that are there. None of this product's own are taken over from outside. */
  readonly env?: Readonly<Record<string, string>>
  /** The home folder, with its `.omi`; by default an empty one that is gone after the run. */
  readonly home?: string
  /** What comes in on stdin; nothing by default. */
  readonly input?: string
  /** The folder of the plugin under test, the one with its package.json. */
  readonly plugin: string
  /** The API that the run talks to, with a key that has all scopes. */
  readonly sandbox?: Pick<Sandbox, 'apiBase' | 'apiKey'>
}

/**
 * Runs one command line in this process, as `omi` would with the plugin linked: `['--json', 'standup']` is
 * `omi --json standup`. Resolves to what it printed, its exit code and its document; a failure of the command does not reject,
 * and neither `process.exit()` nor an error that nobody catches ends more than the run. Runs wait for each other, since a
 * process has one environment and one stdout.
 */
export function runCommand(argv: readonly string[], options: RunOptions): Promise<Executed> {
  const run = previous.then(() => runOne(argv, options))
  previous = run.catch(() => {})
  return run
}

let previous: Promise<unknown> = Promise.resolve()

// As bin/run.js has it: oclif would look for a TypeScript compiler for the plugin, and warn that there is none. Its copies
// hold on to the object.
const forOclif = globalThis as {oclif?: {enableAutoTranspile?: boolean}}
forOclif.oclif ??= {}
forOclif.oclif.enableAutoTranspile = false

async function runOne(argv: readonly string[], {env, home, plugin, sandbox, ...world}: RunOptions) {
  // A worker thread's variables do not reach the home folder of the operating system.
  if (!isMainThread) throw new Error('runCommand needs a process: run the tests in child processes, not in threads.')
  const ownHome = home === undefined ? await mkdtemp(join(tmpdir(), 'omi-test-')) : undefined
  const folder = home ?? ownHome ?? ''
  try {
    await linkPlugin(join(folder, '.omi', 'data'), resolve(plugin))
    const variables = {
      ...withoutOwn(processVariables()),
      ...(sandbox && {OMI_API_BASE: sandbox.apiBase, OMI_API_KEY: sandbox.apiKey}),
      ...env,
      HOME: folder,
      USERPROFILE: folder,
    }
    const io = ioFor({...world, env: variables})
    guardStderr(wantsDebugOutput(io.env), io.stderr)
    // Code of plugins knows no other process than this one.
    const staged = {...io, env: hostProcess().env, ownsProcess: true}
    const {globals} = parseGlobalFlags([...argv])
    const output = outputFor({globals, io: staged})
    const run = () => {
      tellWarnings(output)
      return executeOn(argv, staged, {signal: world.signal})
    }

    return await withOwnSecrets(() => withProcess(io, run, (error) => tellEnd(error, globals, output)))
  } finally {
    // The process's own stdout is the test runner's again.
    releaseStdout()
    if (ownHome) await rm(ownHome, {force: true, recursive: true})
  }
}

/** They are about the terminal that the tests run on. */
const OF_TERMINALS = new Set(['CLICOLOR', 'FORCE_COLOR', 'NO_COLOR', 'TERM'])

function withoutOwn(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(variables).filter(([name]) => !name.startsWith('OMI_') && !OF_TERMINALS.has(name)),
  )
}
