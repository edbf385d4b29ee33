import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {omi, type RunOptions, temporaryFolder} from '../support/omi.js'
import {command, linked, pluginFolder} from '../support/plugins.js'
import {KEY, sandboxForTest} from '../support/server.js'
import {homeWithConfig, homeWithSession, storedProfile} from '../support/session-home.js'
import {SignInServer} from '../support/sign-in-server.js'
import {copyOf, countCalls, filesIn, omiWith, textOf, tried} from './support.js'

const CONFIG = '.omi/config.toml'
const KILLED = 143

/** A config file with other profiles than the one at hand, a comment, and an order of its own. */
const configWith = (apiBase: string, more = '') => `# mine
active_profile = "default"

[profiles.other]
api_key = "${KEY}other"

[profiles.default] # the usual one
api_base = "${apiBase}"
${more}`

/** What is done with the config file alone: killed at any call, the file is the old or the new one, and the next run works. */
async function expectOldOrNew(home: string, args: string[], options: RunOptions): Promise<void> {
  const done = copyOf(home)
  const {calls} = await countCalls(args, {...options, home: done})
  const [before, after] = [home, done].map((folder) => textOf(join(folder, CONFIG)))
  expect(after).not.toBe(before)
  for (const call of tried(calls)) {
    const killed = copyOf(home)
    expect(await omiWith(`kill ${call}`, args, {...options, home: killed})).toMatchObject({code: KILLED})
    expect([before, after], `after a kill at call ${call}`).toContain(textOf(join(killed, CONFIG)))
    expect(await omi(args, {...options, home: killed}), `after a kill at call ${call}`).toMatchObject({code: 0})
    expect(textOf(join(killed, CONFIG))).toBe(after)
    expect(filesIn(killed), `after a kill at call ${call}`).toEqual(filesIn(done))
  }
}

describe.skipIf(process.platform === 'win32')('a run that is killed at any change on disk', {timeout: 600_000}, () => {
  it('has changed a setting, or has not', async () => {
    const home = homeWithConfig(configWith('http://127.0.0.1:1'))
    await expectOldOrNew(home, ['config', 'set', 'api_base', 'http://127.0.0.1:2'], {})
  })

  it('has made the config file, or has not', async () => {
    await expectOldOrNew(temporaryFolder(), ['config', 'set', 'api_base', 'http://127.0.0.1:2'], {})
  })

  it('has signed in, or has not', async () => {
    const {apiBase, apiKey} = await sandboxForTest()
    const home = homeWithConfig(configWith(apiBase, `api_key = "${KEY}"\n`))
    await expectOldOrNew(home, ['auth', 'login', '--api-key'], {input: apiKey})
  })

  it('has signed out, or has not, and leaves nothing to find after the next', async () => {
    const home = homeWithConfig(configWith('http://127.0.0.1:1', `api_key = "${KEY}"\n`))
    await expectOldOrNew(home, ['auth', 'logout'], {})
    const done = copyOf(home)
    await omi(['auth', 'logout'], {home: done})
    for (const file of filesIn(done)) expect(readFileSync(join(done, file), 'utf8')).not.toMatch(`${KEY}"`)
  })

  it('loses no session but in the moment between the answer and the one write that keeps it', async () => {
    const server = await SignInServer.start()
    const options = {env: server.env}
    const args = ['key', 'list']
    const {calls} = await countCalls(args, {...options, home: homeWithSession(server, 4000)})
    const lost: number[] = []
    for (const call of tried(calls, 8)) {
      const home = homeWithSession(server, 4000)
      const before = storedProfile(home)
      expect(await omiWith(`kill ${call}`, args, {...options, home})).toMatchObject({code: KILLED})
      const next = await omi(args, {...options, home})
      if (next.code !== 0) {
        expect(next.stderr).toMatch(/^✗ Firebase refresh failed \(400\)\n/)
        expect(storedProfile(home)).toEqual(before)
        lost.push(call)
        continue
      }

      expect(server.refreshTokens).toContain(storedProfile(home).refresh_token)
      // Reading takes no lock and removes nothing; the next write does.
      await omi(['config', 'set', 'api_base', server.apiBase], {...options, home})
      expect(filesIn(home), `after a kill at call ${call}`).toEqual([CONFIG])
    }

    expect(lost, `of ${calls} calls`).toHaveLength(Math.min(lost.length, 1))
  })

  it('has linked a plugin, or has not, and another one works on', async () => {
    const other = pluginFolder('omi-plugin-other', {files: {'commands/other.js': command('other')}})
    const {home} = await linked(other)
    const argsFor = () => [
      'plugins',
      'link',
      pluginFolder('omi-plugin-new', {files: {'commands/new.js': command('new')}}),
    ]
    const done = copyOf(home)
    const {calls} = await countCalls(argsFor(), {home: done})
    for (const call of tried(calls)) {
      const killed = copyOf(home)
      const args = argsFor()
      const moment = `after a kill at call ${call} of ${calls}`
      expect(await omiWith(`kill ${call}`, args, {home: killed}), moment).toMatchObject({code: KILLED})
      expect(await omi(['other'], {home: killed}), moment).toEqual({code: 0, stderr: '', stdout: 'other\n'})
      expect(await omi(args, {home: killed}), moment).toMatchObject({code: 0})
      expect(await omi(['new'], {home: killed}), moment).toEqual({code: 0, stderr: '', stdout: 'new\n'})
      expect(filesIn(killed), moment).toEqual(filesIn(done))
    }
  })

  it('has created each row of a file once, after the next', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'rows.jsonl')
    const rows = Array.from({length: 120}, (_, index) => `row ${index + 1}`)
    writeFileSync(file, rows.map((description) => JSON.stringify({description})).join('\n'))
    const args = ['action-item', 'create', '--file', file]
    const first = await sandboxForTest()
    const optionsFor = ({apiBase, apiKey}: {apiBase: string; apiKey: string}) => ({
      env: {OMI_API_BASE: apiBase, OMI_API_KEY: apiKey},
      home: temporaryFolder(),
    })
    const {calls} = await countCalls(args, optionsFor(first))
    for (const call of tried(calls, 6)) {
      const sandbox = await sandboxForTest()
      const options = optionsFor(sandbox)
      expect(await omiWith(`kill ${call}`, args, options)).toMatchObject({code: KILLED})
      await omi(args, options)
      // Where all was done, nothing was written by that.
      await omi(['auth', 'logout'], options)
      const {stdout} = await omi(['--json', 'action-item', 'list', '--all'], options)
      const created = (JSON.parse(stdout) as Array<{description: string}>).map(({description}) => description)
      expect(created.sort(), `after a kill at call ${call}`).toEqual([...rows].sort())
      expect(filesIn(options.home)).toEqual([expect.stringMatching(/^\.omi\/jobs\/[\da-f]{64}\.json$/)])
    }
  })
})
