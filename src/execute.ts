import {dirname} from 'node:path'
import {Readable} from 'node:stream'

import {disableColor, givenSecrets} from './lib/config/environment.js'
import {parseGlobalFlags} from './lib/flags/global-flags.js'
import {useTimeZone} from './lib/input/time-zone.js'
import {inTimeZone} from './lib/input/zone-lease.js'
import {type Clock, systemClock, thisMoment} from './lib/io/clock.js'
import {wantsColor} from './lib/io/color.js'
import {type Io} from './lib/io/io.js'
import {type Executed, type ExecuteOptions, type RunContext} from './lib/io/run-context.js'
import {outputFor} from './lib/output/output-for.js'
import {Capture, Keyboard, type TerminalOptions} from './lib/testing/terminal.js'
import {rememberSecret, withOwnSecrets} from './lib/text/hide-credentials.js'
import {runLine} from './run-line.js'

/** What a command line that is run within another program has of the world around it. */
export interface World {
  /** What time it is for the run, and how it waits: as on this machine by default. */
  readonly clock?: Partial<Clock> & Pick<Clock, 'now' | 'sleep'>
  /** All of its environment variables: HOME names the folder with its `.omi`. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** What comes in on stdin; nothing by default. */
  readonly input?: string | Uint8Array
  /** Interrupts the run, as Ctrl-C does. */
  readonly signal?: AbortSignal
  /** The terminal that it is at; pipes by default. */
  readonly terminal?: TerminalOptions
}

/**
 * Runs one command line of omi in this process, as the binary would: `['--json', 'memory', 'list']`. Several may run
 * at once; only runs in different time zones wait for each other. Resolves to what it printed, its exit code and its document. A
 * failure of the command does not reject.
 */
export const execute = (argv: readonly string[], world: World): Promise<Executed> =>
  withOwnSecrets(() => inTimeZone(zoneOf(argv, world.env), () => executeLine(argv, world)))

/** The same with streams that somebody reads along: `io` is what ioFor made of the world, or has others in place of its own. */
export const executeShown = (argv: readonly string[], io: CapturedIo, {env, signal}: World): Promise<Executed> =>
  withOwnSecrets(() => inTimeZone(zoneOf(argv, env), () => executeOn(argv, io, {signal})))

/**
 * The same within a run, which keeps its time zone meanwhile. Throws an Error for another `--timezone`: it would have to wait
 * for the run that waits for it.
 */
export async function executeWithin(
  argv: readonly string[],
  {io: {clock, env}, signal}: RunContext,
  options: ExecuteOptions = {},
): Promise<Executed> {
  if (zoneOf(argv, env) !== env.TZ) throw new Error('A command that is run within another one keeps its time zone.')
  return executeOn(argv, ioFor({clock, env}), {signal, ...options})
}

const executeLine = (argv: readonly string[], world: World): Promise<Executed> =>
  executeOn(argv, ioFor(world), {signal: world.signal})

/** What a run has of the world around it, and what it has written. */
export type CapturedIo = Io & Readonly<Record<'stderr' | 'stdout', Capture>>

export function ioFor({clock, env, input, terminal}: World): CapturedIo {
  const columns = terminal && (terminal.columns ?? 80)
  const runClock = clockOf(clock)
  return {
    began: thisMoment(runClock),
    clock: runClock,
    env: {...(terminal && {TERM: 'xterm-256color', ...(terminal.color === false && {NO_COLOR: '1'})}), ...env},
    ownsProcess: false,
    stderr: new Capture(columns),
    // As behind a pipe, where there is something to read.
    stdin:
      terminal && input === undefined
        ? new Keyboard(terminal.answers)
        : Readable.from(input === undefined ? [] : [Buffer.from(input)]),
    stdout: new Capture(columns),
  }
}

/** Runs a command line on these streams. */
export async function executeOn(
  argv: readonly string[],
  io: CapturedIo,
  {signal = new AbortController().signal, ...options}: ExecuteOptions = {},
): Promise<Executed> {
  const {stderr, stdout} = io
  for (const secret of givenSecrets(argv, io.env)) rememberSecret(secret)
  const line = parseGlobalFlags([...argv])
  const {globals} = line
  // Libraries look at fewer variables than we do.
  if (!globals.color || !wantsColor({isTTY: true}, io.env)) disableColor(io.env)
  let document: unknown
  const record = (result: unknown) => {
    document = result
  }

  const context = {globals, io, record, signal, ...options}
  const {exitCode = 0} = await runLine({...line, argv, root: PACKAGE_ROOT}, context, outputFor(context))
  return {
    document: globals.json && stdout.text !== '' ? parsed(stdout.text) : document,
    exitCode,
    stderr: stderr.text,
    stdout: stdout.text,
  }
}

/** One that nobody sets while the run lasts goes on for it as it is. */
const clockOf = (clock: World['clock']): Clock =>
  clock
    ? {
        monotonic: () => clock.monotonic?.() ?? clock.now(),
        now: () => clock.now(),
        sleep: (...wait) => clock.sleep(...wait),
      }
    : systemClock

/** The build puts this module into dist/ or dist/chunks/. */
const PACKAGE_ROOT = dirname(import.meta.dirname.replace(/[/\\]chunks$/, ''))

/** The zone that a run will keep; one that cannot be used is refused by the run itself, whatever is kept until then. */
function zoneOf(argv: readonly string[], env: World['env']): string | undefined {
  const variables = {...env}
  try {
    useTimeZone(parseGlobalFlags([...argv]).globals.timezone, variables)
  } catch {
    return env.TZ
  }

  return variables.TZ
}

/** What was printed before an error broke a list off is a document too. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
