import {prepareFolders} from './lib/config/environment.js'
import {type OmiError} from './lib/errors/index.js'
import {type ParsedCommandLine} from './lib/flags/global-flags.js'
import {type GlobalFlags, type RunContext} from './lib/io/run-context.js'
import {type Output} from './lib/output/output.js'

/** How a command line ended. */
export interface Ending {
  /** undefined: well, unless a command chose another one for the process. */
  readonly exitCode?: number
  /** Whether what is still running may be waited for: it is that of plugins. */
  readonly lingers: boolean
}

/** A command line whose global flags are parsed. */
export interface Line extends Pick<ParsedCommandLine, 'problem' | 'rest'> {
  /** All of it. */
  readonly argv: readonly string[]
  /** The package's folder. */
  readonly root: string
}

/** Runs a command line. Never rejects: every error of the run ends here. */
export async function runLine({argv, problem, rest, root}: Line, context: RunContext, output: Output): Promise<Ending> {
  const {globals, io} = context
  try {
    if (problem) throw problem
    if (globals.version && !globals.help && globals.jq === undefined) {
      await tellVersion(globals, output)
      return {lingers: false}
    }

    prepareFolders(io.env)
    const {dispatch} = await import('./dispatch.js')
    return {lingers: await dispatch([...argv], rest, root, context)}
  } catch (error) {
    return {exitCode: await tellEnd(error, globals, output), lingers: true}
  }
}

async function tellVersion({json}: GlobalFlags, output: Output): Promise<void> {
  const {PRODUCT, versionInfo} = await import('./lib/product/package-info.js')
  const info = versionInfo()
  await (json ? output.json(info) : output.write(`${PRODUCT} ${info.version}\n`))
}

/** Tells the error that ends a run; resolves to the exit code. */
export async function tellEnd(error: unknown, {json}: GlobalFlags, output: Output): Promise<number> {
  const {explain} = await import('./lib/oclif/explain-error.js')
  const known = explain(error)
  if ('chosenExit' in known) return known.chosenExit
  // The place in the program is of interest only where the program is at fault.
  if (known !== error && known.cause instanceof Error) output.trace(known.cause)
  // Who pressed Ctrl-C knows it; a script reads it.
  if (json || !isInterruption(known)) output.error(known)
  return known.exitCode
}

const isInterruption = ({exitCode, title}: OmiError) => exitCode > 128 && title === 'Interrupted'
