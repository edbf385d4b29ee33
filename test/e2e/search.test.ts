import {existsSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {buildMemory} from '../../src/lib/sandbox/memories.js'
import {type Store} from '../../src/lib/sandbox/store.js'
import {ENGINES} from '../support/mirror.js'
import {omi as binary, temporaryFolder} from '../support/omi.js'
import {NOBODY, pointedAt, sandboxForTest} from '../support/server.js'
import {omi} from '../support/within.js'

const TEXTS = [
  'It was on 2026-11-29 that it rained',
  "Please don't ring before noon",
  'Writes c++ at work',
  'Knows that AND is a word of queries',
  'The option -b is short for backup',
  'Café crème at the Älpli, façade restored',
  '今天下午在东京站见面',
  '明日の会議は三時からです',
  '내일 회의는 세 시에 시작합니다',
  'Begins with a beginning, and the quick brown fox',
  'Fox hunting was quick to go',
  'x'.repeat(300),
]

interface Found {
  readonly items: ReadonlyArray<{
    readonly id: string
    readonly matches: ReadonlyArray<readonly [number, number]>
    readonly noun: string
    readonly segment: null | {readonly end: number; readonly speaker: string; readonly start: number}
    readonly snippet: string
    readonly title: string
  }>
  readonly total: number
}

function fill(store: Store): void {
  for (const [index, content] of TEXTS.entries()) {
    const memory = buildMemory({content, tags: [], visibility: 'private'}, store.stamp())
    store.of('memories').add({...memory, id: `memory-${index}`})
  }

  const createdAt = store.stamp()
  store.of('conversations').add({
    id: 'talk',
    created_at: createdAt,
    started_at: createdAt,
    finished_at: createdAt,
    structured: {title: 'A walk', overview: 'Two people walk.', category: 'other', events: []},
    language: 'en',
    source: 'omi',
    transcript_segments: [
      {text: 'Hello there.', start: 0, end: 2, speaker_id: 0},
      {text: 'We met at the lighthouse, remember?', start: 61.5, end: 64, speaker_id: 1, speaker_name: 'Ana'},
    ],
    geolocation: null,
    folder_id: null,
    action_item_ids: [],
    discarded: false,
    starred: false,
  })
}

describe.each(ENGINES)('omi search (OMI_SQLITE=%s)', (engine) => {
  const mirrored = async () => {
    const home = temporaryFolder()
    const {apiBase, apiKey} = await sandboxForTest({fill})
    const env = {...pointedAt(apiBase, apiKey), OMI_SQLITE: engine}
    expect(await omi(['sync'], {env, home})).toMatchObject({code: 0})
    return async (...words: string[]) => {
      const run = await omi(['--json', 'search', ...words], {env, home})
      expect(run).toMatchObject({code: 0, stderr: ''})
      return JSON.parse(run.stdout) as Found
    }
  }

  it('finds what was typed, whatever it would mean to SQLite', async () => {
    const search = await mirrored()
    const found = async (...words: string[]) => (await search(...words)).items.map(({id}) => id).sort()
    expect(await found('2026-11-29')).toEqual(['memory-0'])
    expect(await found("don't")).toEqual(['memory-1'])
    expect(await found('c++')).toEqual(['memory-2'])
    expect(await found('AND', 'queries')).toEqual(['memory-3'])
    expect(await found('option', '-b')).toEqual(['memory-4'])
    expect(await found('--', '-b')).toEqual(['memory-4'])
    expect(await found('cafe', 'alpli')).toEqual(['memory-5'])
    expect(await found('FAÇADE')).toEqual(['memory-5'])
    expect(await found('东京')).toEqual(['memory-6'])
    expect(await found('京东')).toEqual([])
    expect(await found('会議')).toEqual(['memory-7'])
    expect(await found('회의는')).toEqual(['memory-8'])
    expect(await found('"quick brown"')).toEqual(['memory-9'])
    expect(await found('quick fox')).toEqual(['memory-10', 'memory-9'])
    expect(await found('quick', '--not', 'brown')).toEqual(['memory-10'])
    expect(await found('begin*')).toEqual(['memory-9'])
    expect(await found('begi')).toEqual([])
    expect(await found('NEAR(quick', 'fox)')).toEqual([])
    expect(await found('title:quick')).toEqual([])
    expect(await found('+*"')).toEqual([])
  })

  it('marks what it found, and says of a transcript who said it and when', async () => {
    const search = await mirrored()
    const {items, total} = await search('lighthouse')
    expect(total).toBe(1)
    expect(items[0]).toMatchObject({
      id: 'talk',
      noun: 'conversation',
      segment: {end: 64, speaker: 'Ana', start: 61.5},
      snippet: 'We met at the lighthouse, remember?',
      title: 'A walk',
    })
    expect(items[0]?.matches.map(([start, end]) => items[0]?.snippet.slice(start, end))).toEqual(['lighthouse'])
    const [dated] = (await search('东京')).items
    expect(dated?.matches.map(([start, end]) => dated.snippet.slice(start, end))).toEqual(['东京'])
  })

  it('asks no server, and says where there is nothing yet', async () => {
    const search = await mirrored()
    expect((await search('fox', '--only', 'conversation')).total).toBe(0)
    const run = await omi(['search', 'fox'], {env: {...pointedAt(NOBODY), OMI_SQLITE: engine}})
    expect(run).toEqual({code: 1, stderr: '✗ Nothing to search yet\n  Run omi sync first.\n', stdout: ''})
  })
})

it('works where Node.js has an SQLite without full-text search', async () => {
  const {apiBase, apiKey} = await sandboxForTest({fill})
  const home = temporaryFolder()
  const asked = join(home, 'asked')
  const preload = join(home, 'no-full-text.cjs')
  writeFileSync(preload, withoutFullText(asked))
  const options = {env: {...pointedAt(apiBase, apiKey), NODE_OPTIONS: `--require=${preload}`}, home}
  expect(await binary(['sync'], options)).toMatchObject({code: 0})
  const {stdout} = await binary(['--json', 'search', 'fox'], options)
  const {items}: Found = JSON.parse(stdout)
  expect(items.map(({id}) => id).sort()).toEqual(['memory-10', 'memory-9'])
  expect(existsSync(asked)).toBe(true)
})

/** Stands in for node:sqlite, and notes in a file that it was asked whether it can search. */
const withoutFullText = (asked: string) => `
class DatabaseSync {
  close() {}
  prepare(sql) {
    require('node:fs').appendFileSync(${JSON.stringify(asked)}, sql)
    return {all: () => [{fts: 0}]}
  }
}
const {getBuiltinModule} = process
process.getBuiltinModule = (name) => (name === 'node:sqlite' ? {DatabaseSync} : getBuiltinModule(name))
`
