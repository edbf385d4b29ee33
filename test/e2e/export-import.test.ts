import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {type Document, documentsOf, exported, hostileAccount} from '../support/exported.js'
import {fullSandbox} from '../support/full-sandbox.js'
import {fileWith} from '../support/memory-file.js'
import {temporaryFolder} from '../support/omi.js'
import {pointedAt, sandboxForTest} from '../support/server.js'
import {omi} from '../support/within.js'

/** The fields of each noun that docs/export.md says survive. */
const SURVIVING: Readonly<Record<string, (document: Document) => unknown>> = {
  'action-item': ({completed, description, due_at: due}) => [
    description,
    completed,
    due ? Date.parse(String(due)) : due,
  ],
  conversation: ({finished_at: end, language, source, started_at: start, transcript_segments: segments}) => [
    start,
    Date.parse(String(end)),
    language,
    source,
    (segments as Document[]).map(({end: to, speaker_name: who, start: from, text}) => [from, to, who, text]),
  ],
  memory: ({category, content, tags, visibility}) => [content, category, visibility, tags],
}

const sorted = (documents: readonly Document[], noun: string) =>
  documents.map((document) => JSON.stringify(SURVIVING[noun]?.(document))).sort()

describe('what export wrote', () => {
  it.each([
    ['memory', 'json'],
    ['memory', 'jsonl'],
    ['memory', 'csv'],
    ['action-item', 'json'],
    ['action-item', 'csv'],
    ['conversation', 'json'],
    ['conversation', 'jsonl'],
    ['conversation', 'csv'],
  ])('%s as %s: goes into another account, once each, also when it is done twice', async (noun, format) => {
    const {env: from} = await hostileAccount()
    const to = await sandboxForTest()
    const env = pointedAt(to.apiBase, to.apiKey)
    const home = temporaryFolder()
    const {path} = await exported(from, [noun, '--format', format], join(temporaryFolder(), `all.${format}`))
    const shortened = noun === 'memory' ? ['--allow-shortened'] : []
    const create = ['--json', noun, 'create', '--file', path, ...shortened]
    const first = await omi(create, {env, home})
    expect(first).toMatchObject({code: 0})
    const documents = await documentsOf(from, noun)
    expect(sorted(await documentsOf(env, noun), noun)).toEqual(sorted(documents, noun))
    expect(JSON.parse((await omi(create, {env, home})).stdout)).toMatchObject({already_done: true, created: 0})
    const back = await exported(env, [noun, '--format', format], join(temporaryFolder(), `back.${format}`))
    const third = await omi(['--json', noun, 'create', '--file', back.path, ...shortened], {
      env,
      home: temporaryFolder(),
    })
    expect(JSON.parse(third.stdout)).toMatchObject({created: 0, existing: documents.length})
    expect(await documentsOf(env, noun)).toHaveLength(documents.length)
  })

  it('makes no second conversation of one that comes from another file', async () => {
    const {env: from} = await hostileAccount()
    const to = await sandboxForTest()
    const env = pointedAt(to.apiBase, to.apiKey)
    for (const format of ['json', 'csv']) {
      const {path} = await exported(
        from,
        ['conversation', '--format', format],
        join(temporaryFolder(), `all.${format}`),
      )
      expect(await omi(['conversation', 'create', '--file', path], {env})).toMatchObject({code: 0})
    }

    expect(await documentsOf(env, 'conversation')).toHaveLength((await documentsOf(from, 'conversation')).length)
  })

  it('is not taken as it is where the server has shortened it', async () => {
    const {sandbox} = await fullSandbox({isLocked: (place) => place === 0, memories: 3})
    const {path} = await exported(
      pointedAt(sandbox.apiBase, sandbox.apiKey),
      ['memory', '--format', 'csv'],
      join(temporaryFolder(), 'm.csv'),
    )
    const to = await sandboxForTest()
    const env = pointedAt(to.apiBase, to.apiKey)
    const refused = await omi(['memory', 'create', '--file', path], {env})
    expect(refused).toMatchObject({code: 1, stdout: ''})
    expect(refused.stderr).toContain('--allow-shortened goes ahead')
    expect(to.requests.filter(({method}) => method === 'POST')).toEqual([])
    expect(await omi(['memory', 'create', '--file', path, '--allow-shortened'], {env})).toMatchObject({code: 0})
    expect(await documentsOf(env, 'memory')).toHaveLength(3)
  })
})

describe('conversation create --file', () => {
  it('takes texts and segments, and says what is wrong with a row before anything is sent', async () => {
    const sandbox = await sandboxForTest()
    const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
    const segment = {end: 2, start: 0, text: 'Hello.'}
    const bad = [
      {started_at: '2026-11-28T10:00:00Z'},
      {text: 'Both', transcript_segments: [segment]},
      {transcript_segments: Array.from({length: 501}, () => segment)},
      {text: 'x'.repeat(100_001)},
      {finished_at: '2026-11-28T09:00:00Z', started_at: '2026-11-28T10:00:00Z', text: 'Backwards'},
      {transcript_segments: [{end: 0, start: 1, text: 'Backwards'}]},
    ]
    const refused = await omi(['conversation', 'create', '--file', fileWith('bad.json', JSON.stringify(bad))], {env})
    expect(refused).toMatchObject({code: 1, stdout: ''})
    for (const row of [1, 2, 3, 4, 5, 6]) expect(refused.stderr).toContain(`row ${row}`)
    expect(sandbox.requests).toEqual([])
    const good = [
      {started_at: '2026-11-28 10:00', text: 'We meet on Friday.'},
      {transcript_segments: [segment]},
      'Just a text.',
    ]
    const run = await omi(['--json', 'conversation', 'create', '--file', fileWith('good.json', JSON.stringify(good))], {
      env,
    })
    expect(run).toMatchObject({code: 0, stderr: ''})
    expect(JSON.parse(run.stdout)).toMatchObject({created: 3, existing: 0, total: 3})
    expect(sandbox.requests.filter(({method}) => method === 'POST')).toHaveLength(3)
  })

  it('stops at the hourly limit, and goes on where it stopped', async () => {
    const sandbox = await sandboxForTest({rateLimits: true})
    const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
    const home = temporaryFolder()
    const file = fileWith('talks.jsonl', '')
    writeFileSync(
      file,
      Array.from({length: 27}, (_, index) => JSON.stringify({text: `Talk number ${index}`})).join('\n'),
    )
    const first = await omi(['--json', 'conversation', 'create', '--file', file], {env, home})
    expect(first).toMatchObject({code: 4, stdout: ''})
    const error = JSON.parse(first.stderr) as {created: number; resume_argv: string[]}
    expect(error).toMatchObject({created: 25, resume_argv: ['omi', '--json', 'conversation', 'create', '--file', file]})
    const again = await omi(error.resume_argv.slice(1), {env, home})
    expect(JSON.parse(again.stderr)).toMatchObject({created: 0, skipped: 25})
    expect(readFileSync(file, 'utf8')).toContain('Talk number 26')
  })
})
