import {execFile} from 'node:child_process'

import {strangersEnvironment} from '../../config/environment.js'
import {errorOf} from '../../errors/index.js'
import {systemCode} from '../../errors/system-error.js'
import {SERVER_NAME} from './clients.js'
import {type ServerEntry} from './server-entry.js'

/** Claude Code keeps its servers itself: these are the words with which it is told. */
export const addingWords = ({args, command, env = {}}: ServerEntry, scope: string): string[] => [
  'claude',
  'mcp',
  'add',
  SERVER_NAME,
  '--scope',
  scope,
  ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
  '--',
  command,
  ...args,
]

export const removingWords = (scope: string): string[] => ['claude', 'mcp', 'remove', SERVER_NAME, '--scope', scope]

/** What it says where there is a server of the name already, and where there is none. */
export const IS_THERE = /already exists/i
export const IS_UNKNOWN = /\bno\b.*\bserver\b.*\b(?:found|named?)\b|\bnot found\b|does not exist/i

/** What became of a command line. */
export type Ran = 'done' | 'missing' | 'refused'

/** How long it may take, in milliseconds. */
const LONGEST_RUN = 20_000

/**
 * Runs Claude Code's own program. Throws "Cannot run …" where it fails, or takes too long, unless it says what `mayFailWith` matches.
 */
export async function runClaude(
  words: string[],
  env: NodeJS.ProcessEnv,
  {mayFailWith}: {mayFailWith?: RegExp} = {},
): Promise<Ran> {
  const [file = '', ...args] = words
  return new Promise((resolve, reject) => {
    const fail = (detail: string, cause?: Error) =>
      reject(errorOf('cannot_run', {about: [words.slice(0, 3).join(' ')], cause, detail}))
    const child = execFile(file, args, {env: strangersEnvironment(env)}, (error, stdout, stderr) => {
      clearTimeout(limit)
      if (!error) return resolve('done')
      if (systemCode(error) === 'ENOENT') return resolve('missing')
      const said = [stderr, stdout].map((text) => text.trim()).find((text) => text !== '')
      if (mayFailWith?.test(said ?? '')) return resolve('refused')
      fail(said ?? error.message, error)
    })
    child.stdin?.end()
    const limit = setTimeout(() => {
      // What it has started itself may keep its streams open.
      for (const stream of [child.stdout, child.stderr]) stream?.destroy()
      child.kill('SIGKILL')
      child.unref()
      fail(`It took longer than ${LONGEST_RUN / 1000} seconds, and was ended.`)
    }, LONGEST_RUN)
  })
}
