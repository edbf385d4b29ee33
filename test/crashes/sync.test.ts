import {execFileSync, spawnSync} from 'node:child_process'
import {chmodSync, existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it, onTestFinished} from 'vitest'

import {fullSandbox} from '../support/full-sandbox.js'
import {ENGINES, idsInMirror, mirrorIn} from '../support/mirror.js'
import {omi, type RunOptions, temporaryFolder} from '../support/omi.js'
import {NOBODY, pointedAt} from '../support/server.js'
import {copyOf, countCalls, omiWith, tried} from './support.js'

const CONTENTS = {actionItems: 5, conversations: 60, goals: 2, memories: 40}

/** An account, and how runs are pointed at it. */
async function account(engine: string) {
  const {listed, sandbox} = await fullSandbox(CONTENTS)
  return {env: {...pointedAt(sandbox.apiBase, sandbox.apiKey), OMI_SQLITE: engine}, listed, sandbox}
}

const integrity = (home: string) => mirrorIn(home).read((database) => database.all('PRAGMA integrity_check'))

/** Another run goes on, and has all of it. */
async function expectGoesOn(options: RunOptions & {readonly home: string}, ids: readonly string[]): Promise<void> {
  if (existsSync(join(options.home, '.omi', 'mirror'))) {
    const file = readdirSync(join(options.home, '.omi', 'mirror')).find((name) => name.endsWith('.db'))
    if (file) expect(await integrity(options.home)).toEqual([{integrity_check: 'ok'}])
  }

  const run = await omi(['--json', 'sync'], options)
  expect(run).toMatchObject({code: 0, stderr: ''})
  expect(await idsInMirror(options.home, 'conversation')).toEqual(ids)
}

describe.skipIf(process.platform === 'win32')('omi sync', {timeout: 900_000}, () => {
  // Node.js' own engine writes past what is made to fail here; a real disk is below.
  it.each(['ENOSPC', 'short', 'EIO'])('loses nothing to a disk that fails at any write (%s)', async (fault) => {
    const {env, listed} = await account('wasm')
    const {writes} = await countCalls(['sync'], {env, home: temporaryFolder()})
    for (const write of tried(writes, 6)) {
      const home = temporaryFolder()
      const run = await omiWith(`${fault} ${write}`, ['--json', 'sync'], {env, home})
      expect(run, `at write ${write} of ${writes}`).toMatchObject({code: 1, stdout: ''})
      const error = JSON.parse(run.stderr)
      expect(error, `at write ${write}`).toMatchObject({code: 'cannot_use_mirror'})
      expect(error.detail, `at write ${write}`).toMatch(/disk|ENOSPC|EIO/)
      await expectGoesOn({env, home}, listed.conversations)
    }
  })

  it('goes on after a kill at any call that changes a file', async () => {
    const {env, listed} = await account('wasm')
    const {calls} = await countCalls(['sync'], {env, home: temporaryFolder()})
    for (const call of tried(calls, 10)) {
      const home = temporaryFolder()
      expect(await omiWith(`kill ${call}`, ['sync'], {env, home}), `kill at ${call}`).toMatchObject({code: 143})
      await expectGoesOn({env, home}, listed.conversations)
    }
  })

  it.each(ENGINES)('says that a disk is full, and goes on when it is not (OMI_SQLITE=%s)', async (engine) => {
    const {env, listed} = await account(engine)
    const disk = temporaryFolder()
    const {status} = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=120k,mode=700', 'tmpfs', disk])
    if (status !== 0) return
    onTestFinished(() => {
      spawnSync('umount', ['--lazy', disk])
    })
    const run = await omi(['--json', 'sync'], {env, home: disk})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(JSON.parse(run.stderr)).toMatchObject({code: 'cannot_use_mirror'})
    execFileSync('mount', ['-o', 'remount,size=8m', disk])
    await expectGoesOn({env, home: disk}, listed.conversations)
  })

  it.each(ENGINES)('says what is no mirror, and harms none of it (OMI_SQLITE=%s)', async (engine) => {
    const {env, listed} = await account(engine)
    const home = temporaryFolder()
    expect(await omi(['sync'], {env, home})).toMatchObject({code: 0})
    const folder = join(home, '.omi', 'mirror')
    const name = readdirSync(folder).find((each) => each.endsWith('.db')) ?? ''
    const [path, other] = [join(folder, name), join(home, 'elsewhere.db')]
    const failing = async (code: string, ...words: string[]) => {
      const run = await omi(['--json', ...words], {env, home})
      expect(run, words.join(' ')).toMatchObject({code: 1, stdout: ''})
      expect(JSON.parse(run.stderr), words.join(' ')).toMatchObject({code})
    }

    // A link is followed.
    renameSync(path, other)
    symlinkSync(other, path)
    expect(await omi(['sync'], {env, home})).toMatchObject({code: 0})
    expect(await omi(['search', 'Talk'], {env, home})).toMatchObject({code: 0})
    execFileSync('rm', [path])
    // A folder in its place, and a file of something else.
    mkdirSync(path)
    await failing('cannot_use_mirror', 'sync')
    execFileSync('rmdir', [path])
    writeFileSync(path, 'Not a database, however long it is read. '.repeat(500))
    for (const words of [
      ['sync'],
      ['search', 'Talk'],
      ['export', 'goal', '--format', 'json', '--from', 'mirror', '-o', join(home, 'goals.json')],
    ]) {
      await failing('mirror_damaged', ...words)
    }

    // What cannot be read can be begun anew.
    expect(await omi(['sync', '--reset', '--yes'], {env, home})).toMatchObject({code: 0})
    expect(await idsInMirror(home, 'conversation')).toEqual(listed.conversations)
    await mirrorIn(home).write((database) => database.exec('PRAGMA user_version = 9'))
    await failing('mirror_newer', 'sync')
    await failing('mirror_newer', 'search', 'Talk')
  })

  it('lets searches and exports be beside runs, with both engines on one file', async () => {
    const {env, listed} = await account('')
    const home = temporaryFolder()
    expect(await omi(['sync'], {env, home})).toMatchObject({code: 0})
    const beside = Array.from({length: 3}, (_, round) =>
      ENGINES.flatMap((engine) => [
        omi(['--json', 'search', 'Talk'], {env: {...env, OMI_SQLITE: engine}, home}),
        omi(['--json', 'sync', '--full'], {env: {...env, OMI_SQLITE: engine}, home}),
        omi(
          [
            '--json',
            'export',
            'conversation',
            '--format',
            'jsonl',
            '--from',
            'mirror',
            '-o',
            join(home, `${round}${engine}.jsonl`),
          ],
          {
            env: {...env, OMI_SQLITE: engine},
            home,
          },
        ),
      ]),
    )
    for (const run of await Promise.all(beside.flat())) {
      // Of several runs of sync one is at work.
      if (run.code === 1) expect(JSON.parse(run.stderr)).toMatchObject({code: 'already_running'})
      else expect(run).toMatchObject({code: 0})
    }

    expect(await integrity(home)).toEqual([{integrity_check: 'ok'}])
    expect(await idsInMirror(home, 'conversation')).toEqual(listed.conversations)
  })

  // Root may write anywhere.
  it.skipIf(process.getuid?.() === 0)('says that a folder cannot be written', async () => {
    const home = copyOf(temporaryFolder())
    mkdirSync(join(home, '.omi'))
    chmodSync(join(home, '.omi'), 0o500)
    const run = await omi(['--json', 'sync'], {env: pointedAt(NOBODY), home})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(JSON.parse(run.stderr)).toMatchObject({code: 'cannot_use_mirror'})
  })
})
