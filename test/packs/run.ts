import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {text} from 'node:stream/consumers'

export interface Outcome {
  /** Null where a signal ended it. */
  readonly code: null | number
  readonly stderr: string
  readonly stdout: string
}

/** Runs a program to its end, with an environment that has a PATH and what is given. */
export async function run(
  program: string,
  args: readonly string[],
  {env = {}}: {env?: Record<string, string>} = {},
): Promise<Outcome> {
  const child = spawn(program, args, {
    env: {PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[null | number]>,
    text(child.stdout),
    text(child.stderr),
  ])
  return {code, stderr, stdout}
}
