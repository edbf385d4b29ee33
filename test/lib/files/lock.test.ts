import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it, onTestFinished, vi} from 'vitest'

import {LockHeldError, LockLostError, NotALockError} from '../../../src/lib/files/lock-errors.js'
import {lockFile} from '../../../src/lib/files/lock.js'
import {thisBoot, thisProcess} from '../../../src/lib/files/owner.js'
import {deadPid, lockText, seenText} from '../../support/locks.js'

let root: string
let file: string
let lockPath: string

const NONCE = '0123456789abcdef'

/** Another process has the lock now. */
function ownedBy(owner: number): void {
  writeFileSync(`${lockPath}.next`, lockText({nonce: String(owner).padStart(16, '0')}))
  renameSync(`${lockPath}.next`, lockPath)
}

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

  describe('takes over at once the lock', () => {
    it.each([
      ['of a process that has ended', () => lockText({pid: deadPid()})],
      ['of one whose number another process has got', () => lockText({pid: process.ppid, start: '1'})],
      ['of an earlier process of this number', () => lockText({start: '1'})],
    ])('%s', async (_, text) => {
      writeFileSync(lockPath, text())
      const lock = await lockFile(file, {patience: 0})
      lock.assertHeld()
      await lock.release()
      expect(readdirSync(root)).toEqual([])
    })

    it.skipIf(process.platform !== 'linux')('of one that nobody has taken note of the end of', async () => {
      // The shell becomes a program that does not wait for what the shell started: a zombie, once that has ended.
      const child = spawn('sh', ['-c', String.raw`sh -c "echo \$\$" & exec sleep 600`], {
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      onTestFinished(() => {
        child.kill('SIGKILL')
      })
      const [text] = (await once(child.stdout, 'data')) as [Buffer]
      const pid = Number(text)
      await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8')).toMatch(/\) Z /)
      const start = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19]
      writeFileSync(lockPath, lockText({pid, start}))
      const lock = await lockFile(file, {patience: 0})
      await lock.release()
    })

    it('behind a claim on it whose process has ended too', async () => {
      writeFileSync(lockPath, lockText({nonce: NONCE, pid: deadPid()}))
      writeFileSync(`${lockPath}.${NONCE}`, lockText({pid: deadPid()}))
      const lock = await lockFile(file, {patience: 0})
      expect(readdirSync(root)).toEqual(['config.toml.lock'])
      await lock.release()
    })

    it.each([
      ['that another process, or its beat', () => lockText({nonce: NONCE, beat: '000000000007', place: '00000000'})],
      ['without content, which', () => ''],
    ])('%s has not stirred for a minute, whatever the clock says', async (_, text) => {
      writeFileSync(lockPath, text())
      await expect(lockFile(file, {patience: 0})).rejects.toThrow(LockHeldError)
      const {mark} = JSON.parse(readFileSync(`${lockPath}.seen`, 'utf8'))
      writeFileSync(`${lockPath}.seen`, seenText(thisBoot(), mark, 59))
      await expect(lockFile(file, {patience: 0})).rejects.toThrow(LockHeldError)
      writeFileSync(`${lockPath}.seen`, seenText(thisBoot(), mark, 60))
      const lock = await lockFile(file, {patience: 0})
      expect(readdirSync(root)).toEqual(['config.toml.lock'])
      await lock.release()
    })
  })

  describe('leaves alone the lock', () => {
    it('of a process that is stopped', async () => {
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log()'])
      onTestFinished(() => {
        child.kill('SIGKILL')
      })
      await once(child.stdout, 'data')
      child.kill('SIGSTOP')
      // What ps and /proc say is what this process would find out.
      const {start} = thisProcess()
      writeFileSync(lockPath, lockText({pid: child.pid, start: start === '' ? '' : startOf(child.pid)}))
      await expect(lockFile(file, {patience: 0})).rejects.toThrow(LockHeldError)
    })

    it('of one that cannot be seen and stirs', async () => {
      writeFileSync(`${lockPath}.seen`, seenText(thisBoot(), `${NONCE} 000000000007`, 3600))
      writeFileSync(lockPath, lockText({nonce: NONCE, beat: '000000000008', place: '00000000'}))
      await expect(lockFile(file, {patience: 0})).rejects.toMatchObject({
        detail: expect.stringContaining('which cannot be seen from here: once it has not stirred for a minute'),
      })
    })

    it('of one that was seen before the machine was started anew', async () => {
      writeFileSync(`${lockPath}.seen`, seenText('another boot', `${NONCE} 000000000007`, 3600))
      writeFileSync(lockPath, lockText({nonce: NONCE, beat: '000000000007', place: '00000000'}))
      await expect(lockFile(file, {patience: 0})).rejects.toThrow(LockHeldError)
    })
  })

  it('breaks the lock of omi 0.1, a folder, once nobody renews it', async () => {
    mkdirSync(lockPath)
    await expect(lockFile(file, {patience: 0})).rejects.toMatchObject({
      detail: `${lockPath} is held by another process. Wait for it to end and try again; if no other omi is running, delete that folder.`,
    })
    const {mark} = JSON.parse(readFileSync(`${lockPath}.seen`, 'utf8'))
    writeFileSync(`${lockPath}.seen`, seenText(thisBoot(), mark, 8))
    const lock = await lockFile(file, {patience: 0})
    await lock.release()
    expect(readdirSync(root)).toEqual([])
  })

  it('names what is in the way when it is no lock', async () => {
    writeFileSync(lockPath, 'mine')
    await expect(lockFile(file)).rejects.toMatchObject({
      detail: `${lockPath} is in the way: it is no lock of omi. Move it away and try again.`,
    })
    await expect(lockFile(file)).rejects.toThrow(NotALockError)
    expect(readFileSync(lockPath, 'utf8')).toBe('mine')
  })

  it('gives up when its patience is over and names the lock', async () => {
    const lock = await lockFile(file)
    await expect(lockFile(file, {patience: 50})).rejects.toMatchObject({
      detail: `${lockPath} is held by another process. Wait for it to end and try again; if no other omi is running, delete that file.`,
    })
    await lock.release()
    expect(readdirSync(root)).toEqual([])
  })

  it('waits for as long as the lock changes hands', async () => {
    let seconds = 1000
    const clock = vi.spyOn(process, 'uptime').mockImplementation(() => seconds)
    onTestFinished(() => clock.mockRestore())
    ownedBy(1)
    const waiting = lockFile(file)
    const gaveUp = waiting.then(
      (lock) => lock.release(),
      (error: unknown) => error,
    )
    const seen = async () => {
      const looks = clock.mock.calls.length
      await vi.waitFor(() => expect(clock.mock.calls.length).toBeGreaterThan(looks + 2), {timeout: 20_000})
    }

    for (let owner = 2; owner < 6; owner += 1) {
      await seen()
      ownedBy(owner)
      seconds += 9
    }

    await seen()
    seconds += 10
    expect(await gaveUp).toBeInstanceOf(LockHeldError)
  })

  it('notices that its lock was taken away, and leaves the new owner alone', async () => {
    const lock = await lockFile(file)
    rmSync(lockPath)
    const other = await lockFile(file)
    expect(() => lock.assertHeld()).toThrow(LockLostError)
    await lock.release()
    other.assertHeld()
    await other.release()
  })

  it('removes what a process that lost its lock was about to put in place, and no file of others', async () => {
    const owner = `omi-${thisProcess().place}-${process.pid}-${thisProcess().start}-01234567.tmp`
    const dead = `omi-${thisProcess().place}-${deadPid()}-1-01234567.tmp`
    const mine = [
      `config.toml.lock.${owner}`,
      `other.toml.${owner}`,
      'config.toml.lock.bak',
      'config.toml.tmp',
      'x.tmp',
    ]
    const void_ = [`config.toml.${owner}`, `x.${dead}`, `config.toml.lock.${NONCE}`, 'config.toml.lock.seen']
    for (const name of [...mine, ...void_]) writeFileSync(join(root, name), '')
    const lock = await lockFile(file)
    expect(readdirSync(root).sort()).toEqual([...mine, 'config.toml.lock'].sort())
    await lock.release()
  })
})

/** The 22nd field of Linux's own description of a process, or '' where there is none. */
function startOf(pid: number | undefined): string {
  if (!existsSync('/proc/self/stat')) return ''
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? ''
}
