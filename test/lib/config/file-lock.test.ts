import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {lockFile} from '../../../src/lib/config/file-lock.js'

let root: string
let file: string
let lockPath: string

describe('lockFile', () => {
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'omi-lock-'))
    file = join(root, 'config.toml')
    lockPath = `${file}.lock`
  })

  afterEach(() => rmSync(root, {force: true, recursive: true}))

  it('lets one after the other in', async () => {
    const first = await lockFile(file)
    const order = ['first']
    const second = lockFile(file).then(async (lock) => {
      order.push('second')
      await lock.release()
    })
    expect(existsSync(lockPath)).toBe(true)
    order.push('first is done')
    await first.release()
    await second
    expect(order).toEqual(['first', 'first is done', 'second'])
    expect(readdirSync(root)).toEqual([])
  })

  it('takes the folders it made away again when nothing was put there', async () => {
    const lock = await lockFile(join(root, 'a', 'b', 'config.toml'))
    await lock.release()
    expect(readdirSync(root)).toEqual([])
  })

  it('leaves the folders it made when a file was put there', async () => {
    file = join(root, 'a', 'b', 'config.toml')
    const lock = await lockFile(file)
    writeFileSync(file, '')
    await lock.release()
    expect(readdirSync(join(root, 'a', 'b'))).toEqual(['config.toml'])
  })

  it('breaks the lock of a dead owner', async () => {
    mkdirSync(lockPath)
    age(lockPath, 6000)
    const lock = await lockFile(file)
    lock.assertHeld()
    await lock.release()
    expect(readdirSync(root)).toEqual([])
  })

  it('names what is in the way when it is no lock', async () => {
    writeFileSync(lockPath, '')
    age(lockPath, 6000)
    await expect(lockFile(file)).rejects.toMatchObject({
      detail: `${lockPath} is in the way: it is no lock of omi. Move it away and try again.`,
      title: 'Cannot write configuration',
    })
  })

  it('gives up after ten seconds and names the lock', async () => {
    mkdirSync(lockPath)
    age(lockPath, -60_000)
    await expect(lockFile(join(root, 'config.toml'))).rejects.toMatchObject({
      detail:
        `${lockPath} is held by another process. Wait for it to end and try again; ` +
        'if no other omi is running, delete that folder.',
      exitCode: 1,
      title: 'Cannot write configuration',
    })
    expect(readdirSync(root)).toEqual(['config.toml.lock'])
  })

  it('notices that its lock was taken away, and leaves the new owner alone', async () => {
    const lock = await lockFile(file)
    rmSync(lockPath, {recursive: true})
    mkdirSync(lockPath)
    age(lockPath, -1000)
    await expect
      .poll(() => attempt(() => lock.assertHeld()), {timeout: 20_000})
      .toMatchObject({detail: expect.stringContaining('lost its lock'), title: 'Cannot write configuration'})
    await lock.release()
    expect(readdirSync(root)).toEqual(['config.toml.lock'])
  })
})

function age(path: string, milliseconds: number): void {
  const then = new Date(Date.now() - milliseconds)
  utimesSync(path, then, then)
}

function attempt(action: () => void): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}
