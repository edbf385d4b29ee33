import {existsSync, mkdirSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import * as modules from 'node:module'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {omi, temporaryFolder} from '../support/omi.js'
import {command, pluginFolder} from '../support/plugins.js'

/** The tests' own environment has another place for it. */
const env = {NODE_COMPILE_CACHE: undefined}

/** A home folder where the product keeps something already, and where its compiled code goes. */
function home() {
  const folder = temporaryFolder()
  mkdirSync(join(folder, '.omi'))
  return {cache: join(folder, '.omi/cache/compiled'), folder}
}

const asEver = (folder: string) => ({code: 0, stderr: '', stdout: `${folder}/.omi/config.toml\n`})

const files = (folder: string) =>
  readdirSync(folder, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile())

it('leaves nothing on a fresh machine', async () => {
  const folder = temporaryFolder()
  expect(await omi(['config', 'path'], {env, home: folder})).toEqual(asEver(folder))
  expect(readdirSync(folder)).toEqual([])
})

// Node.js has it from 22.1 on.
describe.skipIf(!('enableCompileCache' in modules))('what Node.js compiled', () => {
  it('is kept for the next run', async () => {
    const {cache, folder} = home()
    expect(await omi(['config', 'path'], {env, home: folder})).toEqual(asEver(folder))
    expect(files(cache).length).toBeGreaterThan(0)
    expect(await omi(['config', 'path'], {env, home: folder})).toEqual(asEver(folder))
  })

  it('goes with the last plugin where nothing else is kept', async () => {
    const {cache, folder} = home()
    const plugin = pluginFolder('omi-plugin-last', {files: {'commands/last.js': command('last')}})
    const plugins = (...args: string[]) => omi(['plugins', ...args], {env, home: folder})
    await plugins('link', plugin)
    expect(files(cache)).not.toEqual([])
    writeFileSync(join(folder, '.omi/config.toml'), '')
    expect(await plugins('uninstall', plugin)).toMatchObject({code: 0})
    expect(files(cache)).not.toEqual([])
    await plugins('link', plugin)
    rmSync(join(folder, '.omi/config.toml'))
    expect(await plugins('uninstall', plugin)).toMatchObject({code: 0})
    expect(readdirSync(folder)).toEqual([])
  })

  it('does no harm when it is damaged', async () => {
    const {cache, folder} = home()
    await omi(['config', 'path'], {env, home: folder})
    for (const {name, parentPath} of files(cache)) writeFileSync(join(parentPath, name), 'damaged')
    expect(await omi(['config', 'path'], {env, home: folder})).toEqual(asEver(folder))
  })

  it('is done without where it cannot be kept', async () => {
    const {cache, folder} = home()
    writeFileSync(join(folder, '.omi/cache'), 'a file, where a folder would be')
    expect(await omi(['config', 'path'], {env, home: folder})).toEqual(asEver(folder))
    expect(existsSync(cache)).toBe(false)
  })
})
