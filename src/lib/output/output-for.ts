import {wantsColor} from '../io/color.js'
import {type RunContext} from '../io/run-context.js'
import {type OutputOptions} from './output-options.js'
import {Output} from './output.js'

/** Output on the streams of a run, in the form that the global flags ask for. */
export const outputFor = (context: Pick<RunContext, 'globals' | 'io'>): Output => new Output(outputOptions(context))

export const outputOptions = ({
  globals: {fields, jq, json, pager, verbose, wide},
  io,
}: Pick<RunContext, 'globals' | 'io'>): OutputOptions => ({
  color: {stderr: wantsColor(io.stderr, io.env), stdout: wantsColor(io.stdout, io.env)},
  fields,
  io,
  jq,
  json,
  pager,
  verbose,
  wide,
})
