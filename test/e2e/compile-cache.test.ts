import {existsSync, mkdirSync, readdirSync, writeFileSync} from 'node:fs'
import * as modules from 'node:module'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {omi, temporaryFolder} from '../support/omi.js'

/** The tests' own environment does without the cache. */
const env = {NODE_DISABLE_COMPILE_CACHE: undefined}

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
