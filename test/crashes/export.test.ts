import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {filesBelow, textIn} from '../support/exported.js'
import {fullSandbox} from '../support/full-sandbox.js'
import {omi, temporaryFolder} from '../support/omi.js'
import {pointedAt} from '../support/server.js'
import {copyOf, countCalls, filesIn, omiWith, tried} from './support.js'

const KILLED = 143

/** What writes notes into a folder. */
const notesTo = (path: string) => ['--json', 'export', 'memory', '--format', 'md', '-o', path]

/** An account with six memories, of which `change` changes all. */
async function account() {
  const {sandbox} = await fullSandbox({memories: 6})
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  let round = 0
  return {
    async change() {
      round += 1
      for (const place of [0, 1, 2, 3, 4, 5]) {
        await omi(['memory', 'update', `memory-${place}`, '--content', `Round ${round} of ${place}`], {env})
      }

      return round
    },
    env,
  }
}

describe.skipIf(process.platform === 'win32')('an export that is cut short', {timeout: 600_000}, () => {
  it('leaves notes that the next one brings up to date, and takes none of them for the user’s', async () => {
    const {change, env} = await account()
    const folder = temporaryFolder()
    expect(await omi(notesTo(folder), {env})).toMatchObject({code: 0})
    const [edited = ''] = filesBelow(folder)
    await change()
    writeFileSync(join(folder, edited), 'mine')
    const {calls} = await countCalls(notesTo(copyOf(folder)), {env})
    for (const call of tried(calls, 8)) {
      const path = copyOf(folder)
      expect(await omiWith(`kill ${call}`, notesTo(path), {env}), `kill at ${call}`).toMatchObject({code: KILLED})
      // What was written half-way may be outdated by now.
      const round = await change()
      const run = await omi(notesTo(path), {env})
      expect(run, `after a kill at call ${call}`).toMatchObject({code: 0})
      expect(JSON.parse(run.stdout), `after a kill at call ${call}`).toMatchObject({kept: [edited]})
      for (const file of filesBelow(path)) {
        expect(textIn(path, file), `after a kill at call ${call}`).toContain(
          file === edited ? 'mine' : `Round ${round} of`,
        )
      }

      expect(filesIn(path)).toEqual(filesIn(folder))
    }
  })

  it.each(['json', 'xlsx', 'sqlite'])(
    'leaves the old %s file or the new one, and nothing beside it',
    async (format) => {
      const {env} = await account()
      const args = (path: string) => ['export', 'memory', '--format', format, '--force', '-o', join(path, 'out')]
      const whole = temporaryFolder()
      await omi(args(whole), {env})
      const folder = temporaryFolder()
      writeFileSync(join(folder, 'out'), 'old')
      const {calls, writes} = await countCalls(args(copyOf(folder)), {env})
      for (const call of tried(calls)) {
        const path = copyOf(folder)
        expect(await omiWith(`kill ${call}`, args(path), {env})).toMatchObject({code: KILLED})
        const after = readFileSync(join(path, 'out'))
        // A workbook says when it was made.
        const difference = Math.abs(after.length - readFileSync(join(whole, 'out')).length)
        if (after.toString() !== 'old') expect(difference).toBeLessThan(10)
        expect(await omi(args(path), {env})).toMatchObject({code: 0})
        expect(filesIn(path)).toEqual(['out'])
      }

      for (const fault of ['short', 'ENOSPC', 'EIO']) {
        for (const write of tried(writes, 3)) {
          const path = copyOf(folder)
          const run = await omiWith(`${fault} ${write}`, args(path), {env})
          expect(run, `${fault} at write ${write}`).toMatchObject({code: 1, stdout: ''})
          expect(run.stderr).toMatch(/✗ Cannot use a file \((?:ENOSPC|EIO)\)/)
          expect(readFileSync(join(path, 'out'), 'utf8')).toBe('old')
          expect(filesIn(path)).toEqual(['out'])
        }
      }
    },
  )

  it('keeps what is in a folder where the disk is full, and goes on when it is not', async () => {
    const {env} = await account()
    const whole = temporaryFolder()
    await omi(notesTo(whole), {env})
    const {writes} = await countCalls(notesTo(join(temporaryFolder(), 'new')), {env})
    for (const write of tried(writes, 5)) {
      const path = join(temporaryFolder(), 'new')
      const run = await omiWith(`ENOSPC ${write}`, notesTo(path), {env})
      expect(run, `at write ${write}`).toMatchObject({code: 1, stdout: ''})
      expect(JSON.parse(run.stderr)).toMatchObject({code: 'cannot_use_file'})
      expect(await omi(notesTo(path), {env}), `after write ${write}`).toMatchObject({code: 0})
      expect(filesBelow(path)).toEqual(filesBelow(whole))
      expect(existsSync(join(path, '.omi-export.log'))).toBe(false)
    }
  })
})
