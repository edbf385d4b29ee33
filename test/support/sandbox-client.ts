import {expect} from 'vitest'

import {type RunOptions} from './omi.js'
import {pointedAt, sandboxForTest} from './server.js'
import {omi} from './within.js'

/** A sandbox for this test, and the built product pointed at it. */
export async function sandboxClient() {
  const sandbox = await sandboxForTest()
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  const run = (args: string[], options: RunOptions = {}) => omi(args, {...options, env})
  /** Runs it in JSON mode, where it has to succeed, and resolves to the document. */
  const json = async (args: string[], options: RunOptions = {}): Promise<unknown> => {
    const {code, stderr, stdout} = await run(['--json', ...args], options)
    expect({code, stderr}).toEqual({code: 0, stderr: ''})
    return JSON.parse(stdout)
  }

  return {
    create: async (content: string) =>
      (await json(['memory', 'create', '--', content])) as {content: string; id: string},
    env,
    json,
    run,
    sandbox,
    /** What was sent since the last call. */
    sent: () => sandbox.requests.splice(0).map(({body, method, path, query}) => ({body, method, path, query})),
  }
}

/** The path of memories at the API. */
export const MEMORIES = '/v1/dev/user/memories'
