import {createRequire} from 'node:module'

import {type World} from '../../src/execute.js'
import {type Executed} from '../../src/lib/io/run-context.js'
import {testClock} from '../../src/lib/testing/test-clock.js'
import {environmentOf, type Run, type RunOptions} from './omi.js'

/** The built product, loaded once by all the tests of a worker. */
const {execute} = createRequire(import.meta.url)('../../dist/testing.js') as {
  execute: (argv: readonly string[], world: World) => Promise<Executed>
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
