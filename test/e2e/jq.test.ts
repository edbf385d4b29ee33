import {once} from 'node:events'
import {describe, expect, it} from 'vitest'

import {JQ_CASES} from '../support/jq-cases.js'
import {startOmi} from '../support/omi.js'
import {running} from '../support/running.js'
import {pointedAt, sandboxForTest, serverAnswering, serverForTest} from '../support/server.js'
import {omi} from '../support/within.js'

/** What a script has to rely on besides, with the lines that come out. */
const TRAPS: ReadonlyArray<readonly [filter: string, document: string, ...lines: string[]]> = [
  ['.[]', '["", null, "null", "1", 1]', '', 'null', 'null', '1', '1'],
  ['.[].a', '[{"a":""},{"a":null},{},{"a":"null"},{"a":true}]', '', 'null', 'null', 'null', 'true'],
  [
    '.[].a',
    String.raw`[{"a":1},{"a":"x","a":"y"},{"\u0061":"z"},{"a":[1,  2]},{"a":"\u00e9\n"}]`,
    '1',
    'y',
    'z',
    '[1,2]',
    'é',
    '',
  ],
  ['.[].a.b', '[{"a":{"b":"x"}},{"a":null},{}]', 'x', 'null', 'null'],
  [
    '.',
    '[12.0,9007199254740993,0.10,123456789012345678901234567890]',
    '[12.0,9007199254740993,0.10,123456789012345678901234567890]',
  ],
  ['.[]', String.raw`["a\nb"]`, 'a', 'b'],
  [
    '.[]',
    String.raw`["\ud83d\ude00", "x\ud83dy", "\\ud83d", "\uDC00"]`,
    '😀',
    'x\uFFFDy',
    String.raw`\ud83d`,
    '\uFFFD',
  ],
  ['.[].a', String.raw`[{"a":"x\uD83Dy"}]`, 'x\uFFFDy'],
  ['env, $ENV', 'null', '{}', '{}'],
  ['input_filename', 'null', '/dev/stdin'],
  ['[., (try input catch .)]', '[1]', '[[1],"break"]'],
  ['$__loc__', 'null', '{"file":"<top-level>","line":1}'],
  ['-1', '[1, 2]', '-1'],
  ['.[] | if . == 2 then halt else . end', '[1, 2, 3]', '1'],
  ['debug | stderr', '"x"', 'x'],
  ['empty', 'null'],
]

const MEMORIES = '[{"id":"m1","content":"tea"},{"id":"m2","content":"coffee"}]'
const list = ['memory', 'list', '--limit', '2']
/** An account of which one list breaks off once, behind its second page. */
async function breakingAccount(list: string) {
  const faults = [`GET /v1/dev/user/${list} 429:1000 x1 after 2`]
  const {apiBase, apiKey} = await sandboxForTest({faults, pageCap: 20, seedData: true})
  return pointedAt(apiBase, apiKey)
}

const errorOf = ({stderr}: {stderr: string}) => JSON.parse(stderr) as Record<string, unknown>

describe('--jq', () => {
  // Each has a document and a result of its own, in one run: starting jq takes longer than all of them.
  it('gives the results that the manual of jq 1.8 states', async () => {
    const {apiBase} = await serverAnswering({body: `[${JQ_CASES.map(([, document]) => document).join(',')}]`})
    const filter = JQ_CASES.map(([part], index) => `(.[${index}] | [${part}])`).join(', ')
    const {code, stderr, stdout} = await omi([`--jq=${filter}`, 'api', 'GET', '/v1/dev/key'], {env: pointedAt(apiBase)})
    expect({code, stderr}).toEqual({code: 0, stderr: ''})
    expect(JQ_CASES.length).toBeGreaterThan(100)
    const told = stdout.split('\n')
    const given = JQ_CASES.map(([part], index) => [part, told[index]])
    expect(given).toEqual(JQ_CASES.map(([part, , ...results]) => [part, `[${results.join(',')}]`]))
  })

  it.each(TRAPS)('writes the results of %j over %j one a line', async (filter, body, ...lines) => {
    const {apiBase} = await serverAnswering({body})
    const run = await omi([`--jq=${filter}`, 'api', 'GET', '/v1/dev/key'], {env: pointedAt(apiBase)})
    expect(run).toEqual({code: 0, stderr: '', stdout: lines.map((line) => `${line}\n`).join('')})
  })

  it.each([
    ['.foo |', 'line 1, column 6'],
    ['.[0', 'line 1, column 3'],
    ['.\n| foo', 'foo/0 is not defined at line 2, column 3'],
    [' ', 'program not given'],
    ['include "/etc/passwd"; .', 'module not found'],
    ['import "/etc/passwd" as $a; .', 'module not found'],
  ])('refuses %j before any request', async (filter, said) => {
    const {apiBase, requests} = await serverAnswering({body: MEMORIES})
    const run = await omi(['--jq', filter, ...list], {env: pointedAt(apiBase)})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(errorOf(run)).toMatchObject({code: 'invalid_jq', detail: expect.stringContaining(said)})
    expect(requests).toEqual([])
  })

  it('does not go together with --fields', async () => {
    const {apiBase, requests} = await serverAnswering({body: MEMORIES})
    const run = await omi(['--jq', '.', '--fields', 'id', ...list], {env: pointedAt(apiBase)})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(errorOf(run)).toMatchObject({code: 'invalid_value'})
    expect(requests).toEqual([])
  })

  it.each(['.[] | .content', 'map(.content)[]', '.[].content'])('says what came before %j failed', async (filter) => {
    const {apiBase} = await serverAnswering({body: MEMORIES.replace('"coffee"', '[]')})
    const run = await omi(['--jq', `${filter} | ascii_upcase`, ...list], {env: pointedAt(apiBase)})
    expect(run).toMatchObject({code: 1, stdout: 'TEA\n'})
    expect(errorOf(run)).toMatchObject({code: 'jq_failed', partial: true})
  })

  it('says that a change is made where its result fails', async () => {
    const {apiBase, apiKey} = await sandboxForTest()
    const env = pointedAt(apiBase, apiKey)
    const run = await omi(['--jq', '.content.x', 'memory', 'create', 'Prefers tea'], {env})
    const {stdout} = await omi(['--jq', '.[].id', 'memory', 'list'], {env})
    expect(errorOf(run)).toMatchObject({code: 'jq_failed', ids: [stdout.trim()], outcome: 'done'})
  })

  it('names the pipe where its memory is full', async () => {
    const {apiBase} = await serverAnswering({body: MEMORIES})
    const run = await omi(['--jq', 'def f: 1 + f; f', ...list], {env: pointedAt(apiBase)})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(errorOf(run)).toMatchObject({code: 'jq_too_large', detail: expect.stringContaining('| jq')})
  })

  it.each([
    ['what a filter makes is too deep', `1, ${'['.repeat(3000)}${']'.repeat(3000)}`, 'jq_too_large', 'nested deeper'],
    ['a filter alone is too large', '"x" * 1000000000 | length', 'jq_too_large', 'The filter alone'],
    ['definitions alone are too large', 'def f: '.repeat(3000) + '1' + '; f'.repeat(3000), 'jq_too_large', 'alone'],
    [
      'a filter is too long',
      `${'.|'.repeat(20_000)}.`,
      'invalid_jq',
      'nested too deep, or too long, at line 1, column',
    ],
    ['a long filter is wrong', '.a|'.repeat(2000), 'invalid_jq', 'column'],
    ['a name is long', 'x'.repeat(40_000), 'invalid_jq', 'not defined'],
  ])('says why, and not at length, where %s', async (_, filter, code, said) => {
    const {apiBase} = await serverAnswering({body: MEMORIES})
    const run = await omi(['--jq', filter, ...list], {env: pointedAt(apiBase)})
    expect(run).toMatchObject({code: 1, stdout: filter.startsWith('1,') ? '1\n' : ''})
    expect(errorOf(run)).toMatchObject({code, detail: expect.stringContaining(said)})
    expect(run.stderr.length).toBeLessThan(1000)
  })

  it('shows the place in a long filter', async () => {
    const run = await omi(['--jq', `${'.a | '.repeat(100)} ] | .b`, 'config', 'path'])
    const [, line = '', mark = ''] = String(errorOf(run).detail).split('\n')
    expect(line).toMatch(/^….*\] \| \.b$/)
    expect(mark.indexOf('^')).toBe(line.indexOf(']'))
  })

  it('says how to give a filter that begins with a dash', async () => {
    const run = await omi(['--jq', '-1', 'config', 'path'])
    expect(errorOf(run)).toMatchObject({code: 'missing_argument', detail: expect.stringContaining('--jq=-1')})
    expect(await omi(['--jq=-1', 'config', 'path'])).toMatchObject({code: 0, stdout: '-1\n'})
  })

  it.each([
    ['{"why":1} | halt_error', '{"why":1}'],
    ['"no" | halt_error', 'no'],
    ['error("x" | debug)', 'x'],
    ['error(null)', 'null'],
  ])('says what %j ends with', async (filter, said) => {
    const {apiBase} = await serverAnswering({body: MEMORIES})
    const run = await omi(['--jq', filter, ...list], {env: pointedAt(apiBase)})
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(errorOf(run)).toMatchObject({code: 'jq_failed', detail: expect.stringContaining(said)})
    expect(run.stderr.split('\n')).toHaveLength(2)
  })

  it('shows with -v what a filter writes to stderr', async () => {
    const {apiBase} = await serverAnswering({body: MEMORIES})
    const {stderr, stdout} = await omi(['-v', '--jq', 'length | debug', ...list], {env: pointedAt(apiBase)})
    expect(stdout).toBe('2\n')
    expect(stderr).toContain('[debug] ["DEBUG:",2]\n')
  })

  it('goes through a document of 40 MB, and names the pipe for what is larger than its memory', async () => {
    const content = 'x'.repeat(200_000)
    const apiBase = await serverForTest((request, response) => {
      const {pathname, searchParams} = new URL(request.url ?? '', 'http://localhost')
      const offset = Number(searchParams.get('offset'))
      const page = Array.from({length: 50}, (_, index) => ({id: `m${offset + index}`, content}))
      response.writeHead(200, {'content-type': 'application/json'})
      response.end(
        pathname.endsWith('/memories')
          ? JSON.stringify(page.slice(0, Math.max(0, 200 - offset)))
          : `[${'[],'.repeat(3e6)}0]`,
      )
    })
    const env = pointedAt(apiBase)
    const {stdout} = await omi(['--jq', 'map(.content | length) | add', 'memory', 'list', '--all'], {env})
    expect(stdout).toBe(`${200 * content.length}\n`)
    const full = await omi(['--jq', 'length', 'api', 'GET', '/v1/dev/key'], {env})
    expect(errorOf(full)).toMatchObject({code: 'jq_too_large', detail: expect.stringContaining('| jq'), exit_code: 1})
  }, 60_000)

  it('says that an empty filter is missing', async () => {
    const {code, stderr} = await omi(['--jq', '', ...list])
    expect({code, ...errorOf({stderr})}).toMatchObject({code: 'missing_argument', exit_code: 1})
  })

  it('filters what is told without a request as well', async () => {
    expect(await omi(['--jq', '.name', '--version'])).toMatchObject({code: 0, stdout: 'omi-cli\n'})
    expect(await omi(['--jq', '.global_flags[0].name', 'folder', '--help'])).toMatchObject({code: 0, stdout: 'json\n'})
    expect(errorOf(await omi(['--jq', '.[', 'config', 'path']))).toMatchObject({code: 'invalid_jq'})
  })

  it('has the errors of others in JSON too', async () => {
    const run = await omi(['--jq', '.', 'memory', 'get', 'x'])
    expect(errorOf(run)).toMatchObject({code: 'not_authenticated', exit_code: 2})
  })

  it('goes through the pages of a list as through the list', async () => {
    const {apiBase, apiKey} = await sandboxForTest({seedData: true})
    const env = pointedAt(apiBase, apiKey)
    const run = async (filter: string) => (await omi(['--jq', filter, 'memory', 'list', '--all'], {env})).stdout
    expect(await run('.[].id')).toBe(await run('map(.id)[]'))
    expect(await run('.[] | [.id, .tags[]]')).toBe(await run('map([.id, .tags[]])[]'))
    expect(Number(await run('length'))).toBe((await run('.[].id')).trim().split('\n').length)
  })

  it.each([
    ['.', ['memory', 'list', '--all'], 'memories'],
    ['map(.id)[]', ['api', 'GET', '/v1/dev/user/memories', '--paginate'], 'memories'],
    ['.[0:3]', ['action-item', 'list', '--all', '--sort', 'due'], 'action-items'],
    ['length', ['action-item', 'list', '--due-after', '2000-01-01', '--limit', '200'], 'action-items'],
  ])('has nothing to go on from where %j is to have all of %j', async (filter, words, list) => {
    const env = await breakingAccount(list)
    const run = await omi(['--jq', filter, ...words], {env})
    expect(run).toMatchObject({code: 4, stdout: ''})
    for (const key of ['items', 'next_offset', 'partial', 'resume_argv']) expect(errorOf(run)).not.toHaveProperty(key)
    expect(run.stderr).not.toContain('Continue with')
  })

  it.each(['.[].id', '.[] | [.id] | .[]'])('goes on where the pages of %j broke off', async (filter) => {
    const env = await breakingAccount('memories')
    const words = ['--jq', filter, 'memory', 'list', '--all']
    const {code, stderr, stdout} = await omi(words, {env})
    const error = errorOf({stderr}) as {items: number; next_offset: number; resume_argv: string[]}
    expect({code, ...error}).toMatchObject({code: 'rate_limited', exit_code: 4, partial: true})
    expect(error.items).toBe(stdout.trimEnd().split('\n').length)
    const rest = await omi(error.resume_argv.slice(1), {env})
    expect(stdout + rest.stdout).toBe((await omi(words, {env})).stdout)
  })

  it.each(['def f: f; f', 'repeat(1) | empty', '[limit(1e12; repeat(1))]'])('ends on Ctrl-C in %j', async (filter) => {
    const {apiBase} = await serverAnswering({body: MEMORIES})
    // Enough results go before it for some of them to come out.
    const run = running(['--jq', `range(50000), (${filter})`, ...list], {env: pointedAt(apiBase)})
    await run.begun()
    const {code, stderr} = await run.end('SIGINT')
    expect(code).toBe(130)
    expect(errorOf({stderr})).toMatchObject({code: 'interrupted', partial: true})
  })

  it('ends when the reader of results without end goes away', async () => {
    const {apiBase} = await serverAnswering({body: MEMORIES})
    const run = startOmi(['--jq', 'repeat(1)', ...list], {env: pointedAt(apiBase)})
    await once(run.stdout, 'data')
    run.stdout.destroy()
    const [code] = (await once(run, 'close')) as [number]
    expect(code).toBe(0)
  })
})
