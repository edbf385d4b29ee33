import {type Io} from '../io/io.js'

export interface OutputOptions {
  /** Colour on stdout and on stderr. */
  readonly color: {stderr: boolean; stdout: boolean}
  /** The fields that are asked for, where not all are. */
  readonly fields?: readonly string[]
  readonly io: Io
  /** The filter that a document goes through. */
  readonly jq?: string
  readonly json: boolean
  /** Whether what is long may go through a pager, on a terminal. */
  readonly pager?: boolean
  readonly verbose: boolean
  /** Whether tables have all of their columns. */
  readonly wide?: boolean
}
