import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {omi, type RunOptions, temporaryFolder} from '../support/omi.js'
import {command, linked, pluginFolder} from '../support/plugins.js'
import {KEY, pointedAt, sandboxForTest} from '../support/server.js'
import {homeWithConfig, homeWithSession, storedProfile} from '../support/session-home.js'
import {SignInServer} from '../support/sign-in-server.js'
import {copyOf, countCalls, filesIn, omiWith, textOf, tried} from './support.js'

const CONFIG = '.omi/config.toml'
const FAULTS = ['short', 'ENOSPC', 'EIO'] as const
const REASONS = {
  EIO: '(EIO): the disk failed (input/output error). Check the disk, and that it is still connected, and try again.',
  ENOSPC: '(ENOSPC): no space left on the disk. Free some space there, and try again.',
  short: '(ENOSPC): no space left on the disk. Free some space there, and try again.',
}

/** What is done with the config file alone: whichever write fails, it stays byte for byte, and nothing is left beside it. */
async function expectOld(home: string, args: string[], options: RunOptions): Promise<void> {
  const {writes} = await countCalls(args, {...options, home: copyOf(home)})
  const before = textOf(join(home, CONFIG))
  for (const fault of FAULTS) {
    for (const write of tried(writes, 3)) {
      const run = await omiWith(`${fault} ${write}`, args, {...options, home})
      expect(run, `${fault} at write ${write}`).toMatchObject({code: 1, stdout: ''})
      expect(run.stderr).toContain(`✗ Cannot write configuration\n  ${join(home, CONFIG)} ${REASONS[fault]}\n`)
      expect(textOf(join(home, CONFIG))).toBe(before)
      expect(filesIn(home)).toEqual([CONFIG])
    }
  }

  expect(await omi(args, {...options, home})).toMatchObject({code: 0})
}

describe('a disk that takes no more, or is broken', {timeout: 600_000}, () => {
  it('keeps the settings', async () => {
    const home = homeWithConfig(`[profiles.default]\napi_base = "http://127.0.0.1:1"\n`)
    await expectOld(home, ['config', 'set', 'api_base', 'http://127.0.0.1:2'], {})
  })

  it('keeps the credential', async () => {
    const {apiBase, apiKey} = await sandboxForTest()
    const home = homeWithConfig(`[profiles.default]\napi_base = "${apiBase}"\napi_key = "${KEY}"\n`)
    await expectOld(home, ['auth', 'login', '--api-key'], {input: apiKey})
  })

  it('loses no session', async () => {
    const server = await SignInServer.start()
    const args = ['key', 'list']
    const options = {env: server.env}
    const {writes} = await countCalls(args, {...options, home: homeWithSession(server, 4000)})
    for (const write of tried(writes, 4)) {
      const home = homeWithSession(server, 4000)
      await omiWith(`ENOSPC ${write}`, args, {...options, home})
      expect(await omi(args, {...options, home}), `after write ${write} failed`).toMatchObject({code: 0, stderr: ''})
      expect(server.refreshTokens).toContain(storedProfile(home).refresh_token)
      expect(filesIn(home)).toEqual([CONFIG])
    }
  })

  it('keeps the plugins', async () => {
    const other = pluginFolder('omi-plugin-other', {files: {'commands/other.js': command('other')}})
    const {home} = await linked(other)
    const before = filesIn(home)
    const argsFor = () => [
      'plugins',
      'link',
      pluginFolder('omi-plugin-new', {files: {'commands/new.js': command('new')}}),
    ]
    const {writes} = await countCalls(argsFor(), {home: copyOf(home)})
    for (const fault of FAULTS) {
      for (const write of tried(writes, 3)) {
        const args = argsFor()
        const moment = `${fault} at write ${write} of ${writes}`
        const run = await omiWith(`${fault} ${write}`, args, {home})
        expect(run, moment).toMatchObject({code: 1, stdout: ''})
        expect(run.stderr, moment).toContain(REASONS[fault])
        expect(await omi(['other'], {home}), moment).toEqual({code: 0, stderr: '', stdout: 'other\n'})
        expect(filesIn(home), moment).toEqual(before)
      }
    }
  })

  it('stops a creation from a file with its progress as it was', async () => {
    const file = join(temporaryFolder(), 'rows.jsonl')
    writeFileSync(file, Array.from({length: 120}, (_, index) => `{"description": "row ${index}"}`).join('\n'))
    const args = ['action-item', 'create', '--file', file]
    const first = await sandboxForTest()
    const {writes} = await countCalls(args, {env: pointedAt(first.apiBase, first.apiKey), home: temporaryFolder()})
    for (const write of tried(writes, 4)) {
      const {apiBase, apiKey} = await sandboxForTest()
      const options = {env: pointedAt(apiBase, apiKey), home: temporaryFolder()}
      const run = await omiWith(`short ${write}`, args, options)
      expect(run).toMatchObject({code: 1, stdout: ''})
      expect(run.stderr).toContain('✗ Cannot write progress file\n')
      expect(run.stderr).toContain(REASONS.short)
      expect(await omi(args, options), `after write ${write} failed`).toMatchObject({code: 0})
      const {stdout} = await omi(['--json', 'action-item', 'list', '--all'], options)
      expect(JSON.parse(stdout)).toHaveLength(120)
    }
  })
})
