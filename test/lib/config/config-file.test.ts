import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {changeConfig, type ConfigEdit, readConfig} from '../../../src/lib/config/config-file.js'

const posix = process.platform !== 'win32'
const KEY: ConfigEdit = {path: ['profiles', 'default', 'api_key'], value: 'omi_dev_1'}

let root: string
let path: string

const read = () => readConfig({ownFolder: false, path})
const change = (...edits: ConfigEdit[]) => changeConfig({ownFolder: false, path}, () => edits)

describe('config file', () => {
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'omi-config-'))
    path = join(root, 'config.toml')
  })

  afterEach(() => rmSync(root, {force: true, recursive: true}))

  describe('reading', () => {
    it('finds nothing where there is no file, no folder, or no place for either', async () => {
      const nothing = {exists: false, profiles: new Map()}
      expect(await read()).toEqual(nothing)
      writeFileSync(path, '')
      expect(await readConfig({ownFolder: true, path: join(root, 'a', 'b', 'config.toml')})).toEqual(nothing)
      expect(await readConfig({ownFolder: true, path: join(path, 'config.toml')})).toEqual(nothing)
    })

    it.each(['', ' \n\t\r\n', '\uFEFF'])('finds an empty config in %j', async (text) => {
      writeFileSync(path, text)
      expect(await read()).toMatchObject({activeProfile: undefined, exists: true, profiles: new Map()})
    })

    it('gives profiles by their names, with keys it does not know', async () => {
      writeFileSync(
        path,
        '\uFEFFactive_profile = "a.b"\r\n[profiles."a.b"]\r\napi_key = "k"\r\nid_token_expires_at = 1714142400\r\n' +
          'note = [1]\r\n[profiles.__proto__]\r\napi_base = "x"\r\n[profiles.constructor]\r\n[profiles."ü \\"q"]\r\n',
        {mode: 0o640},
      )
      chmodSync(path, 0o640)
      const config = await read()
      expect(config.activeProfile).toBe('a.b')
      expect([...config.profiles.keys()]).toEqual(['a.b', '__proto__', 'constructor', 'ü "q'])
      expect(config.profiles.get('a.b')).toEqual({api_key: 'k', id_token_expires_at: 1_714_142_400, note: [1]})
      expect(config.profiles.get('__proto__')).toEqual({api_base: 'x'})
      expect(config.mode).toBe(posix ? 0o640 : undefined)
    })

    it('names file, line and column of what is not TOML', async () => {
      writeFileSync(path, 'a = 1\nb = secret')
      await expect(read()).rejects.toMatchObject({
        detail: `${path}: line 2, column 5: Unexpected "s".`,
        exitCode: 1,
        title: 'Invalid configuration',
      })
    })

    it.each([
      ['active_profile = 1', 'active_profile has to be a string.'],
      ['profiles = "x"', 'profiles has to be a table.'],
      ['[[profiles]]', 'profiles has to be a table.'],
      ['[profiles]\n"a.b" = 1', 'profiles."a.b" has to be a table.'],
      ['[profiles]\na = 2020-01-01T00:00:00Z', 'profiles.a has to be a table.'],
      ['[profiles.a]\napi_base = []', 'profiles.a.api_base has to be a string.'],
      ['[profiles.a]\napi_key = 5', 'profiles.a.api_key has to be a string.'],
      ['[profiles.a.refresh_token]', 'profiles.a.refresh_token has to be a string.'],
      ['[profiles.a]\nid_token_expires_at = "soon"', 'profiles.a.id_token_expires_at has to be a number.'],
    ])('names the key with a value of the wrong type: %j', async (text, detail) => {
      writeFileSync(path, text)
      await expect(read()).rejects.toMatchObject({detail: `${path}: ${detail}`, title: 'Invalid configuration'})
    })

    it('says what is wrong with a file that cannot be read', async () => {
      mkdirSync(path)
      await expect(read()).rejects.toMatchObject({
        detail: `${path} (EISDIR): it is a folder. Make the file readable, or name another with OMI_CONFIG.`,
        title: 'Invalid configuration',
      })
    })

    it.skipIf(!posix)('says so when symbolic links lead in a circle', async () => {
      symlinkSync(path, path)
      await expect(read()).rejects.toMatchObject({title: 'Invalid configuration'})
      await expect(change(KEY)).rejects.toMatchObject({
        detail: expect.stringContaining('(ELOOP)'),
        title: 'Cannot write configuration',
      })
    })
  })

  describe('writing', () => {
    it('makes the file, and answers with what it says', async () => {
      const changed = await change({path: ['active_profile'], value: 'default'}, KEY)
      expect(readFileSync(path, 'utf8')).toBe(
        'active_profile = "default"\n\n[profiles.default]\napi_key = "omi_dev_1"\n',
      )
      expect(changed).toEqual(await read())
      expect(changed.profiles.get('default')).toEqual({api_key: 'omi_dev_1'})
      expect(readdirSync(root)).toEqual(['config.toml'])
    })

    it('lets the caller decide by what the file says now', async () => {
      writeFileSync(path, '[profiles.default]\nn = 1\n')
      const increment = () =>
        changeConfig({ownFolder: false, path}, ({profiles}) => [
          {path: ['profiles', 'default', 'n'], value: Number(profiles.get('default')?.n) + 1},
        ])
      await Promise.all([increment(), increment(), increment()])
      expect(readFileSync(path, 'utf8')).toBe('[profiles.default]\nn = 4.0\n')
    })

    it('keeps byte order mark, line endings and comments', async () => {
      writeFileSync(path, '\uFEFF# c\r\n[profiles.default] # d\r\n')
      await change(KEY)
      expect(readFileSync(path, 'utf8')).toBe('\uFEFF# c\r\n[profiles.default] # d\r\napi_key = "omi_dev_1"\r\n')
    })

    it('makes neither file nor folder when there is nothing to change', async () => {
      path = join(root, 'a', 'b', 'config.toml')
      expect(await change()).toEqual({exists: false, profiles: new Map()})
      expect(await change({path: ['profiles', 'default'], value: undefined})).toEqual({
        exists: false,
        profiles: new Map(),
      })
      expect(readdirSync(root)).toEqual([])
    })

    it('leaves the file as it is when there is nothing to change', async () => {
      writeFileSync(path, '# c', {mode: 0o644})
      const before = statSync(path)
      expect(await change()).toMatchObject({exists: true})
      expect(statSync(path)).toMatchObject({ino: before.ino, mode: before.mode})
    })

    it('leaves nothing behind when the caller throws', async () => {
      path = join(root, 'a', 'config.toml')
      const refusal = new Error('no')
      const refused = changeConfig({ownFolder: false, path}, () => {
        throw refusal
      })
      await expect(refused).rejects.toBe(refusal)
      expect(readdirSync(root)).toEqual([])
    })

    it.each([
      ['what is not TOML', Buffer.from('a = = 1')],
      ['what is not UTF-8', Buffer.from([0x23, 0x20, 0xff, 0x0a])],
      ['values of the wrong type', Buffer.from('[profiles]\ndefault = 1')],
    ])('never overwrites %s', async (_, bytes) => {
      writeFileSync(path, bytes)
      await expect(change(KEY)).rejects.toMatchObject({exitCode: 1, title: 'Invalid configuration'})
      expect(readFileSync(path)).toEqual(bytes)
      expect(readdirSync(root)).toEqual(['config.toml'])
    })

    it('refuses values of the wrong type, and what has no place in the file', async () => {
      writeFileSync(path, '[[hooks]]\n')
      await expect(change({...KEY, value: 1})).rejects.toMatchObject({title: 'Invalid configuration'})
      await expect(change({path: ['hooks', 'a'], value: 1})).rejects.toMatchObject({title: 'Invalid configuration'})
      expect(readFileSync(path, 'utf8')).toBe('[[hooks]]\n')
    })

    it('says where it cannot write, and leaves nothing there', async () => {
      writeFileSync(path, 'x')
      path = join(path, 'sub', 'config.toml')
      await expect(change(KEY)).rejects.toMatchObject({
        detail:
          `${path} (ENOTDIR): a part of the path is a file, not a folder. ` +
          'Make the file and its folder writable, or name another file with OMI_CONFIG.',
        exitCode: 1,
        title: 'Cannot write configuration',
      })
      expect(readdirSync(root)).toEqual(['config.toml'])
    })

    it.skipIf(process.platform !== 'linux')('says so where the system lets no folder be', async () => {
      path = '/proc/omi/config.toml'
      await expect(change(KEY)).rejects.toMatchObject({
        detail: expect.stringContaining(`${path} (ENOENT): no folder can be made there.`),
        title: 'Cannot write configuration',
      })
    })

    it.skipIf(!posix || process.getuid?.() === 0)('says so when the folder is read-only', async () => {
      chmodSync(root, 0o500)
      await expect(change(KEY)).rejects.toMatchObject({
        detail: expect.stringContaining(`${path} (EACCES): permission denied.`),
        title: 'Cannot write configuration',
      })
      chmodSync(root, 0o700)
    })

    it.skipIf(!posix)('does not put a file in the place of a device', async () => {
      const device = statSync('/dev/null')
      const link = join(root, 'link.toml')
      symlinkSync('/dev/null', link)
      path = link
      expect(await read()).toMatchObject({exists: true})
      await expect(change(KEY)).rejects.toMatchObject({title: 'Cannot write configuration'})
      expect(statSync('/dev/null')).toMatchObject({ino: device.ino, rdev: device.rdev})
    })
  })
})
