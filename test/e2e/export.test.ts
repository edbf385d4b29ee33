import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {documentsOf, exported, filesBelow, textIn} from '../support/exported.js'
import {fullSandbox} from '../support/full-sandbox.js'
import {omi as binary, omiOnTerminal, temporaryFolder} from '../support/omi.js'
import {NOBODY, pointedAt, sandboxForTest, serverForTest} from '../support/server.js'
import {omi} from '../support/within.js'

const sample = async () => {
  const sandbox = await sandboxForTest({seedData: true})
  return {env: pointedAt(sandbox.apiBase, sandbox.apiKey), sandbox}
}

/** What stands in the files of a folder, but for the time of the export. */
const textsBelow = (path: string) =>
  filesBelow(path).flatMap((name) => (name === 'manifest.json' ? [] : [textIn(path, name)]))

describe('omi export', () => {
  it('prints what the API has, as it came, and tells the rest on stderr', async () => {
    const {env} = await sample()
    const {stdout: listed} = await binary(['--json', 'memory', 'list', '--all'], {env})
    const run = await binary(['export', 'memory', '--format', 'jsonl'], {env})
    expect(run).toMatchObject({code: 0})
    expect(`[${run.stdout.trimEnd().replaceAll('\n', ',')}]\n`).toBe(listed)
    expect(run.stderr).toContain('From the API.\n')
    expect(run.stderr).toMatch(/✓ 200 written\.\n$/)
  })

  it('writes a file, and none over it without --force', async () => {
    const {env} = await sample()
    const path = join(temporaryFolder(), 'goals.json')
    const first = await omi(['--json', 'export', 'goal', '--format', 'json', '-o', path], {env})
    const goals = await documentsOf(env, 'goal')
    expect(JSON.parse(first.stdout)).toEqual({
      noun: 'goal',
      format: 'json',
      source: 'api',
      written: goals.length,
      unchanged: 0,
      removed: 0,
      skipped: 0,
      kept: [],
      not_replaced: [],
      path,
      complete: true,
      missing: [],
    })
    expect(JSON.parse(textIn(path))).toEqual(goals)
    writeFileSync(path, 'mine')
    const second = await omi(['export', 'goal', '--format', 'json', '-o', path], {env})
    expect(second).toEqual({
      code: 1,
      stderr: `✗ File exists: ${path}\n  It was not written over; --force does that.\n`,
      stdout: '',
    })
    expect(textIn(path)).toBe('mine')
    await omi(['export', 'goal', '--format', 'json', '-o', path, '--force'], {env})
    expect(JSON.parse(textIn(path))).toEqual(goals)
  })

  it('writes all of the account into a folder, with a manifest that export verify holds against the files', async () => {
    const {env} = await sample()
    const {path, result} = await exported(env, ['all', '--format', 'jsonl'])
    const nouns = ['action-items', 'conversations', 'daily-summaries', 'folders', 'goals', 'memories']
    expect(filesBelow(path)).toEqual([...nouns.map((noun) => `${noun}.jsonl`), 'manifest.json'].sort())
    const {files} = JSON.parse(textIn(path, 'manifest.json')) as {files: Array<{count: number; path: string}>}
    expect(files.reduce((sum, {count}) => sum + count, 0)).toBe(result.written)
    expect((await omi(['export', 'verify', path], {env})).code).toBe(0)

    writeFileSync(join(path, 'goals.jsonl'), 'other\n')
    writeFileSync(join(path, 'notes.txt'), '')
    const run = await omi(['--json', 'export', 'verify', path], {env})
    expect(run.code).toBe(1)
    expect(JSON.parse(run.stdout)).toMatchObject({
      folder: path,
      ok: false,
      files: expect.arrayContaining([
        {path: 'goals.jsonl', result: 'differs'},
        {path: 'memories.jsonl', result: 'same'},
        {path: 'notes.txt', result: 'extra'},
      ]),
    })
    expect(JSON.parse(run.stderr)).toMatchObject({
      code: 'verification_failed',
      error: '1 of 6 files differ',
      exit_code: 1,
    })
  })

  it('brings a folder up to date, and keeps what was edited in it', async () => {
    const {env} = await sample()
    const {path} = await exported(env, ['all', '--format', 'csv'])
    expect((await exported(env, ['all', '--format', 'csv'], path)).result).toMatchObject({written: 0})
    await omi(['memory', 'create', 'Likes the new folder'], {env})
    const goals = textIn(path, 'goals.csv')
    writeFileSync(join(path, 'goals.csv'), `${goals}edited\n`)
    const {result} = await exported(env, ['all', '--format', 'csv'], path)
    expect(result).toMatchObject({kept: ['goals.csv'], written: 201})
    expect(textIn(path, 'goals.csv')).toBe(`${goals}edited\n`)
    expect((await exported(env, ['all', '--format', 'csv', '--force'], path)).result.kept).toEqual([])
    expect(textIn(path, 'goals.csv')).toBe(goals)
  })

  it.each([
    [['all', '--format', 'json'], 'Use -o PATH'],
    [['memory', '--format', 'md'], 'Use -o PATH'],
    [['memory', '--format', 'parquet'], 'Use -o PATH'],
    [['memory', '--format', 'jsn'], 'Invalid value: --format jsn'],
    [['memory', '--format', 'ics'], 'Invalid value: --format ics'],
    [['memory'], 'Missing argument: --format FORMAT'],
    [['memory', '--format', 'md', '--excel'], 'Invalid value: --excel'],
    [['goal', '--format', 'json', '--starred'], 'Invalid value: --starred'],
    [['all', '--format', 'md', '-o', 'x', '--prune', '--since', 'today'], 'Invalid value: --prune'],
    [['memory', '--format', 'json', '-o', ''], 'Invalid value: --output'],
    [['conversation', '--format', 'srt', '-o', 'x', '--no-transcripts'], 'Invalid value: --no-transcripts'],
  ])('refuses %j before any request', async (args, title) => {
    const run = await omi(['export', ...args], {env: pointedAt(NOBODY)})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(run.stderr).toContain(`✗ ${title}`)
  })

  it('has no place on stdout for both the items and the JSON result', async () => {
    const {env} = await sample()
    for (const flag of ['--json', '--fields=written']) {
      const run = await omi([flag, 'export', 'memory', '--format', 'csv'], {env})
      expect(run).toMatchObject({code: 1, stdout: ''})
      expect(run.stderr).toContain('Use -o PATH')
    }

    const dry = await omi(['--json', 'export', 'all', '--format', 'csv', '--dry-run'], {env})
    expect(JSON.parse(dry.stdout)).toMatchObject({path: null, unchanged: 0})
    expect((JSON.parse(dry.stdout) as {written: number}).written).toBeGreaterThan(300)
  })

  it('shows nothing binary on a terminal, and nothing that would steer it', async () => {
    const {env} = await sample()
    const {screen} = await omiOnTerminal(['export', 'memory', '--format', 'xlsx'], {env})
    expect(screen).toContain('Use -o PATH')
    await omi(['memory', 'create', 'red: \u001B[31m'], {env})
    const shown = await omiOnTerminal(['export', 'memory', '--format', 'tsv'], {columns: 200, env})
    expect(shown.screen).toContain(String.raw`red: \x1b[31m`)
  })

  it('takes what was between two times, by when it was, and what a filter of the list lets through', async () => {
    const {env} = await sample()
    const all = await documentsOf(env, 'conversation')
    const days = all.map(({started_at: time}) => String(time).slice(0, 10)).sort()
    const [from = '', to = ''] = [days[10], days[20]]
    const between = JSON.parse(
      (await omi(['export', 'conversation', '--format', 'json', '--since', from, '--until', to], {env})).stdout,
    ) as typeof all
    expect(between.map(({id}) => id)).toEqual(
      all
        .filter(({started_at: time}) => String(time).slice(0, 10) >= from && String(time).slice(0, 10) <= to)
        .map(({id}) => id),
    )
    expect(between.every(({transcript_segments: segments}) => Array.isArray(segments))).toBe(true)
    const open = await omi(['export', 'action-item', '--format', 'jsonl', '--open'], {env})
    expect(open.stdout.split('\n').filter((line) => line.includes('"completed":true'))).toEqual([])
    expect(open.stdout).toContain('"completed":false')
  })

  it('goes on without transcripts where their allowance is used up, says so, and is exit 4', async () => {
    const {sandbox} = await fullSandbox({conversations: 700}, {rateLimits: true})
    const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
    const path = join(temporaryFolder(), 'talks.json')
    const run = await omi(['--json', 'export', 'conversation', '--format', 'json', '-o', path], {env})
    const talks = JSON.parse(readFileSync(path, 'utf8')) as Array<{id: string; transcript_segments: unknown}>
    expect(new Set(talks.map(({id}) => id)).size).toBe(700)
    expect(run.code).toBe(4)
    const missing = talks.filter(({transcript_segments: segments}) => segments === null).length
    expect(missing).toBeGreaterThan(0)
    expect(JSON.parse(run.stdout)).toMatchObject({
      complete: false,
      missing: [{count: missing, later: true, noun: 'conversation', reason: 'rate limit', what: 'transcripts'}],
      written: 700,
    })
    expect(JSON.parse(run.stderr)).toMatchObject({code: 'rate_limited', exit_code: 4})
  })

  it('puts less than there was in the place of no file: neither where an allowance ends nor where a plan has', async () => {
    const {env, sandbox} = await sample()
    const created = await omi(['--json', 'memory', 'create', 'Takes the long way home '.repeat(5).trim()], {env})
    const {id} = JSON.parse(created.stdout) as {id: string}
    const {path: folder} = await exported(env, ['all', '--format', 'jsonl'])
    const file = join(temporaryFolder(), 'memories.csv')
    await omi(['export', 'memory', '--format', 'csv', '-o', file], {env})
    const notes = (await exported(env, ['memory', '--format', 'md'])).path
    const before = [folder, notes].map((path) => textsBelow(path))
    const table = readFileSync(file, 'utf8')

    const faults = ['GET */memories 429:500', 'GET */conversations 429:500']
    const limited = await sandboxForTest({faults, seedData: true})
    const less = pointedAt(limited.apiBase, limited.apiKey)
    const run = await omi(['--json', 'export', 'all', '--format', 'jsonl', '-o', folder], {env: less})
    expect(run.code).toBe(4)
    expect(JSON.parse(run.stdout)).toMatchObject({
      complete: false,
      not_replaced: ['conversations.jsonl', 'memories.jsonl'],
    })
    const again = await omi(['export', 'memory', '--format', 'csv', '-o', file, '--force'], {env: less})
    expect(again.code).toBe(4)
    expect(again.stderr).toContain(`! Left as it was, since less came than it may have:\n`)
    expect(readFileSync(file, 'utf8')).toBe(table)

    const lapsed = await serverForTest(async ({url}, response) => {
      const headers = {authorization: `Bearer ${sandbox.apiKey}`}
      const answer = await fetch(`${sandbox.apiBase}${url}`, {headers})
      const text = await answer.text()
      response.writeHead(answer.status, {'content-type': 'application/json'})
      response.end(text.replaceAll(/"content":"([^"\\]{70})[^"\\]{4,}"/g, '"content":"$1..."'))
    })
    const poorer = {...env, OMI_API_BASE: lapsed}
    const short = await omi(['--json', 'export', 'all', '--format', 'jsonl', '-o', folder], {env: poorer})
    expect(JSON.parse(short.stdout)).toMatchObject({not_replaced: ['memories.jsonl']})
    const shortNotes = await omi(['--json', 'export', 'memory', '--format', 'md', '-o', notes], {env: poorer})
    expect(JSON.parse(shortNotes.stdout).not_replaced.length).toBeGreaterThan(0)
    expect([folder, notes].map((path) => textsBelow(path))).toEqual(before)
    expect(await omi(['export', 'verify', folder], {env})).toMatchObject({code: 0})
    await omi(['export', 'memory', '--format', 'md', '-o', notes, '--force'], {env: poorer})
    const forced = textsBelow(notes)
    expect(forced).not.toEqual(before[1])
    // What is known to be partial gives way to what is partial too, and to all of it.
    await omi(['memory', 'update', id, '--category', 'work'], {env})
    const later = await omi(['--json', 'export', 'memory', '--format', 'md', '-o', notes], {env: poorer})
    expect(JSON.parse(later.stdout)).toMatchObject({not_replaced: [], written: 1})
  })

  it('tells of memories that the server has shortened', async () => {
    const {sandbox} = await fullSandbox({isLocked: (place) => place < 3, memories: 10})
    const {result} = await exported(pointedAt(sandbox.apiBase, sandbox.apiKey), ['memory', '--format', 'csv'])
    expect(result).toMatchObject({
      complete: false,
      missing: [{count: 3, later: false, noun: 'memory', reason: 'locked', what: 'texts'}],
      written: 10,
    })
  })

  it('leaves a folder alone whose manifest.json is not its own, and what is no folder', async () => {
    const {env} = await sample()
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'manifest.json'), '{"name": "my web app"}')
    const run = await omi(['export', 'all', '--format', 'json', '-o', folder], {env})
    expect(run).toMatchObject({code: 1})
    expect(run.stderr).toContain('✗ File exists: ')
    mkdirSync(join(folder, 'dir'))
    for (const [args, code] of [
      [['all', '--format', 'json', '-o', join(folder, 'manifest.json')], 'ENOTDIR'],
      [['goal', '--format', 'json', '-o', join(folder, 'manifest.json', 'x.json')], 'ENOTDIR'],
    ] as const) {
      const refused = await omi(['export', ...args], {env})
      expect(refused).toMatchObject({code: 1, stdout: ''})
      expect(refused.stderr).toContain(`✗ Cannot use a file (${code})`)
    }

    const inFolder = await omi(['export', 'goal', '--format', 'json', '-o', join(folder, 'dir'), '--force'], {env})
    expect(inFolder).toMatchObject({code: 1, stdout: ''})
    expect(inFolder.stderr).toContain(`/dir\n  It is a folder. Name a file in it.\n`)
  })
})
