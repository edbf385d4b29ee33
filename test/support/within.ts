import {createRequire} from 'node:module'

import {type executeShown, type ioFor, type World} from '../../src/execute.js'
import {type Executed} from '../../src/lib/io/run-context.js'
import {Capture} from '../../src/lib/testing/terminal.js'
import {testClock} from '../../src/lib/testing/test-clock.js'
import {environmentOf, type Run, type RunOptions} from './omi.js'

/** The built product, loaded once by all the tests of a worker. */
const {execute} = createRequire(import.meta.url)('../../dist/testing.js') as {
  execute: (argv: readonly string[], world: World) => Promise<Executed>
}

const product = createRequire(import.meta.url)('../../dist/execute.js') as {
  executeShown: typeof executeShown
  ioFor: typeof ioFor
}

/**
 * Runs a command line of the built product in this process: what it says and does is the same as that of the binary
 * (execute.test.ts), and ten times as fast. What only a process of its own shows is for `omi` in omi.ts: signals, start-up,
 * terminals, pipes, what plugins print, and their installation.
 */
export async function omi(
  args: string[],
  {clock, env, home, input}: Pick<RunOptions, 'env' | 'home' | 'input'> & Pick<World, 'clock'> = {},
): Promise<Run> {
  if (env?.NODE_OPTIONS) throw new Error('NODE_OPTIONS are for a process of its own.')
  const {exitCode, stderr, stdout} = await execute(args, {clock, env: environmentOf({env, home}), input})
  return {code: exitCode, stderr, stdout}
}

/** The same, with waits that pass at once. */
export const omiAtOnce: typeof omi = (args, options) => omi(args, {clock: testClock(), ...options})

/**
 * The same at a terminal that is none of the system's, with what omiOnTerminal takes and gives where that says enough: a
 * reply answers the next question, and stdout and stderr come out as one.
 */
export async function omiAtTerminal(
  args: string[],
  {columns = 80, env, home, replies = []}: Pick<RunOptions, 'columns' | 'env' | 'home' | 'replies'> = {},
): Promise<{code: number; screen: string}> {
  const world = {
    env: {CI: 'true', ...environmentOf({env, home}), TERM: 'xterm'},
    terminal: {answers: replies.map(({type}) => type.trim()), columns},
  }
  const screen = new Capture(columns)
  const {exitCode} = await product.executeShown(args, {...product.ioFor(world), stderr: screen, stdout: screen}, world)
  const shown = screen.text.replaceAll('\r\n', '\n')
  const unasked = replies.filter(({to}) => !shown.includes(to))
  if (unasked.length > 0) throw new Error(`The screen has no '${unasked[0]?.to}':\n${shown}`)
  return {code: exitCode, screen: shown}
}
