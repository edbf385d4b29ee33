import {execFileSync} from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {changeConfig, type ConfigEdit, readConfig} from '../../../src/lib/config/config-file.js'
import {bundleWriter} from './bundle-writer.js'

const KEY: ConfigEdit = {path: ['profiles', 'default', 'api_key'], value: 'omi_dev_1'}

let root: string
let path: string

const read = () => readConfig({ownFolder: false, path})
const change = (...edits: ConfigEdit[]) => changeConfig({ownFolder: false, path}, () => edits)
const modeOf = (file: string) => (statSync(file).mode % 0o1000).toString(8)

describe.skipIf(process.platform === 'win32')('modes and links of the config file', () => {
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'omi-config-'))
    path = join(root, 'config.toml')
  })

  afterEach(() => rmSync(root, {force: true, recursive: true}))

  it('keeps the file and the folders it makes for the owner, whatever the umask', async () => {
    const script = await bundleWriter(root)
    path = join(root, 'a', 'b', 'config.toml')
    for (const umask of ['000', '077', '777']) {
      rmSync(join(root, 'a'), {force: true, recursive: true})
      execFileSync('sh', ['-c', `umask ${umask}; exec "$@"`, 'sh', process.execPath, script, path, 'default', 'k'])
      expect(modeOf(path)).toBe('600')
      expect(modeOf(join(root, 'a', 'b'))).toBe('700')
      expect(modeOf(join(root, 'a'))).toBe('700')
    }
  })

  it('closes its own folder at every write, and no folder that somebody else made', async () => {
    chmodSync(root, 0o755)
    writeFileSync(path, '')
    chmodSync(path, 0o644)
    await change(KEY)
    expect(modeOf(path)).toBe('600')
    expect(modeOf(root)).toBe('755')
    await changeConfig({ownFolder: true, path}, () => [])
    expect(modeOf(root)).toBe('755')
    await changeConfig({ownFolder: true, path}, () => [KEY])
    expect(modeOf(root)).toBe('700')
  })

  it('follows a link to its target, which may be missing with its folder', async () => {
    const target = join(root, 'dotfiles', 'deep', 'omi.toml')
    symlinkSync('via.toml', path)
    symlinkSync(join('dotfiles', 'deep', 'omi.toml'), join(root, 'via.toml'))
    await change(KEY)
    await change({path: ['active_profile'], value: 'default'})
    expect(readlinkSync(path)).toBe('via.toml')
    expect(lstatSync(target).isFile()).toBe(true)
    expect(modeOf(target)).toBe('600')
    expect(modeOf(join(root, 'dotfiles'))).toBe('700')
    expect(readdirSync(join(root, 'dotfiles', 'deep'))).toEqual(['omi.toml'])
    expect((await read()).profiles.get('default')).toEqual({api_key: 'omi_dev_1'})
  })

  it('follows a folder that is a link to nowhere yet', async () => {
    symlinkSync('elsewhere', join(root, '.omi'))
    path = join(root, '.omi', 'config.toml')
    await changeConfig({ownFolder: true, path}, () => [KEY])
    expect(existsSync(join(root, 'elsewhere', 'config.toml'))).toBe(true)
    expect(modeOf(join(root, 'elsewhere'))).toBe('700')
  })
})
