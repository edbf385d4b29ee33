import {mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {basename, join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {type JobIdentity, JobStore} from '../../../src/lib/bulk/job.js'
import {deadPid, lockText} from '../../support/locks.js'

const identity: JobIdentity = {
  apiBase: 'https://api.omi.me',
  content: Buffer.from('content\nsecret plans\n'),
  noun: 'memory',
  profile: 'default',
}

let home: string
let folder: string
let store: JobStore

/** Does the first `done` of four rows and leaves. */
async function work(done: number): Promise<void> {
  const job = await store.open(4)
  if (done > 0) {
    await job.begin(done, Date.now())
    await job.finish(Array.from({length: done}, (_, index) => `id-${index}`))
  }

  await job.close()
}

const changeFile = async (change: (progress: Record<string, unknown>) => unknown) => {
  const progress = JSON.parse(await readFile(store.file, 'utf8'))
  await writeFile(store.file, JSON.stringify(change(progress)))
}

const lockOf = ({file}: JobStore) => `${file}.lock`

describe('the kept progress of creating many', () => {
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'omi-jobs-'))
    folder = join(home, '.omi', 'jobs')
    store = new JobStore(folder, identity)
  })

  afterEach(() => rm(home, {recursive: true}))

  describe('the state of a job', () => {
    it('is new, begun, done, and new again once forgotten', async () => {
      expect(await store.state()).toBe('new')
      await work(1)
      expect(await store.state()).toBe('begun')
      const job = await store.open(4)
      await job.begin(3, Date.now())
      await job.finish(['a', 'b', 'c'])
      await job.close()
      expect(await store.state()).toBe('done')
      await store.forget()
      expect(await store.state()).toBe('new')
    })

    it.each([
      ['content', {content: Buffer.from('content\nother\n')}],
      ['noun', {noun: 'action item'}],
      ['profile', {profile: 'work'}],
      ['server', {apiBase: 'http://127.0.0.1:8080'}],
    ])('belongs to one %s', async (_, other) => {
      await work(4)
      expect(await new JobStore(folder, {...identity, ...other}).state()).toBe('new')
      expect(await new JobStore(folder, {...identity}).state()).toBe('done')
    })
  })

  describe('the progress file', () => {
    it('is for the owner alone, in a folder for the owner alone', async () => {
      await work(1)
      const modes = await Promise.all([store.file, folder, join(home, '.omi')].map((path) => stat(path)))
      expect(modes.map(({mode}) => mode % 0o1000)).toEqual([0o600, 0o700, 0o700])
    })

    it('keeps row numbers and ids, nothing of the content or the account', async () => {
      const job = await store.open(4)
      await job.begin(2, Date.now())
      const text = await readFile(store.file, 'utf8')
      await job.close()
      expect(JSON.parse(text)).toMatchObject({rows: 4, ids: [], inFlight: {first: 1, last: 2}})
      expect(text).not.toMatch(/secret|default|api\.omi/)
    })

    it('is all that stays in the folder', async () => {
      await work(2)
      expect(await readdir(folder)).toHaveLength(1)
    })

    it('remembers what was in flight and since when', async () => {
      const before = Date.now()
      const first = await store.open(4)
      await first.begin(1, Date.now())
      await first.finish(['a'])
      await first.begin(2, Date.now())
      await first.close()
      const second = await store.open(4)
      await second.close()
      expect(second.ids).toEqual(['a'])
      expect(second.inFlight).toMatchObject({first: 2, last: 3})
      expect(Date.parse(second.inFlight!.since)).toBeGreaterThanOrEqual(before)
    })

    it.each<[string, (progress: Record<string, unknown>) => unknown]>([
      ['of another job', (progress) => ({...progress, job: 'x'})],
      ['of another version', (progress) => ({...progress, version: 2})],
      ['with more ids than rows', (progress) => ({...progress, ids: ['a', 'b', 'c', 'd', 'e']})],
      ['with ids that are none', (progress) => ({...progress, ids: [1]})],
      [
        'with other rows in flight than the next',
        (progress) => ({...progress, inFlight: {first: 3, last: 4, since: 'x'}}),
      ],
      ['that is a list', () => []],
    ])('%s is not trusted', async (_, change) => {
      await work(1)
      await changeFile(change)
      const damaged = {
        title: 'Progress file is damaged',
        exitCode: 1,
        detail: `${store.file} cannot be trusted. Nothing was sent. Delete it to start anew from the first row.`,
      }
      await expect(store.state()).rejects.toMatchObject(damaged)
      await expect(store.open(4)).rejects.toMatchObject(damaged)
      await store.forget()
      expect(await store.state()).toBe('new')
    })

    it('cut off is not trusted', async () => {
      await work(1)
      const text = await readFile(store.file, 'utf8')
      await writeFile(store.file, text.slice(0, -10))
      await expect(store.open(4)).rejects.toMatchObject({title: 'Progress file is damaged'})
    })

    it('of a file with another number of rows is not trusted', async () => {
      await work(1)
      await expect(store.open(5)).rejects.toMatchObject({title: 'Progress file is damaged'})
    })

    it('that cannot be written is told, with its name', async () => {
      await writeFile(join(home, '.omi'), 'not a folder')
      await expect(store.open(4)).rejects.toMatchObject({
        title: 'Cannot write progress file',
        exitCode: 1,
        detail: `${store.file} (ENOTDIR): a part of the path is a file, not a folder. Make the file and its folder writable.`,
      })
    })
  })

  describe('the lock', () => {
    const held = {title: 'Already running', exitCode: 1}

    it('keeps a second run off and lets it in afterwards', async () => {
      const job = await store.open(4)
      await expect(store.open(4)).rejects.toMatchObject(held)
      await expect(store.forget()).rejects.toMatchObject(held)
      await job.close()
      await work(4)
    })

    it('lets one of many in that come at once', async () => {
      const all = await Promise.allSettled(Array.from({length: 5}, () => store.open(4)))
      expect(all.filter(({status}) => status === 'fulfilled')).toHaveLength(1)
      for (const result of all) {
        if (result.status === 'fulfilled') await result.value.close()
        else expect(result.reason).toMatchObject(held)
      }
    })

    it('of a process that was killed before it wrote anything is taken over at once', async () => {
      await mkdir(folder, {recursive: true})
      await writeFile(lockOf(store), lockText({pid: deadPid()}))
      await work(1)
      expect(await readdir(folder)).toEqual([basename(store.file)])
    })

    it('of a process that cannot be seen from here holds, and says whose it is', async () => {
      await mkdir(folder, {recursive: true})
      await writeFile(lockOf(store), lockText({host: 'elsewhere', pid: 17, place: '00000000'}))
      await expect(store.open(4)).rejects.toMatchObject({
        ...held,
        detail:
          `Another omi is creating things from this file (${lockOf(store)}). Wait until it has ended: it is process 17 on ` +
          'elsewhere, which cannot be seen from here: once it has not stirred for a minute it counts as dead.',
      })
    })

    it('that was lost lets nothing more be written', async () => {
      const job = await store.open(4)
      const text = await readFile(store.file, 'utf8')
      await writeFile(lockOf(store), lockText({}))
      await expect(job.begin(1, Date.now())).rejects.toMatchObject(held)
      await job.close()
      expect(await readFile(store.file, 'utf8')).toBe(text)
      expect((await readdir(folder)).sort()).toEqual([basename(store.file), basename(lockOf(store))])
    })
  })
})
