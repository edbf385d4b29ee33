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

/** What became of a command line. */
export type Ran = 'done' | 'failed' | 'missing'

/** Runs Claude Code's own program. Throws "Cannot run …" where it fails, unless it `mayFail`. */
export async function runClaude(words: string[], env: NodeJS.ProcessEnv, {mayFail = false} = {}): Promise<Ran> {
  const [file = '', ...args] = words
  return new Promise((resolve, reject) => {
    execFile(file, args, {env: strangersEnvironment(env), timeout: 30_000}, (error, stdout, stderr) => {
      if (!error) return resolve('done')
      if (systemCode(error) === 'ENOENT') return resolve('missing')
      if (mayFail) return resolve('failed')
      const detail = [stderr, stdout].map((text) => text.trim()).find((text) => text !== '') ?? error.message
      reject(errorOf('cannot_run', {about: [words.slice(0, 3).join(' ')], cause: error, detail}))
    })
  })
}
