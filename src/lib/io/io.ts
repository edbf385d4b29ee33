import {type Readable} from 'node:stream'

import {type Clock} from './clock.js'
import {type Moment} from './moment.js'

/** A stream that somebody reads: a terminal (which knows its size), a pipe, a file or a buffer. */
export type OutputStream = NodeJS.WritableStream & {
  readonly columns?: number
  readonly isTTY?: boolean
  readonly rows?: number
}

/** What comes in; a terminal is one that somebody types at. */
type InputStream = Readable & {readonly isTTY?: boolean}

/**
 * All that a run has of the world around it. It is made from the process where omi is started, and from anything else where a
 * command line is run within another program (see execute.ts).
 */
export interface Io {
  /** When the run began: what was there before is not its own. */
  readonly began: Moment
  /** What time it is, and how the run waits. */
  readonly clock: Clock
  /** The environment variables. Changes hold for this run alone, but where the run has the process to itself. */
  readonly env: NodeJS.ProcessEnv
  /** Whether the run has the whole process to itself, and may set what holds for all of it. */
  readonly ownsProcess: boolean
  readonly stderr: OutputStream
  readonly stdin: InputStream
  readonly stdout: OutputStream
}
