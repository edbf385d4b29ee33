import {mkdirSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {join} from 'node:path'

import {type World} from '../../src/execute.js'
import {type Executed} from '../../src/lib/io/run-context.js'
import {exampleForTest} from './examples.js'
import {environmentOf, temporaryFolder} from './omi.js'
import {pointedAt, sandboxForTest} from './server.js'

/** The built one. */
const {execute} = createRequire(import.meta.url)('../../dist/testing.js') as {
  execute: (argv: readonly string[], world: World) => Promise<Executed>
}

/**
 * The sample account at a terminal, with a plugin linked and a profile `session` that has signed in with the browser: runs
 * command lines there, on a terminal with so many columns.
 */
export async function sampleAccountAtTerminal(
  variables: Record<string, string> = {},
): Promise<(argv: string[], columns: number) => Promise<Executed>> {
  const {apiBase, apiKey, idToken} = await sandboxForTest({seedData: true})
  const home = temporaryFolder()
  const session = `[profiles.session]\napi_base = "${apiBase}"\nauth_method = "oauth"\nid_token = "${idToken}"\n`
  mkdirSync(join(home, '.omi'))
  writeFileSync(join(home, '.omi/config.toml'), session, {mode: 0o600})
  const env = environmentOf({env: {...pointedAt(apiBase, apiKey), ...variables}, home})
  await execute(['plugins', 'link', exampleForTest('plugin-random-memory')], {env})
  return (argv, columns) => execute(argv, {env, terminal: {columns}})
}
