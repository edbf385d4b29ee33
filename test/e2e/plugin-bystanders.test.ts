import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {omi} from '../support/omi.js'
import {command, linked, pluginFolder} from '../support/plugins.js'

const OWN = ['config', 'path']

/** A plugin without hooks, linked, and known from two runs of a command of our own. */
async function bystander() {
  const folder = pluginFolder('omi-plugin-quiet', {
    files: {'commands/quiet.js': command('hi')},
    package: {oclif: {commands: './commands'}},
  })
  const {home} = await linked(folder)
  for (let run = 0; run < 2; run += 1) {
    expect(await omi(OWN, {home})).toMatchObject({code: 0, stderr: ''})
  }

  return {change: (name: string, text: string) => writeFileSync(join(folder, name), text), folder, home}
}

const described = (oclif: object) => JSON.stringify({name: 'omi-plugin-quiet', version: '1.0.0', oclif})

describe('a plugin that had no part in a run of our own command', () => {
  it('has one from the moment on that it has a hook', async () => {
    const {change, home} = await bystander()
    change('hook.js', 'module.exports = async () => console.error("hook ran")')
    change('package.json', described({commands: './commands', hooks: {init: './hook.js'}}))
    for (let run = 0; run < 2; run += 1) expect((await omi(OWN, {home})).stderr).toBe('hook ran\n')
  })

  it('is named once it is damaged', async () => {
    const {change, home} = await bystander()
    change('oclif.manifest.json', '{"version": "1.0.0", "commands": {"z": {"id": 7}}}')
    const {code, stderr} = await omi(OWN, {home})
    expect(code).toBe(0)
    expect(stderr).toMatch(/^.*Plugin omi-plugin-quiet is left out: .*has the id 7.*\n$/)
  })

  it('is named where it takes a word of ours', async () => {
    const {change, folder, home} = await bystander()
    const manifest = JSON.parse(readFileSync(join(folder, '.oclif.manifest.json'), 'utf8')) as {
      commands: Record<string, object>
    }
    const commands = {...manifest.commands, 'config:path': {...manifest.commands.quiet, id: 'config:path'}}
    change('oclif.manifest.json', JSON.stringify({version: '1.0.0', commands}))
    for (let run = 0; run < 2; run += 1) {
      expect((await omi(OWN, {home})).stderr).toContain("Plugin omi-plugin-quiet has a command 'config path' too")
    }
  })

  it('still has its commands, its help and its completion', async () => {
    const {change, home} = await bystander()
    expect((await omi(['quiet'], {home})).code).toBe(0)
    expect((await omi(['--help'], {home})).stdout).toContain('quiet')
    await omi(['autocomplete', 'bash'], {home})
    change('commands/louder.js', command('hi'))
    await omi(OWN, {home})
    const folder = join(home, '.omi', 'cache', 'autocomplete')
    expect(
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'utf8'))
        .join(''),
    ).toContain('louder')
  })

  it('leaves nothing behind', async () => {
    const {home} = await bystander()
    expect(existsSync(join(home, '.omi', 'cache', 'bystanders.json'))).toBe(true)
    await omi(['plugins', 'uninstall', 'omi-plugin-quiet'], {home})
    expect(existsSync(join(home, '.omi', 'cache', 'bystanders.json'))).toBe(false)
  })
})
