import {wantsColor} from '../io/color.js'
import {type GlobalFlags} from '../io/run-context.js'
import {Output, type OutputOptions} from './output.js'

/** Output on the streams of this process, in the form that the global flags ask for. */
export const processOutput = (globals: GlobalFlags): Output => new Output(processOutputOptions(globals))

export const processOutputOptions = ({json, verbose}: GlobalFlags): OutputOptions => ({
  color: {stderr: wantsColor(process.stderr), stdout: wantsColor(process.stdout)},
  json,
  stderr: process.stderr,
  stdout: process.stdout,
  verbose,
})
