import {existsSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'

import {temporaryFolder} from '../support/omi.js'
import {pointedAt, sandboxForTest} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

/** A profile that is signed in, and has a mirror. */
async function mirrored() {
  const sandbox = await sandboxForTest({seedData: true})
  const {OMI_API_KEY: key, ...env} = pointedAt(sandbox.apiBase, sandbox.apiKey)
  const home = temporaryFolder()
  expect(await omi(['auth', 'login', '--api-key'], {env, home, input: key})).toMatchObject({code: 0})
  expect(await omi(['sync'], {env, home})).toMatchObject({code: 0})
  return {folder: join(home, '.omi', 'mirror'), options: {env, home}, sandbox}
}

const databasesIn = (folder: string) =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.db')) : []

it('auth logout leaves the mirror, and removes it with --purge', async () => {
  const {folder, options} = await mirrored()
  expect(await omi(['auth', 'logout'], options)).toMatchObject({code: 0})
  expect(databasesIn(folder)).toHaveLength(1)
  expect(await omi(['auth', 'logout', '--purge'], options)).toMatchObject({code: 0})
  expect(readdirSync(folder)).toEqual([])
})

it('at a terminal an id may be as short as the mirror can tell it, and no list is asked for then', async () => {
  const {options, sandbox} = await mirrored()
  const {stdout} = await omi(['--json', 'memory', 'list', '--limit', '100'], {
    ...options,
    home: temporaryFolder(),
    env: pointedAt(sandbox.apiBase, sandbox.apiKey),
  })
  const [memory] = JSON.parse(stdout) as Array<{id: string}>
  sandbox.requests.length = 0
  const short = await omiAtTerminal(['--no-pager', 'memory', 'get', memory?.id.slice(0, 8) ?? ''], options)
  expect(short.code).toBe(0)
  expect(short.screen).toContain(memory?.id)
  expect(sandbox.requests.filter(({path}) => path.endsWith('/memories'))).toEqual([])
})
