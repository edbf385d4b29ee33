import {readdirSync} from 'node:fs'
import {describe, expect, it} from 'vitest'

import {BATCH, batches, create, envOf, facts, factsFile, fileWith, stored} from '../support/memory-file.js'
import {omi as binary, temporaryFolder} from '../support/omi.js'
import {NOBODY, pointedAt, sandboxForTest, serverAnswering} from '../support/server.js'
import {omi} from '../support/within.js'

describe('memory create --file', () => {
  const rows = [
    {content: 'Likes tea, green', tags: ['food', 'habits']},
    'Plays the "cello"',
    {content: 'Two\nlines', category: 'work', visibility: 'public'},
  ]
  const csv =
    'content,tags,category,visibility\r\n"Likes tea, green",food;habits,,\r\n"Plays the ""cello""",,,\r\n"Two\nlines",,work,public\r\n'
  it.each([
    {format: 'a JSON list', name: 'rows.json', text: JSON.stringify(rows, null, 2)},
    {format: 'a JSON object that holds one', name: 'rows.json', text: JSON.stringify({memories: rows})},
    {format: 'JSON Lines', name: 'rows.jsonl', text: rows.map((row) => JSON.stringify(row)).join('\n\n')},
    {format: 'CSV', name: 'rows.csv', text: csv},
    {format: 'CSV with a byte order mark', name: 'rows.csv', text: `\uFEFF${csv}`},
    {format: 'JSON without an extension', name: 'rows', text: JSON.stringify(rows)},
    {format: 'CSV without an extension', name: 'rows', text: csv},
  ])('takes $format', async ({name, text}) => {
    const sandbox = await sandboxForTest()
    const run = await omi(['--json', ...create(fileWith(name, text))], {env: envOf(sandbox)})
    expect(run).toMatchObject({code: 0, stderr: ''})
    expect(batches(sandbox)).toHaveLength(1)
    const memories = await stored(sandbox)
    expect(memories.map(({content}) => content)).toEqual(['Likes tea, green', 'Plays the "cello"', 'Two\nlines'])
    expect(memories[0]).toMatchObject({tags: ['food', 'habits'], visibility: 'private'})
    expect(memories[2]).toMatchObject({category: 'work', tags: [], visibility: 'public'})
    expect(JSON.parse(run.stdout)).toEqual({
      created: 3,
      existing: 0,
      failed: 0,
      ids: memories.map(({id}) => id),
      skipped: 0,
      total: 3,
    })
  })

  it('takes stdin for a file', async () => {
    const sandbox = await sandboxForTest()
    const run = await binary(create('-'), {env: envOf(sandbox), input: csv})
    expect(run.code).toBe(0)
    expect(run.stdout.split('\n')).toHaveLength(4)
    expect(run.stderr).toMatch(/✓ 3 memories created\.\n$/)
    expect(await stored(sandbox)).toHaveLength(3)
  })

  it('fills what a row leaves out with the flags', async () => {
    const sandbox = await sandboxForTest()
    const flags = ['--category', 'hobbies', '--visibility', 'public', '--tag', 'music']
    await omi(create(fileWith('rows.json', JSON.stringify(rows)), ...flags), {env: envOf(sandbox)})
    expect(await stored(sandbox)).toMatchObject([
      {category: 'hobbies', tags: ['food', 'habits'], visibility: 'public'},
      {category: 'hobbies', tags: ['music'], visibility: 'public'},
      {category: 'work', tags: ['music'], visibility: 'public'},
    ])
  })

  it('sends full batches', async () => {
    const sandbox = await sandboxForTest()
    const run = await omi(['--json', ...create(factsFile(1000))], {env: envOf(sandbox)})
    expect(run).toMatchObject({code: 0, stderr: ''})
    expect(JSON.parse(run.stdout)).toMatchObject({created: 1000, failed: 0, skipped: 0})
    expect(batches(sandbox)).toHaveLength(40)
    expect((await stored(sandbox)).map(({content}) => content)).toEqual(facts(1000))
  })

  it('checks every row before it sends the first', async () => {
    const home = temporaryFolder()
    const {apiBase, requests} = await serverAnswering({body: {}})
    const wrong = [
      {content: 'x'.repeat(500)},
      {content: ''},
      {content: 'x'.repeat(501)},
      {content: '  '},
      {content: 'good', category: 'nonsense'},
      {content: 'good', visibility: 'friends'},
      {content: 5},
      {content: 'good', tags: 5},
      {text: 'good'},
      7,
    ]
    const file = fileWith('rows.json', JSON.stringify(wrong))
    const run = await omi(create(file), {env: pointedAt(apiBase), home})
    expect(run).toMatchObject({code: 1, stdout: ''})
    const [title, ...lines] = run.stderr.trimEnd().split('\n')
    expect(title).toBe(`✗ Invalid value: --file ${file}`)
    expect(lines).toEqual([
      expect.stringMatching(/^ {2}row 2, content: /),
      expect.stringMatching(/^ {2}row 3, content: 501 characters/),
      expect.stringMatching(/^ {2}row 4, content: /),
      expect.stringMatching(/^ {2}row 5, category: "nonsense"/),
      expect.stringMatching(/^ {2}row 6, visibility: "friends"/),
      expect.stringMatching(/^ {2}row 7, content: /),
      expect.stringMatching(/^ {2}row 8, tags: /),
      expect.stringMatching(/^ {2}row 9, "text": /),
      expect.stringMatching(/^ {2}row 9, content: missing$/),
      expect.stringMatching(/^ {2}row 10: /),
    ])
    expect(requests).toEqual([])
    expect(readdirSync(home)).toEqual([])
  })

  it.each([
    {what: 'nothing', name: 'rows.json', text: '', says: 'empty'},
    {what: 'no rows', name: 'rows.json', text: '[]', says: 'no rows'},
    {what: 'a header alone', name: 'rows.csv', text: 'content\n', says: 'no rows'},
    {what: 'no list', name: 'rows.json', text: 'null', says: 'list'},
    {what: 'broken JSON', name: 'rows.json', text: '["a",\n {"content": }]', says: 'line 2, column 14'},
    {what: 'a broken line', name: 'rows.jsonl', text: '"a"\n{"content"}\n', says: 'line 2, column 11'},
    {what: 'an unknown column', name: 'rows.csv', text: 'content,colour\na,blue\n', says: '"colour"'},
    {what: 'a cell too many', name: 'rows.csv', text: 'content,tags\na,b,c\n', says: 'row 1'},
    {what: 'an open quote', name: 'rows.csv', text: 'content\n"a\n', says: 'uote'},
    {what: 'no text', name: 'rows.json', text: Uint8Array.of(0xff, 0x00, 0x80), says: 'text'},
  ])('refuses a file with $what', async ({name, says, text}) => {
    const {apiBase, requests} = await serverAnswering({body: {}})
    const file = fileWith(name, text)
    const run = await omi(['--json', ...create(file)], {env: pointedAt(apiBase)})
    expect(run).toMatchObject({code: 1, stdout: ''})
    const error = JSON.parse(run.stderr)
    expect(error.error).toBe(`Invalid value: --file ${file}`)
    expect(error.detail).toContain(says)
    expect(requests).toEqual([])
  })

  it.each([
    ['that is not there', () => '/nowhere/rows.json', 'ENOENT'],
    ['that is a folder', temporaryFolder, 'EISDIR'],
  ])('refuses a file %s', async (_, file, code) => {
    const run = await omi(create(file()), {env: pointedAt(NOBODY)})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(run.stderr).toContain(code)
  })

  it('refuses flags and arguments that do not go with it', async () => {
    const env = pointedAt(NOBODY)
    expect(await omi(create('rows.json', 'Likes tea'), {env})).toMatchObject({code: 1, stdout: ''})
    expect(await omi(['memory', 'create', 'Likes tea', '--again'], {env})).toMatchObject({code: 1, stdout: ''})
    expect(await omi(['memory', 'create', 'Likes tea', '--wait'], {env})).toMatchObject({code: 1, stdout: ''})
    expect(await omi(create('-'), {env})).toMatchObject({code: 1, stdout: ''})
  })

  it('needs no repeat where an answer was lost', async () => {
    const sandbox = await sandboxForTest({faults: [`POST ${BATCH} drop-after x1 after 1`]})
    const run = await omi(['--json', ...create(factsFile(60))], {env: envOf(sandbox)})
    expect(run).toMatchObject({code: 0, stderr: ''})
    expect((await stored(sandbox)).map(({content}) => content)).toEqual(facts(60))
  })

  it.each([
    {what: 'fewer', body: {memories: [{id: 'm1'}]}},
    {what: 'no', body: {}},
    {what: 'unusable', body: {memories: [{id: 'm1'}, {}]}},
    {what: 'strange', body: {memories: 5}},
  ])('does not trust an answer with $what memories', async ({body}) => {
    const {apiBase} = await serverAnswering({body})
    const run = await omi(['--json', ...create(factsFile(2))], {env: pointedAt(apiBase)})
    expect(run).toMatchObject({code: 3, stdout: ''})
    expect(JSON.parse(run.stderr).error).toBe('Unexpected response')
  })

  it('needs a key that may write, and keeps nothing without', async () => {
    const sandbox = await sandboxForTest()
    const run = await omi(create(factsFile(2)), {env: pointedAt(sandbox.apiBase, sandbox.readOnlyKey)})
    expect(run).toMatchObject({code: 2, stdout: ''})
    expect(run.stderr).toMatch(/✗ Insufficient permissions\n {2}Your API key .*\n {2}Required scope: memories:write\n$/)
  })
})
