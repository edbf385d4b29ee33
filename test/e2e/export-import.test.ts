import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {type Document, documentsOf, exported, hostileAccount} from '../support/exported.js'
import {fullSandbox} from '../support/full-sandbox.js'
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

  it.each(['memory', 'action-item', 'conversation'])(
    'makes no second %s of one that comes from another file, or from another machine',
    async (noun) => {
      const {env: from} = await hostileAccount()
      for (let twice = 0; twice < 2; twice += 1) {
        await omi(['action-item', 'create', 'Said twice, and meant so', '--due-at', '2026-12-24'], {env: from})
      }

      const to = await sandboxForTest()
      const env = pointedAt(to.apiBase, to.apiKey)
      const {length: count} = await documentsOf(from, noun)
      for (const [index, format] of ['json', 'csv', 'jsonl'].entries()) {
        const {path} = await exported(from, [noun, '--format', format], join(temporaryFolder(), `all.${format}`))
        const flags = noun === 'memory' ? ['--allow-shortened'] : []
        const run = await omi(['--json', noun, 'create', '--file', path, ...flags], {env, home: temporaryFolder()})
        expect(run.code, run.stderr).toBe(0)
        const [created, existing] = index === 0 ? [count, 0] : [0, count]
        expect(JSON.parse(run.stdout), format).toMatchObject({created, existing})
      }

      expect(await documentsOf(env, noun)).toHaveLength(count)
    },
  )

  it('is held against what the account says only where its rows have ids', async () => {
    const {apiBase, apiKey} = await sandboxForTest()
    const env = pointedAt(apiBase, apiKey)
    const file = join(temporaryFolder(), 'rows.json')
    const create = (...flags: string[]) =>
      omi(['--json', 'action-item', 'create', '--file', file, ...flags], {env, home: temporaryFolder()})
    writeFileSync(file, '[{"description": "Water the plants"}]')
    expect(JSON.parse((await create()).stdout)).toMatchObject({created: 1})
    expect(JSON.parse((await create()).stdout)).toMatchObject({created: 1})
    writeFileSync(file, '[{"id": "of-another-account", "description": "Water the plants"}]')
    expect(JSON.parse((await create()).stdout)).toMatchObject({created: 0, existing: 1})
    expect(await documentsOf(env, 'action-item')).toHaveLength(2)
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
