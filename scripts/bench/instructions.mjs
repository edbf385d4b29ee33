// Instructions of a run, which a busy machine does not change as it does times.
import {spawnSync} from 'node:child_process'

// With --single-threaded, which would do the same, V8 rejects every code cache: a run that has one looks like one that has none.
const ONE_THREAD = '--v8-pool-size=0'

/** How many millions of instructions `[node, ...args]` takes, by valgrind. */
export function instructions([node, ...args], env) {
  const tool = ['--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null']
  const {stderr} = spawnSync('valgrind', [...tool, node, ONE_THREAD, ...args], {encoding: 'utf8', env})
  const [, refs] = /I\s+refs:\s+([\d,]+)/.exec(stderr) ?? []
  if (refs === undefined) throw new Error(`valgrind counted nothing: ${stderr}`)
  return Number(refs.replaceAll(',', '')) / 1e6
}
