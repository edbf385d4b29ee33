import {wantsColor} from '../io/color.js'
import {type Io} from '../io/io.js'

/** How a terminal shows text. */
export interface Terminal {
  readonly color: boolean
  /** In columns. */
  readonly width: number
}

const NARROW = 80

/** How text is laid out on stdout, whatever that is: for a pipe or a file as for a small terminal. */
export const layoutFor = ({env, stdout}: Pick<Io, 'env' | 'stdout'>): Terminal => ({
  color: wantsColor(stdout, env),
  width: stdout.columns || NARROW,
})
