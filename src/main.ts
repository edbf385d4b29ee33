import {disableColor, givenSecrets, prepareFolders, wantsDebugOutput} from './lib/config/environment.js'
import {cannotWriteOutput, type OmiError} from './lib/errors/index.js'
import {parseGlobalFlags} from './lib/flags/global-flags.js'
import {wantsColor} from './lib/io/color.js'
import {afterDone, type Done} from './lib/io/done.js'
import {type GlobalFlags, type RunContext} from './lib/io/run-context.js'
import {guardStderr} from './lib/output/guard-stderr.js'
import {writeInFull} from './lib/output/in-full.js'
import {type Output} from './lib/output/output.js'
import {processOutput} from './lib/output/process-output.js'
import {watchForInterruption} from './lib/run/interruption.js'
import {rememberSecret} from './lib/text/hide-credentials.js'

/**
 * Runs one command line (`argv` without `node` and the script; `root` is the package's folder) and sets the process's exit
 * code. Every error of the run ends here. Resolves to whether what is still running then may be waited for. The process is left to drain by itself: `process.exit()` would cut off what a slow reader has not taken yet.
 */
export async function main(argv: string[], root: string): Promise<boolean> {
  for (const secret of givenSecrets(argv)) rememberSecret(secret)
  guardStderr(wantsDebugOutput())
  const {globals, problem, rest} = parseGlobalFlags(argv)
  // Libraries look at fewer variables than we do.
  if (!globals.color || !wantsColor({isTTY: true})) disableColor()
  const output = processOutput(globals)
  const context = new EntryContext(globals)
  endQuietlyWithoutReader(output, context)
  tellWarnings(output)
  endOnUncaught(globals, output)
  try {
    if (problem) throw problem
    if (globals.version && !globals.help) {
      const {PRODUCT, versionInfo} = await import('./lib/product/package-info.js')
      const info = versionInfo()
      await (globals.json ? output.json(info) : output.write(`${PRODUCT} ${info.version}\n`))
      return true
    }

    prepareFolders()
    const {dispatch} = await import('./dispatch.js')
    return await dispatch(argv, rest, root, context)
  } catch (error) {
    await tellEnd(error, globals, output)
    return true
  }
}

/** Tells the error that ends the run, and sets the exit code. */
async function tellEnd(error: unknown, {json}: GlobalFlags, output: Output): Promise<void> {
  const {explain} = await import('./lib/oclif/explain-error.js')
  const known = explain(error)
  if (known === undefined) return
  // The place in the program is of interest only where the program is at fault.
  if (known !== error && known.cause instanceof Error) output.trace(known.cause)
  // Who pressed Ctrl-C knows it; a script reads it.
  if (json || !isInterruption(known)) output.error(known)
  process.exitCode = known.exitCode
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
    /* eslint-disable-next-line n/no-process-exit -- what else is under way must not go on */
    tellEnd(error, globals, output).finally(() => process.stderr.write('', () => process.exit(process.exitCode ?? 1)))
  })
}

/** Watches for Ctrl-C from the moment on that a command has something to tidy up; before, a signal just ends the run. */
class EntryContext implements RunContext {
  done?: Done
  private watched?: AbortSignal

  constructor(readonly globals: GlobalFlags) {}

  get signal(): AbortSignal {
    this.watched ??= watchForInterruption()
    return this.watched
  }
}

const isInterruption = ({exitCode, title}: OmiError) => exitCode > 128 && title === 'Interrupted'

/** Node.js would print its warnings in a form of its own, and in JSON mode too. What is meant for developers is for `-v`. */
function tellWarnings(output: Output): void {
  process.removeAllListeners('warning')
  process.on('warning', ({message, name}) => {
    if (name === 'Warning') output.warn(message)
    else output.debug(`${name}: ${message}`)
  })
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
