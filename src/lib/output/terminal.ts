import {wantsColor} from '../config/environment.js'

/** How a terminal shows text. */
export interface Terminal {
  readonly color: boolean
  /** In columns. */
  readonly width: number
}

/** The terminal behind stdout; undefined when stdout is a pipe or a file. */
export const stdoutTerminal = ({stdout} = process): Terminal | undefined =>
  stdout.isTTY ? {color: wantsColor(stdout), width: stdout.columns || 80} : undefined
