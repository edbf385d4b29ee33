import {dirname} from 'node:path'
import {Readable, Writable} from 'node:stream'

import {disableColor, givenSecrets, zoneOfProcess} from './lib/config/environment.js'
import {parseGlobalFlags} from './lib/flags/global-flags.js'
import {useTimeZone} from './lib/input/time-zone.js'
import {inTimeZone} from './lib/input/zone-lease.js'
import {type Io} from './lib/io/io.js'
import {thisMoment} from './lib/io/moment.js'
import {type Executed, type RunContext} from './lib/io/run-context.js'
import {outputFor} from './lib/output/output-for.js'
import {rememberSecret, withOwnSecrets} from './lib/text/hide-credentials.js'
import {runLine} from './run-line.js'

/** What a command line that is run within another program has of the world around it. */
export interface World {
  /** All of its environment variables: HOME names the folder with its `.omi`. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** What comes in on stdin; nothing by default. */
  readonly input?: string | Uint8Array
  /** The time, in milliseconds since 1970; by default the real one. */
  readonly now?: () => number
  /** Interrupts the run, as Ctrl-C does. */
  readonly signal?: AbortSignal
  /** Of a run within another one: the zone that it keeps already. */
  readonly zone?: string
}

/**
 * Runs one command line of omi in this process, as the binary would on a pipe: `['--json', 'memory', 'list']`. Several may run
 * at once; only runs in different time zones wait for each other. Resolves to what it printed, its exit code and its document. A
 * failure of the command does not reject.
 */
export const execute = (argv: readonly string[], world: World): Promise<Executed> =>
  withOwnSecrets(() => executeLine(argv, world))

async function executeLine(
  argv: readonly string[],
  {env, input, now = Date.now, signal, ...around}: World,
): Promise<Executed> {
  const stderr = new Capture()
  const stdout = new Capture()
  const stdin = input === undefined ? Readable.from([]) : Readable.from([Buffer.from(input)])
  const io: Io = {began: thisMoment(), env: {...env}, now, ownsProcess: false, stderr, stdin, stdout}
  for (const secret of givenSecrets(argv, io.env)) rememberSecret(secret)
  const line = parseGlobalFlags([...argv])
  if (!line.globals.color) disableColor(io.env)
  let document: unknown
  const context: RunContext = {
    globals: line.globals,
    io,
    record(result) {
      document = result
    },
    signal: signal ?? new AbortController().signal,
  }
  const run = () => runLine({...line, argv, root: PACKAGE_ROOT}, context, outputFor(context))
  const zone = zoneOf(line.globals.timezone, io.env)
  // It would wait for the run that waits for it.
  if ('zone' in around && around.zone !== zone) throw new Error('A run within another one keeps its time zone.')
  const {exitCode = 0} = await ('zone' in around ? run() : inTimeZone(zone, run))
  return {
    document: line.globals.json && stdout.text !== '' ? parsed(stdout.text) : document,
    exitCode,
    stderr: stderr.text,
    stdout: stdout.text,
  }
}

/** The build puts this module into dist/ or dist/chunks/. */
const PACKAGE_ROOT = dirname(import.meta.dirname.replace(/[/\\]chunks$/, ''))

/** The zone that the run will keep; one that cannot be used is refused by the run itself. */
function zoneOf(given: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  const variables = {...env}
  try {
    useTimeZone(given, variables)
  } catch {
    return zoneOfProcess()
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

class Capture extends Writable {
  private readonly chunks: Buffer[] = []

  get text(): string {
    return Buffer.concat(this.chunks).toString()
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk)
    done()
  }
}
