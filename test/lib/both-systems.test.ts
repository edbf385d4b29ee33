// Rules of paths, variables and files as they are on Windows, and on other systems, whichever this one is.
import {posix, win32} from 'node:path'
import {describe, expect, it} from 'vitest'

import {configLocation} from '../../src/lib/config/paths.js'
import {systemError} from '../../src/lib/errors/system-error.js'
import {replace} from '../../src/lib/files/replace.js'
import {isSameFolder} from '../../src/lib/plugins/host-package.js'
import {globalPrefix, withOwnNode} from '../../src/lib/plugins/npm-settings.js'
import {placeOf} from '../../src/lib/plugins/place.js'

describe('on Windows and elsewhere', () => {
  describe('OMI_CONFIG', () => {
    it.each([
      {configPath: undefined, path: String.raw`C:\Users\ada\.omi\config.toml`},
      {configPath: '~/omi.toml', path: String.raw`C:\Users\ada\omi.toml`},
      {configPath: String.raw`~\omi.toml`, path: String.raw`C:\Users\ada\omi.toml`},
      {configPath: 'D:/omi/config.toml', path: String.raw`D:\omi\config.toml`},
      {configPath: String.raw`\\server\share\omi.toml`, path: String.raw`\\server\share\omi.toml`},
    ])('$configPath is $path on Windows', ({configPath, path}) => {
      expect(configLocation({configPath, home: String.raw`C:\Users\ada`}, win32).path).toBe(path)
    })

    it.each([
      {configPath: undefined, path: '/Users/ada/.omi/config.toml'},
      {configPath: '~/omi.toml', path: '/Users/ada/omi.toml'},
      {configPath: String.raw`/tmp/~\omi.toml`, path: String.raw`/tmp/~\omi.toml`},
    ])('$configPath is $path elsewhere', ({configPath, path}) => {
      expect(configLocation({configPath, home: '/Users/ada'}, posix).path).toBe(path)
    })
  })

  describe('the place of a fault', () => {
    it.each([String.raw`C:\plugins\mine\hello.js`, String.raw`d:\plugins\a b\hello.js`, '/plugins/mine/hello.js'])(
      'is found at %s',
      (file) => {
        expect(placeOf({message: '', name: 'Error', stack: `Error: no\n    at run (${file}:12:5)\n    at x`})).toBe(
          `${file}:12`,
        )
      },
    )

    it('is the first one beneath the plugin', () => {
      const stack = String.raw`Error: no
      at a (C:\node_modules\got\index.js:1:1)
    at b (C:\plugins\mine-too\x.js:2:1)
      at c (C:\plugins\mine\hello.js:3:1)`
      expect(placeOf({message: '', name: 'Error', stack}, String.raw`C:\plugins\mine`)).toBe(
        String.raw`C:\plugins\mine\hello.js:3`,
      )
    })
  })

  describe('a link to this package', () => {
    it('is known by where a junction leads, which ends with a backslash', () => {
      expect(isSameFolder('C:\\omi\\', String.raw`C:\omi`, win32)).toBe(true)
      expect(isSameFolder('C:\\omi-old\\', String.raw`C:\omi`, win32)).toBe(false)
      expect(isSameFolder('/usr/lib/omi', '/usr/lib/omi', posix)).toBe(true)
    })
  })

  describe('npm', () => {
    it('keeps what is global beside node.exe on Windows, and one folder above it elsewhere', () => {
      expect(globalPrefix(String.raw`C:\Program Files\nodejs\node.exe`, win32)).toBe(
        String.raw`C:\Program Files\nodejs`,
      )
      expect(globalPrefix('/usr/local/bin/node', posix)).toBe('/usr/local')
    })

    it("finds this Node.js behind the user's own programs, whatever the variable is called", () => {
      expect(withOwnNode({HOME: '/home/ada', PATH: '/usr/bin'}, '/usr/lib/omi/node', posix)).toEqual({
        HOME: '/home/ada',
        PATH: '/usr/bin:/usr/lib/omi',
      })
      expect(withOwnNode({}, '/usr/lib/omi/node', posix)).toEqual({PATH: '/usr/lib/omi'})
      expect(withOwnNode({Path: String.raw`C:\Windows`}, String.raw`C:\omi\node.exe`, win32)).toEqual({
        Path: String.raw`C:\Windows;C:\omi`,
      })
    })
  })

  describe('a file that takes the place of another', () => {
    const held = systemError('EPERM', 'rename', 'config.toml')

    it('waits on Windows for who has it open', async () => {
      let attempts = 0
      const rename = () => (++attempts < 3 ? Promise.reject(held) : Promise.resolve())
      await replace('a', 'b', {platform: 'win32', rename})
      expect(attempts).toBe(3)
    })

    it('is refused at once elsewhere, and for any other reason', async () => {
      let attempts = 0
      const failing = (error: Error) => () => {
        attempts++
        return Promise.reject(error)
      }

      await expect(replace('a', 'b', {platform: 'linux', rename: failing(held)})).rejects.toBe(held)
      const full = systemError('ENOSPC', 'rename', 'config.toml')
      await expect(replace('a', 'b', {platform: 'win32', rename: failing(full)})).rejects.toBe(full)
      expect(attempts).toBe(2)
    })
  })
})
