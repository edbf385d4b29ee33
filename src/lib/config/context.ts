import {systemClock} from '../io/clock.js'
import {type Io} from '../io/io.js'
import {givenContext, type RunContext} from '../io/run-context.js'
import {processIo} from './environment.js'

/**
 * The context in oclif's load options; a neutral one where a command is run without the entry point. One that comes from an
 * older copy of this package has no `io`, or one without a clock.
 */
export function runContextOf(options: object): RunContext {
  const given = givenContext(options)
  const context = given ?? {globals: NO_GLOBALS, signal: new AbortController().signal}
  const io: Partial<Io> = given?.io ?? processIo()
  return Object.assign(context, {io: hasClock(io) ? io : Object.assign(io, {clock: systemClock})}) as RunContext
}

const NO_GLOBALS = {color: true, help: false, json: false, verbose: false, version: false}

const hasClock = (io: Partial<Io>): io is Io => io.clock !== undefined
