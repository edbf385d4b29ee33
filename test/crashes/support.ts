import {cpSync, existsSync, readdirSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {expect} from 'vitest'

import {omi, type Run, type RunOptions, temporaryFolder} from '../support/omi.js'

const PRELOAD = fileURLToPath(new URL('../support/fs-faults.cjs', import.meta.url))

/** Every call, in place of some of them: OMI_TEST_CRASHES=all. */
const EVERY = process.env.OMI_TEST_CRASHES === 'all'

/** Runs the built binary with a file system that does what `fault` says; see fs-faults.cjs. */
export const omiWith = (fault: string, args: string[], options: RunOptions): Promise<Run> =>
  omi(args, {...options, env: {...options.env, NODE_OPTIONS: `--require=${PRELOAD}`, OMI_TEST_FS: fault}})

/** How many calls that change something on disk a run makes, and how many of them are writes. It ends well. */
export async function countCalls(args: string[], options: RunOptions): Promise<{calls: number; writes: number}> {
  const file = join(temporaryFolder(), 'count')
  const run = await omiWith(`count ${file}`, args, options)
  expect(run).toMatchObject({code: 0})
  const [calls = 0, writes = 0] = readFileSync(file, 'utf8').split(' ').map(Number)
  return {calls, writes}
}

/** The numbers from 1 to `last` that are tried: all, or about `some`, always with the first and the last. */
export function tried(last: number, some = 5): number[] {
  const all = Array.from({length: last}, (_, index) => index + 1)
  if (EVERY || last <= some) return all
  return all.filter(
    (number) =>
      number === last ||
      Math.floor(((number - 1) * (some - 1)) / (last - 1)) !== Math.floor(((number - 2) * (some - 1)) / (last - 1)),
  )
}

/** A copy of a home folder, for one try. */
export function copyOf(home: string): string {
  const copy = temporaryFolder()
  cpSync(home, copy, {recursive: true, verbatimSymlinks: true})
  return copy
}

/** Every file and link below a folder, by its path in there. */
export function filesIn(folder: string, below = ''): string[] {
  if (!existsSync(join(folder, below))) return []
  return readdirSync(join(folder, below), {withFileTypes: true})
    .flatMap((entry) => (entry.isDirectory() ? filesIn(folder, join(below, entry.name)) : [join(below, entry.name)]))
    .sort()
}

/** The text of a file; undefined where there is none. */
export const textOf = (path: string): string | undefined =>
  existsSync(path) && statSync(path).isFile() ? readFileSync(path, 'utf8') : undefined
