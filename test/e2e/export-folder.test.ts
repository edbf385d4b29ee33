import {existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {exported, filesBelow, textIn} from '../support/exported.js'
import {fullSandbox} from '../support/full-sandbox.js'
import {temporaryFolder} from '../support/omi.js'
import {pointedAt, sandboxForTest} from '../support/server.js'
import {omi} from '../support/within.js'

const accountWith = async (contents: Parameters<typeof fullSandbox>[0]) => {
  const {sandbox} = await fullSandbox(contents)
  return pointedAt(sandbox.apiBase, sandbox.apiKey)
}

describe('a folder of notes', () => {
  it('gets the three that changed, and keeps the one that the user has edited', async () => {
    const sandbox = await sandboxForTest({seedData: true})
    const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
    const args = ['all', '--format', 'md', '--obsidian']
    const {path, result} = await exported(env, args)
    expect(result).toMatchObject({unchanged: 0})
    const [edited = '', other = ''] = filesBelow(path).filter((file) => file.startsWith('memories/'))
    writeFileSync(join(path, edited), 'mine')
    const {stdout} = await omi(['memory', 'list', '--limit', '100'], {env})
    const ids = stdout.split('\n').map((line) => line.split('\t')[0] ?? '')
    const isEdited = (id: string) => edited.includes(id.slice(0, 8))
    const changed = ids.filter((id) => !isEdited(id) && !other.includes(id.slice(0, 8))).slice(0, 3)
    for (const id of changed) await omi(['memory', 'update', id, '--content', `Changed ${id}`], {env})
    const again = await exported(env, args, path)
    expect(again.result).toMatchObject({kept: [edited], removed: 0, written: 3, unchanged: result.written - 4})
    expect(textIn(path, edited)).toBe('mine')
    const run = await omi(['export', ...args, '-o', path], {env})
    expect(run.stderr).toContain(`! Kept as you have edited it; --force writes over it:\n  ${edited}\n`)
    await exported(env, [...args, '--force'], path)
    expect(textIn(path, edited)).toContain('type: memory')
  })

  it('removes what is gone only with --prune, and nothing that was edited', async () => {
    const env = await accountWith({memories: 6})
    const {path} = await exported(env, ['memory', '--format', 'md'])
    const fileOf = (id: string) => filesBelow(path).find((file) => textIn(path, file).includes(`id: ${id}\n`)) ?? ''
    const [gone, kept] = [fileOf('memory-1'), fileOf('memory-2')]
    writeFileSync(join(path, kept), 'mine')
    await omi(['memory', 'delete', 'memory-1', 'memory-2', '--yes'], {env})
    expect((await exported(env, ['memory', '--format', 'md'], path)).result).toMatchObject({removed: 0, unchanged: 4})
    expect(existsSync(join(path, gone))).toBe(true)
    expect((await exported(env, ['memory', '--format', 'md', '--prune', '--dry-run'], path)).result.removed).toBe(1)
    expect(existsSync(join(path, gone))).toBe(true)
    const {result} = await exported(env, ['memory', '--format', 'md', '--prune'], path)
    expect(result).toMatchObject({kept: [kept], removed: 1})
    expect(existsSync(join(path, gone))).toBe(false)
    expect(textIn(path, kept)).toBe('mine')
  })

  it('gives each item a name that every file system takes, and keeps it when the title changes', async () => {
    const env = await accountWith({conversations: 9})
    const titles = [
      'x'.repeat(300),
      '../../../etc/passwd',
      '🎉🎉',
      'CON',
      String.raw`a/b\c:*?"<>|`,
      'Same',
      'Same',
      '日本語'.repeat(80),
      'Ünïcode. ',
    ]
    for (const [place, title] of titles.entries()) {
      expect(await omi(['conversation', 'update', `conversation-${place}`, '--title', title], {env})).toMatchObject({
        code: 0,
      })
    }

    const {path} = await exported(env, ['conversation', '--format', 'txt'])
    const files = filesBelow(path)
    expect(files).toHaveLength(9)
    for (const file of files) {
      expect(file).toMatch(/^\d{4}-\d\d-\d\d-([\p{L}\p{N}\p{M}-]+-)?[\da-z]+\.txt$/u)
      expect(Buffer.byteLength(file)).toBeLessThan(143)
    }

    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(9)
    await omi(['conversation', 'update', 'conversation-3', '--title', 'Another'], {env})
    expect((await exported(env, ['conversation', '--format', 'txt'], path)).result).toMatchObject({written: 1})
    expect(filesBelow(path)).toEqual(files)
  })

  it('may be a link, but writes through none that is in it', async () => {
    const env = await accountWith({memories: 2})
    const real = temporaryFolder()
    const link = join(temporaryFolder(), 'link')
    symlinkSync(real, link)
    await exported(env, ['memory', '--format', 'md'], link)
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    const [first = ''] = filesBelow(real)
    const victim = join(temporaryFolder(), 'victim')
    writeFileSync(victim, 'precious')
    rmSync(join(real, first))
    symlinkSync(victim, join(real, first))
    expect((await exported(env, ['memory', '--format', 'md'], link)).result.kept).toEqual([first])
    await exported(env, ['memory', '--format', 'md', '--force'], link)
    expect(lstatSync(join(real, first)).isSymbolicLink()).toBe(false)
    expect(readFileSync(victim, 'utf8')).toBe('precious')
  })

  it('believes no state that leads out of it, and does without a damaged one', async () => {
    const env = await accountWith({memories: 2})
    const {path} = await exported(env, ['memory', '--format', 'md'])
    const outside = join(path, '..', 'outside.md')
    writeFileSync(outside, '')
    const sha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    const files = {'../outside.md': {format: 'md', id: 'gone', noun: 'memory', sha256}}
    writeFileSync(join(path, '.omi-export.json'), JSON.stringify({files, version: 1}))
    await exported(env, ['memory', '--format', 'md', '--prune'], path)
    expect(existsSync(outside)).toBe(true)
    writeFileSync(join(path, '.omi-export.json'), 'not JSON')
    expect((await exported(env, ['memory', '--format', 'md'], path)).result).toMatchObject({kept: [], unchanged: 2})
  })

  it('is written by one process at a time', async () => {
    const env = await accountWith({memories: 1})
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'x'))
    const runs = await Promise.all(
      [1, 2, 3].map(() => omi(['export', 'memory', '--format', 'md', '-o', join(folder, 'x')], {env})),
    )
    expect(runs.map(({code}) => code).sort()).toContain(0)
    for (const run of runs.filter(({code}) => code !== 0)) expect(run.stderr).toContain('✗ Already running')
    expect(filesBelow(join(folder, 'x'))).toHaveLength(1)
  })
})
