// Instructions of a run, which a busy machine does not change as it does times.
import {spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'

// With --single-threaded, which would do the same, V8 rejects every code cache: a run that has one looks like one that has none.
const ONE_THREAD = '--v8-pool-size=0'

/** How V8 comes by the seed of its hashes: it looks for primes from a random number on, which takes 6 to 26 millions. */
const RANDOM = /HashSeed::InitializeRoots|detail::sprp/

/** How many millions of instructions `[node, ...args]` takes, by valgrind, without those that are a matter of chance. */
export function instructions([node, ...args], {env, folder}) {
  const counts = join(folder, 'cachegrind.out')
  const tool = ['--tool=cachegrind', '--cache-sim=no', `--cachegrind-out-file=${counts}`]
  const {status, stderr} = spawnSync('valgrind', [...tool, node, ONE_THREAD, ...args], {encoding: 'utf8', env})
  if (status !== 0) throw new Error(`valgrind counted nothing: ${stderr}`)
  let counted = 0
  let isRandom = false
  for (const line of readFileSync(counts, 'utf8').split('\n')) {
    if (line.startsWith('fn=')) isRandom = RANDOM.test(line)
    else if (/^\d/.test(line) && !isRandom) counted += Number(line.split(' ')[1])
  }

  return counted / 1e6
}
