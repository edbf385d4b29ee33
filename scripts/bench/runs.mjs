// One run of a command: how long it took, and what it did meanwhile.
import {spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {performance} from 'node:perf_hooks'
import {fileURLToPath} from 'node:url'

export const PROBE = fileURLToPath(new URL('probe.cjs', import.meta.url))

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** Whether there is such a program here. */
export const has = (program) => spawnSync(program, ['--version']).error === undefined

/** Runs a command to its end; gives milliseconds. `silent` leaves what it prints unread. Throws when it fails. */
export function time([command, ...args], {env, input, silent = false}) {
  const start = performance.now()
  const {error, status, stderr} = spawnSync(command, args, {
    env,
    input,
    stdio: ['pipe', silent ? 'ignore' : 'pipe', 'pipe'],
  })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error ?? stderr}`)
  return performance.now() - start
}

/** Runs a command of Node.js with the probe: gives its report, and how long it took in all. */
export function probe([node, ...args], {env, folder}) {
  const report = join(folder, 'probe.json')
  const total = time([node, '--require', PROBE, ...args], {env: {...env, PROBE_REPORT: report}, silent: true})
  return {...JSON.parse(readFileSync(report, 'utf8')), total}
}

/** The same command on a pseudo terminal. */
export const onTerminal = (command) => [
  'script',
  '--quiet',
  '--return',
  '--command',
  command.map((word) => `'${word}'`).join(' '),
  '/dev/null',
]
