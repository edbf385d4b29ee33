import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {type Beginning} from '../../../src/lib/api/find-created.js'
import {type BulkRun, createMany} from '../../../src/lib/bulk/create-many.js'
import {JobStore} from '../../../src/lib/bulk/job.js'
import {
  authenticationFailed,
  InterruptedError,
  invalidValue,
  rateLimited,
  RateLimitError,
  serverError,
} from '../../../src/lib/errors/index.js'
import {systemClock} from '../../../src/lib/io/clock.js'
import {type Moment} from '../../../src/lib/io/moment.js'

let folder: string

/** A server that keeps what it is sent and fails when told to: `fail` is asked before each request, by its number from 1. */
class Server {
  readonly items: string[] = []
  readonly requests: string[][] = []
  send = async (batch: string[]): Promise<string[]> => {
    this.requests.push(batch)
    const error = this.fail(this.requests.length)
    if (error) throw error
    this.items.push(...batch)
    return batch.map((row) => idOf(row))
  }

  constructor(private readonly fail: (request: number) => unknown = () => {}) {}
}

const idOf = (row: string) => `id of ${row}`
const failOn = (request: number, error: unknown) => (number: number) => (number === request ? error : undefined)
const rowsUpTo = (count: number) => Array.from({length: count}, (_, index) => `row ${index + 1}`)

/** A run of ten rows in batches of four against `server`. */
function runOf(server: Server, more: Partial<BulkRun<string>> = {}): BulkRun<string> {
  const identity = {apiBase: 'http://localhost', content: Buffer.from('x'), noun: 'memory', profile: 'default'}
  return {
    batchSize: 4,
    clock: systemClock,
    continueWith: ['omi', 'memory', 'create', '--file', 'notes.csv'],
    job: new JobStore(folder, identity),
    noun: 'memory',
    perHour: 15,
    rows: rowsUpTo(10),
    send: server.send,
    signal: new AbortController().signal,
    wait: false,
    ...more,
  }
}

const CONTINUE = 'Continue with: omi memory create --file notes.csv'

const otherJob = () => new JobStore(folder, {apiBase: '', content: Buffer.from('y'), noun: 'memory', profile: ''})

/** A rate limit that asks for so many seconds. */

const limitedFor = (seconds: number) =>
  rateLimited({limit: 15, policy: 'dev:memories_batch', retry_after_seconds: seconds})

/** Leaves the second batch in doubt. */
const breakOff = () => createMany(runOf(new Server(failOn(2, serverError({status: 500}))))).catch(() => {})

const findRow5 = async (batch: string[]) => batch.map((row) => (row === 'row 5' ? idOf(row) : undefined))

describe('creating many from a file', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'omi-bulk-'))
  })

  afterEach(() => rm(folder, {recursive: true}))

  describe('a run', () => {
    it('sends full batches in order and returns the ids in the order of the rows', async () => {
      const server = new Server()
      const result = await createMany(runOf(server))
      expect(server.requests.map((batch) => batch.length)).toEqual([4, 4, 2])
      expect(server.items).toEqual(rowsUpTo(10))
      expect(result).toEqual({
        created: 10,
        existing: 0,
        failed: 0,
        skipped: 0,
        total: 10,
        ids: rowsUpTo(10).map((row) => idOf(row)),
      })
    })

    it('needs 40 requests for 1000 memories', async () => {
      const server = new Server()
      await createMany(runOf(server, {batchSize: 25, rows: rowsUpTo(1000)}))
      expect(server.requests).toHaveLength(40)
    })

    it('returns the same id twice for the same content twice', async () => {
      const {ids} = await createMany(runOf(new Server(), {rows: ['a', 'b', 'a']}))
      expect(ids).toEqual(['id of a', 'id of b', 'id of a'])
    })

    it('says at the start what is to do and how long the rate limit makes it take', async () => {
      const plans: unknown[] = []
      const onStart = (plan: unknown) => plans.push(plan)
      await createMany(runOf(new Server(), {batchSize: 25, rows: rowsUpTo(1000), onStart}))
      expect(plans).toEqual([
        {estimateSeconds: 7200, existing: 0, remaining: 1000, requests: 40, skipped: 0, total: 1000},
      ])
    })

    it('estimates no wait for what fits into an hour, nor without a limit', async () => {
      const estimates: number[] = []
      const onStart: BulkRun<string>['onStart'] = ({estimateSeconds}) => estimates.push(estimateSeconds)
      await createMany(runOf(new Server(), {perHour: 3, rows: rowsUpTo(12), onStart}))
      await createMany(runOf(new Server(), {perHour: undefined, rows: ['a', 'b'], job: otherJob(), onStart}))
      expect(estimates).toEqual([0, 0])
    })

    it('tells its progress after each batch', async () => {
      const progress: number[][] = []
      await createMany(runOf(new Server(), {onProgress: (...args) => progress.push(args)}))
      expect(progress.map(([done, total]) => [done, total])).toEqual([
        [4, 10],
        [8, 10],
        [10, 10],
      ])
      expect(progress.at(-1)).toEqual([10, 10, 0])
    })

    it('counts what a done job has as skipped and sends nothing', async () => {
      await createMany(runOf(new Server()))
      const server = new Server()
      const result = await createMany(runOf(server))
      expect(server.requests).toEqual([])
      expect(result).toEqual({
        created: 0,
        existing: 0,
        failed: 0,
        skipped: 10,
        total: 10,
        ids: rowsUpTo(10).map((row) => idOf(row)),
      })
    })
  })

  describe('a rate limit', () => {
    it('stops the run with its progress kept and the command that continues', async () => {
      const error = await createMany(runOf(new Server(failOn(3, limitedFor(3600))))).catch((error: unknown) => error)
      expect(error).toBeInstanceOf(RateLimitError)
      expect(error).toMatchObject({
        title: 'Rate limited: dev:memories_batch (15/hr)',
        detail: `Retry in 3600s. Slow down and retry shortly.\n8 of 10 created; progress is kept. ${CONTINUE}`,
        exitCode: 4,
        facts: {
          ...limitedFor(3600).facts,
          created: 8,
          existing: 0,
          ids: rowsUpTo(8).map((row) => idOf(row)),
          resume_argv: ['omi', 'memory', 'create', '--file', 'notes.csv'],
          skipped: 0,
          total: 10,
        },
      })

      const server = new Server()
      const plans: unknown[] = []
      const result = await createMany(runOf(server, {onStart: (plan) => plans.push(plan)}))
      expect(plans).toEqual([{estimateSeconds: 0, existing: 0, remaining: 2, requests: 1, skipped: 8, total: 10}])
      expect(server.items).toEqual(['row 9', 'row 10'])
      expect(result).toEqual({
        created: 2,
        existing: 0,
        failed: 0,
        skipped: 8,
        total: 10,
        ids: rowsUpTo(10).map((row) => idOf(row)),
      })
    })

    it('names the command that continues at the first batch too', async () => {
      await expect(createMany(runOf(new Server(failOn(1, limitedFor(3600)))))).rejects.toMatchObject({
        detail: expect.stringContaining(`\n0 of 10 created; progress is kept. ${CONTINUE}`),
      })
    })

    it('is waited for with --wait, and announced', async () => {
      const server = new Server(failOn(2, limitedFor(0)))
      const waits: number[] = []
      const result = await createMany(runOf(server, {wait: true, onWait: (seconds) => waits.push(seconds)}))
      expect(waits).toEqual([0])
      expect(server.requests).toHaveLength(4)
      expect(result.created).toBe(10)
      expect(server.items).toEqual(rowsUpTo(10))
    })

    it('that does not say how long is waited for a minute', async () => {
      const controller = new AbortController()
      const waits: number[] = []
      const onWait = (seconds: number) => {
        waits.push(seconds)
        controller.abort(new InterruptedError('SIGINT'))
      }

      const run = runOf(new Server(failOn(1, rateLimited({}))), {wait: true, onWait, signal: controller.signal})
      await expect(createMany(run)).rejects.toMatchObject({exitCode: 130})
      expect(waits).toEqual([60])
    })
  })

  describe('an interruption', () => {
    it('ends a wait, with the progress kept', async () => {
      const controller = new AbortController()
      const server = new Server(failOn(2, limitedFor(3600)))
      const onWait = () => controller.abort(new InterruptedError('SIGTERM'))
      await expect(createMany(runOf(server, {wait: true, onWait, signal: controller.signal}))).rejects.toMatchObject({
        exitCode: 143,
        detail: `4 of 10 created; progress is kept. ${CONTINUE}`,
      })
      expect((await createMany(runOf(new Server()))).created).toBe(6)
    })

    it('ends the run after the batch at hand', async () => {
      const controller = new AbortController()
      const server = new Server()
      const onProgress = () => controller.abort(new InterruptedError('SIGINT'))
      await expect(createMany(runOf(server, {onProgress, signal: controller.signal}))).rejects.toMatchObject({
        title: 'Interrupted',
        detail: `4 of 10 created; progress is kept. ${CONTINUE}`,
      })
      expect(server.requests).toHaveLength(1)
    })
  })

  describe('any other error', () => {
    it('keeps its title and exit code, and the progress', async () => {
      const server = new Server(failOn(2, invalidValue('x', 'refused')))
      await expect(createMany(runOf(server))).rejects.toMatchObject({
        title: 'Invalid value: x',
        exitCode: 1,
        detail: `refused\n4 of 10 created; progress is kept. ${CONTINUE}`,
      })
      expect((await createMany(runOf(new Server()))).skipped).toBe(4)
    })

    it('stays as it is when nothing was begun', async () => {
      await expect(createMany(runOf(new Server(failOn(1, authenticationFailed()))))).rejects.toMatchObject({
        detail: 'Token rejected. Run omi auth login to re-authenticate.',
      })
    })

    it('says that a batch of unknown outcome may exist', async () => {
      await expect(createMany(runOf(new Server(failOn(2, serverError({status: 502})))))).rejects.toMatchObject({
        title: 'Server error (502)',
        detail: expect.stringMatching(/\n4 of 10 created, 4 more may have been; progress is kept\. Continue with/),
      })
    })

    it('that is a fault of the program passes through', async () => {
      const bug = new TypeError('x is not a function')
      await expect(createMany(runOf(new Server(failOn(1, bug))))).rejects.toBe(bug)
    })

    it('is an unexpected response when the ids are too few', async () => {
      await expect(createMany(runOf(new Server(), {send: async () => ['one id']}))).rejects.toMatchObject({
        title: 'Unexpected response',
        exitCode: 3,
        detail: expect.stringContaining('4 ids were due for a batch of memory, 1 came.'),
      })
    })
  })

  describe('a batch of unknown outcome', () => {
    it('is sent again when creating twice does no harm', async () => {
      await breakOff()
      const server = new Server()
      const result = await createMany(runOf(server))
      expect(server.requests[0]).toEqual(['row 5', 'row 6', 'row 7', 'row 8'])
      expect(result).toMatchObject({created: 6, skipped: 4})
    })

    it('is looked up first where it would, and only what is missing is sent', async () => {
      const before = Date.now()
      await breakOff()
      const server = new Server()
      const looks: {batch: string[]; since: Beginning}[] = []
      const findSent = async (batch: string[], since: Beginning) => {
        looks.push({batch, since})
        return batch.map((row) => (row === 'row 5' || row === 'row 7' ? idOf(row) : undefined))
      }

      const result = await createMany(runOf(server, {findSent}))
      expect(looks).toEqual([
        {batch: ['row 5', 'row 6', 'row 7', 'row 8'], since: {monotonic: expect.any(Number), wall: expect.any(Number)}},
      ])
      expect((looks[0]!.since as Moment).wall).toBeGreaterThanOrEqual(before)
      expect(server.requests).toEqual([
        ['row 6', 'row 8'],
        ['row 9', 'row 10'],
      ])
      expect(result).toEqual({
        created: 4,
        existing: 0,
        failed: 0,
        skipped: 6,
        total: 10,
        ids: rowsUpTo(10).map((row) => idOf(row)),
      })
    })

    it('is not sent when the look fails', async () => {
      await breakOff()
      const server = new Server()
      const run = runOf(server, {findSent: () => Promise.reject(serverError({status: 503}))})
      await expect(createMany(run)).rejects.toMatchObject({title: 'Server error (503)'})
      expect(server.requests).toEqual([])
    })

    it('is looked up again when what was missing of it was refused', async () => {
      await breakOff()
      const refusing = new Server(failOn(1, rateLimited({})))
      await expect(createMany(runOf(refusing, {findSent: findRow5}))).rejects.toMatchObject({exitCode: 4})
      const server = new Server()
      await createMany(runOf(server, {findSent: findRow5}))
      expect(server.items).not.toContain('row 5')
    })

    it('is one whose error says so, whatever its exit code', async () => {
      const unknown = rateLimited({outcome: 'unknown'})
      await createMany(runOf(new Server(failOn(1, unknown)))).catch(() => {})
      const looked: string[][] = []
      const findSent = async (batch: string[]) => {
        looked.push(batch)
        return batch.map((row) => idOf(row))
      }

      await createMany(runOf(new Server(), {findSent}))
      expect(looked).toEqual([rowsUpTo(4)])
    })

    it('is looked up after a wait too', async () => {
      const server = new Server(failOn(1, rateLimited({outcome: 'unknown', retry_after_seconds: 0})))
      await createMany(runOf(server, {findSent: async (batch) => batch.map((row) => idOf(row)), wait: true}))
      expect(server.items).toEqual(rowsUpTo(10).slice(4))
    })

    it('is not one that was refused', async () => {
      await createMany(runOf(new Server(failOn(2, rateLimited({}))))).catch(() => {})
      const run = runOf(new Server(), {findSent: () => Promise.reject(new Error('nothing to look up'))})
      expect(await createMany(run)).toMatchObject({created: 6, skipped: 4})
    })
  })

  it('a second run of the same job fails at once and sends nothing', async () => {
    const second = new Server()
    let error: unknown
    const send = async (batch: string[]) => {
      error ??= await createMany(runOf(second)).catch((error: unknown) => error)
      return batch.map((row) => idOf(row))
    }

    await createMany(runOf(new Server(), {send}))
    expect(error).toMatchObject({title: 'Already running', exitCode: 1})
    expect(second.requests).toEqual([])
  })
})
