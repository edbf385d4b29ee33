import {givenContext, type RunContext} from '../io/run-context.js'
import {processIo} from './environment.js'

/**
 * The context in oclif's load options; a neutral one where a command is run without the entry point. One that comes from an
 * older copy of this package has no `io`.
 */
export function runContextOf(options: object): RunContext {
  const context = givenContext(options) ?? {globals: NO_GLOBALS, signal: new AbortController().signal}
  return 'io' in context ? (context as RunContext) : Object.assign(context, {io: processIo()})
}

const NO_GLOBALS = {color: true, help: false, json: false, verbose: false, version: false}
