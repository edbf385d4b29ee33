import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'

import {findOperationId, type OperationId, operationOf} from '../../src/lib/contract/operation.js'
import {type Surface} from '../../src/lib/surface/surface.js'
import {temporaryFolder} from '../support/omi.js'
import {sandboxForTest} from '../support/server.js'
import {LINES, SURFACE_FILES, SURFACE_IDS} from '../support/surface-lines.js'
import {omi} from '../support/within.js'

/** What runs ask for beyond what their verb says, and can do without. */
const EXTRAS: Readonly<Record<string, OperationId[]>> = {
  // The range that the value has to fit in.
  'goal progress': ['getGoal'],
  // What the server has already; a key that may not read creates all the same.
  'memory create': ['listMemories', 'getCurrentKey'],
}

/** What the lines write. */
const WRITTEN = new Set(['backup', 'memories-out.csv'])

/** Lines that ask nobody, or that need more than a key and a session. */
const LEFT_OUT = /^(?:api|auth|autocomplete|commands|config|help|plugins|version)\b|key revoke|--colour/

it('each verb asks the API for what omi commands says, and for nothing else', async () => {
  const {commands} = JSON.parse((await omi(['--json', 'commands'])).stdout) as Surface
  const {env, home, requests} = await account()
  const asked = new Map<string, Set<OperationId>>()
  for (const line of LINES.flat().filter((one) => !LEFT_OUT.test(one))) {
    const before = requests.length
    await omi(['--json', ...wordsOf(line, home)], {env, home})
    const verb = commands.find(({command}) => line.startsWith(`${command} `) || line === command)?.command ?? ''
    const ids = requests.slice(before).flatMap(({method, path}) => findOperationId(method, path) ?? [])
    asked.set(verb, new Set([...(asked.get(verb) ?? []), ...ids]))
  }

  expect(asked.size).toBeGreaterThan(25)
  for (const [verb, ids] of asked) {
    const command = commands.find((one) => one.command === verb)
    const operations = [...ids].filter((id) => !EXTRAS[verb]?.includes(id)).map((id) => operationOf(id))
    const policies = operations.flatMap((operation) => [
      ...(operation.policies ?? []),
      ...(operation.policiesWithTranscript ?? []),
    ])
    const demands = operations.map(({scope}) => scope ?? 'browser_session')
    expect(new Set(command?.rate_policies.map(({policy}) => policy)), verb).toEqual(new Set(policies))
    expect(new Set(command?.requires), verb).toEqual(new Set(demands))
  }
}, 60_000)

/** Somebody with a key and a browser session, in an account with the sample data. */
async function account() {
  const sandbox = await sandboxForTest({seedData: true})
  const home = temporaryFolder()
  mkdirSync(join(home, '.omi'), {mode: 0o700})
  const profile = ['[profiles.default]', `id_token = "${sandbox.idToken}"`, 'refresh_token = "refresh-me"', '']
  writeFileSync(join(home, '.omi/config.toml'), profile.join('\n'), {mode: 0o600})
  for (const [name, content] of Object.entries(SURFACE_FILES)) writeFileSync(join(home, name), content)
  return {env: {OMI_API_BASE: sandbox.apiBase, OMI_API_KEY: sandbox.apiKey}, home, requests: sandbox.requests}
}

/** The words of a line, as a shell would have them. */
function wordsOf(line: string, folder: string): string[] {
  const words = (line.split(' # ', 1)[0] ?? '').matchAll(/"([^"]*)"|\S+/g)
  return [...words].map(([word, quoted]) => {
    if (word in SURFACE_FILES || WRITTEN.has(word)) return join(folder, word)
    return quoted ?? (SURFACE_IDS as Record<string, string>)[word.slice(1)] ?? word
  })
}
