import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {open} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest'

import {LockLostError} from '../../../src/lib/files/lock-errors.js'
import {type FileLock, lockFile} from '../../../src/lib/files/lock.js'
import {thisProcess} from '../../../src/lib/files/owner.js'
import {writeWhole} from '../../../src/lib/files/write-whole.js'
import {deadPid} from '../../support/locks.js'

const LONG = 'x'.repeat(100_000)

let root: string
let file: string

/** Lets each write of a file do what `write` says, from now to the end of the test. */
async function withWrite(write: (bytes: Buffer, at: number, length: number) => Error | number | Promise<number>) {
  const handle = await open(file, 'r')
  const files = Object.getPrototypeOf(handle) as {write(...args: unknown[]): Promise<{bytesWritten: number}>}
  await handle.close()
  const original = files.write
  vi.spyOn(files, 'write').mockImplementation(async function (this: unknown, ...args: unknown[]) {
    const [bytes, at, length] = args as [Buffer, number, number]
    const taken = await write(bytes, at, length)
    if (taken instanceof Error) throw taken
    return taken === 0 ? {bytesWritten: 0} : original.call(this, bytes, at, taken)
  })
}

const name = (owner: string) => `file.omi-${owner}-0123abcd.tmp`

describe('writeWhole', () => {
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'omi-write-'))
    file = join(root, 'file')
    writeFileSync(file, 'old')
  })

  afterEach(() => {
    vi.restoreAllMocks()
    rmSync(root, {force: true, recursive: true})
  })

  it('writes all of it where the system takes it in pieces', async () => {
    await withWrite((_, __, length) => Math.min(length, 4096))
    await writeWhole(file, LONG)
    expect(readFileSync(file, 'utf8')).toBe(LONG)
  })

  it.each([
    ['takes nothing more and calls it success', () => 0, 'ENOSPC'],
    ['says that the disk is full', () => Object.assign(new Error('x'), {code: 'ENOSPC', syscall: 'write'}), 'ENOSPC'],
    ['says that the disk is broken', () => Object.assign(new Error('x'), {code: 'EIO', syscall: 'write'}), 'EIO'],
  ])('leaves the old file, and nothing else, when the system %s', async (_, write, code) => {
    await withWrite((__, at) => (at === 0 ? 10 : write()))
    await expect(writeWhole(file, LONG)).rejects.toMatchObject({code})
    expect(readFileSync(file, 'utf8')).toBe('old')
    expect(readdirSync(root)).toEqual(['file'])
  })

  it.skipIf(process.platform === 'win32')("makes it the owner's alone, or as open as it is told", async () => {
    chmodSync(file, 0o666)
    await writeWhole(file, 'new')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    await writeWhole(file, 'new', {mode: 0o644})
    expect(statSync(file).mode & 0o777).toBe(0o644)
  })

  it('follows a link, also to what is not there yet', async () => {
    const link = join(root, 'link')
    symlinkSync('target', link)
    for (const text of ['first', 'second']) {
      await writeWhole(link, text)
      expect(readlinkSync(link)).toBe('target')
      expect(readFileSync(join(root, 'target'), 'utf8')).toBe(text)
    }
  })

  it('puts itself in the place of no folder and no device', async () => {
    mkdirSync(join(root, 'folder'))
    await expect(writeWhole(join(root, 'folder'), 'new')).rejects.toMatchObject({code: 'EISDIR'})
    if (process.platform !== 'win32') {
      symlinkSync('/dev/null', join(root, 'null'))
      await expect(writeWhole(join(root, 'null'), 'new')).rejects.toMatchObject({code: 'EINVAL'})
      expect(lstatSync('/dev/null').isFile()).toBe(false)
    }
  })

  it("removes what killed writes left in the folder, and nothing that is somebody's", async () => {
    const {pid, place, start} = thisProcess()
    const living = [name(`${place}-${pid}-${start}`), name(`00000000-${deadPid()}-1`), 'file.123', 'file.tmp']
    for (const left of [...living, name(`${place}-${deadPid()}-1`)]) writeFileSync(join(root, left), '')
    await writeWhole(file, 'new')
    expect(readdirSync(root).sort()).toEqual(['file', ...living].sort())
  })

  it('puts nothing in place once its lock is lost', async () => {
    const lock = await lockFile(file)
    rmSync(`${file}.lock`)
    const other = await lockFile(file)
    await expect(writeWhole(file, 'new', {lock})).rejects.toThrow(LockLostError)
    expect(readFileSync(file, 'utf8')).toBe('old')
    await other.release()
    expect(readdirSync(root)).toEqual(['file'])
  })

  it('cannot put in place what it wrote once another has its lock, however late it notices', async () => {
    const lock = await lockFile(file)
    let other: FileLock | undefined
    await withWrite(async (_, __, length) => {
      rmSync(`${file}.lock`)
      other = await lockFile(file)
      return length
    })
    let looks = 0
    const late = {
      assertHeld() {
        looks += 1
        if (looks > 1) lock.assertHeld()
      },
    }
    await expect(writeWhole(file, 'new', {lock: late})).rejects.toThrow(LockLostError)
    expect(readFileSync(file, 'utf8')).toBe('old')
    await other?.release()
    expect(readdirSync(root)).toEqual(['file'])
  })
})
