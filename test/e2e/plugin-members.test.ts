import {existsSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'

import {omi} from '../support/omi.js'
import {linked, pluginFolder} from '../support/plugins.js'
import {pointedAt, sandboxForTest} from '../support/server.js'

/** Names that are private to BaseCommand, or were. */
const OURS = ['cachedSettings', 'connected', 'context', 'environment', 'failureAfterOutput', 'ownOutput', 'runContext']

/** A command that has members of its own of these names, and uses what BaseCommand offers. */
const CODE = `
const {BaseCommand} = require('@omi-dev/cli')
const {writeFileSync} = require('node:fs')
const {join} = require('node:path')
module.exports = class Mine extends BaseCommand {
  ${OURS.map((name) => `${name} = 'mine'`).join('\n')}
  pluginsObserver() { throw new Error('mine') }
  prompt() { throw new Error('mine') }
  resolveSettings() { throw new Error('mine') }
  settings() { throw new Error('mine') }
  show() { throw new Error('mine') }
  render() {}
  async run() {
    await this.parse(Mine)
    const folder = await this.dataFolder()
    writeFileSync(join(folder, 'kept'), 'kept')
    const {memories} = await this.api()
    return {
      agent: this.userAgent,
      context: this.context,
      folder,
      memories: (await memories.list({limit: 1, offset: 0})).length,
    }
  }
}`

it('a plugin may name its members as it likes, and what it keeps in its data folder outlives it', async () => {
  const sandbox = await sandboxForTest({seedData: true})
  const name = '@me/omi-plugin-mine'
  const peer = {peerDependencies: {'@omi-dev/cli': '>=0.1.0'}}
  const {home, run} = await linked(pluginFolder(name, {files: {'commands/mine.js': CODE}, package: peer}))
  expect(run.code).toBe(0)
  const {code, stderr, stdout} = await omi(['--json', 'mine'], {env: pointedAt(sandbox.apiBase, sandbox.apiKey), home})
  expect({code, stderr}).toEqual({code: 0, stderr: ''})
  const folder = join(home, '.omi/plugin-data', name)
  expect(JSON.parse(stdout)).toEqual({
    agent: expect.stringMatching(/^omi-cli\/\d/),
    context: 'mine',
    folder,
    memories: 1,
  })
  expect(statSync(folder).mode % 0o1000).toBe(0o700)
  expect(await omi(['plugins', 'uninstall', name], {home})).toMatchObject({code: 0})
  expect(existsSync(join(home, '.omi/data'))).toBe(false)
  expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe('kept')
})
