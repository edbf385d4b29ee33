import {wantsColor} from '../io/color.js'

/** How a terminal shows text. */
export interface Terminal {
  readonly color: boolean
  /** In columns. */
  readonly width: number
}

const NARROW = 80

/** The terminal behind stdout; undefined when stdout is a pipe or a file. */
export const stdoutTerminal = ({stdout} = process): Terminal | undefined =>
  stdout.isTTY ? outputTerminal({stdout}) : undefined

/** How text is laid out on stdout, whatever that is: for a pipe or a file as for a small terminal. */
export const outputTerminal = ({stdout}: {stdout: NodeJS.WriteStream} = process): Terminal => ({
  color: wantsColor(stdout),
  width: stdout.columns || NARROW,
})
