import {disableColor, givenSecrets, processIo, wantsDebugOutput} from './lib/config/environment.js'
import {cannotWriteOutput} from './lib/errors/index.js'
import {parseGlobalFlags} from './lib/flags/global-flags.js'
import {wantsColor} from './lib/io/color.js'
import {afterDone, type Done} from './lib/io/done.js'
import {type Io} from './lib/io/io.js'
import {type GlobalFlags, type RunContext} from './lib/io/run-context.js'
import {guardStderr} from './lib/output/guard-stderr.js'
import {writeInFull} from './lib/output/in-full.js'
import {outputFor} from './lib/output/output-for.js'
import {type Output} from './lib/output/output.js'
import {tellWarnings} from './lib/output/tell-warnings.js'
import {watchForInterruption} from './lib/run/interruption.js'
import {rememberSecret} from './lib/text/hide-credentials.js'
import {runLine, tellEnd} from './run-line.js'

/**
 * Runs one command line (`argv` without `node` and the script; `root` is the package's folder) in a process of its own, and
 * sets its exit code. Resolves to whether what is still running then may be waited for. The process is left to drain by
 * itself: `process.exit()` would cut off what a slow reader has not taken yet.
 */
export async function main(argv: string[], root: string): Promise<boolean> {
  const io = processIo()
  for (const secret of givenSecrets(argv, io.env)) rememberSecret(secret)
  guardStderr(wantsDebugOutput(io.env), io.stderr)
  const line = parseGlobalFlags(argv)
  const {globals} = line
  // Libraries look at fewer variables than we do.
  if (!globals.color || !wantsColor({isTTY: true}, io.env)) disableColor(io.env)
  const context = new EntryContext(globals, io)
  const output = outputFor(context)
  endQuietlyWithoutReader(output, context)
  tellWarnings(output)
  endOnUncaught(globals, output)
  const {exitCode, lingers} = await runLine({...line, argv, root}, context, output)
  if (exitCode !== undefined) process.exitCode = exitCode
  return lingers
}

/**
 * Errors that nobody can catch, as of a timer or a promise that nobody waits for, end the run as any other does. Code that
 * others wrote is watched by who runs it (lib/plugins/foreign-code.ts).
 */
function endOnUncaught(globals: GlobalFlags, output: Output): void {
  let isOver = false
  process.on('uncaughtException', (error: unknown) => {
    if (isOver || process.listenerCount('uncaughtException') > 1) return
    isOver = true
    tellEnd(error, globals, output)
      .catch(() => 1)
      /* eslint-disable-next-line n/no-process-exit -- what else is under way must not go on */
      .then((exitCode) => process.stderr.write('', () => process.exit(exitCode)))
  })
}

/** Watches for Ctrl-C from the moment on that a command has something to tidy up; before, a signal just ends the run. */
class EntryContext implements RunContext {
  done?: Done
  private watched?: AbortSignal

  constructor(
    readonly globals: GlobalFlags,
    readonly io: Io,
  ) {}

  get signal(): AbortSignal {
    // eslint-disable-next-line n/no-process-exit, unicorn/no-process-exit -- a second Ctrl-C means now
    this.watched ??= watchForInterruption((code) => process.exit(code))
    return this.watched
  }
}

/**
 * A reader that goes away (`| head -1`) is no error, unless it takes along what nobody can have again; a full disk behind `>`
 * is one.
 */
function endQuietlyWithoutReader(output: Output, context: RunContext): void {
  /* eslint-disable n/no-process-exit, unicorn/no-process-exit -- nothing is left to do, and no one to throw to */
  for (const stream of [process.stdout, process.stderr]) writeInFull(stream)
  process.stderr.on('error', () => {})
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    const {done} = context
    if (error.code === 'EPIPE' && done?.lost === undefined) process.exit(0)
    const trouble = cannotWriteOutput(error.code ?? error.message, done !== undefined)
    if (done) afterDone(trouble, done)
    output.error(trouble)
    process.exit(1)
  })
}
