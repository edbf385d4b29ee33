import {describe, expect, it} from 'vitest'

import {omi, omiOnTerminal, type RunOptions} from '../support/omi.js'
import {pointedAt, sandboxForTest} from '../support/server.js'

interface Memory {
  readonly content: string
  readonly id: string
}

/** A sandbox, and the built binary pointed at it. */
async function start() {
  const sandbox = await sandboxForTest()
  const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
  const run = (args: string[], options: RunOptions = {}) => omi(args, {...options, env: {...env, ...options.env}})
  /** Runs it in JSON mode, where it has to succeed, and resolves to the document. */
  const json = async (args: string[], options: RunOptions = {}): Promise<unknown> => {
    const {code, stderr, stdout} = await run(['--json', ...args], options)
    expect({code, stderr}).toEqual({code: 0, stderr: ''})
    return JSON.parse(stdout)
  }

  return {
    create: async (content: string) => (await json(['memory', 'create', '--', content])) as Memory,
    env,
    json,
    run,
    sandbox,
    /** What was sent since the last call. */
    sent: () => sandbox.requests.splice(0).map(({body, method, path, query}) => ({body, method, path, query})),
  }
}

const MEMORIES = '/v1/dev/user/memories'

describe('omi memory list', () => {
  it.each([
    [[], 'limit=25&offset=0'],
    [['--limit', '1'], 'limit=1&offset=0'],
    [['--limit=200', '--offset', '7'], 'limit=200&offset=7'],
    [['--categories', 'work, skills'], 'categories=work%2Cskills&limit=25&offset=0'],
  ])('asks for %j', async (flags, query) => {
    const {json, sent} = await start()
    expect(await json(['memory', 'list', ...flags])).toEqual([])
    expect(sent()).toEqual([{body: null, method: 'GET', path: MEMORIES, query}])
  })

  it('shows what there is', async () => {
    const {create, json, run} = await start()
    const tea = await create('Prefers tea')
    const cello = await create('Plays the cello')
    const listed = (await json(['memory', 'list'])) as Memory[]
    expect(listed).toHaveLength(2)
    expect(listed).toEqual(expect.arrayContaining([tea, cello]))
    expect(await json(['memory', 'list', '--limit', '1', '--offset', '1'])).toEqual([listed[1]])
    const {stdout} = await run(['memory', 'list'])
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual([...listed.map(({id}) => id), ''])
  })
})

describe('omi memory get', () => {
  it('finds a memory by its id', async () => {
    const {create, json, run} = await start()
    const tea = await create('Prefers tea')
    await create('Plays the cello')
    expect(await json(['memory', 'get', tea.id])).toEqual(tea)
    expect((await run(['memory', 'get', tea.id])).stdout).toMatch(`${tea.id}\t`)
  })
})

describe('omi memory search', () => {
  it.each([
    [['cello'], 'limit=10&query=cello'],
    [['--limit', '100', 'a b&c=d'], 'limit=100&query=a+b%26c%3Dd'],
  ])('asks for %j', async (args, query) => {
    const {json, sent} = await start()
    expect(await json(['memory', 'search', ...args])).toMatchObject({items: []})
    expect(sent()).toEqual([{body: null, method: 'GET', path: `${MEMORIES}/vector/search`, query}])
  })

  it('shows what matches', async () => {
    const {create, run} = await start()
    const cello = await create('Plays the cello')
    expect((await run(['memory', 'search', 'cello'])).stdout).toMatch(
      new RegExp(`^${cello.id}\t[\\d.]+\t\\w+\tPlays the cello\n$`),
    )
    expect(await run(['memory', 'search', 'zebra'])).toEqual({code: 0, stderr: '', stdout: ''})
  })
})

describe('omi memory create', () => {
  it.each([
    [['x'], {content: 'x', tags: [], visibility: 'private'}],
    [['x', '--visibility', 'public'], {content: 'x', tags: [], visibility: 'public'}],
    [
      ['x', '--category', 'work', '--tag', 'a b', '--tag', 'c'],
      {category: 'work', content: 'x', tags: ['a b', 'c'], visibility: 'private'},
    ],
    [['--tag', 'a', 'x'], {content: 'x', tags: ['a'], visibility: 'private'}],
    [['--', '-5 degrees'], {content: '-5 degrees', tags: [], visibility: 'private'}],
    [[' two\nlines ü 😀 '], {content: ' two\nlines ü 😀 ', tags: [], visibility: 'private'}],
  ])('sends what was given, and the defaults: %j', async (args, body) => {
    const {json, sent} = await start()
    await json(['memory', 'create', ...args])
    expect(sent()).toEqual([{body, method: 'POST', path: MEMORIES, query: ''}])
  })

  it.each([
    ['Prefers tea\n', 'Prefers tea'],
    ['Prefers tea\r\n', 'Prefers tea'],
    ['one\ntwo\n\n', 'one\ntwo\n'],
    ['\uFEFFmarked', 'marked'],
    ['no line end', 'no line end'],
  ])('reads %j from stdin', async (input, content) => {
    const {json, sent} = await start()
    await json(['memory', 'create', '-'], {input})
    expect(sent()).toMatchObject([{body: {content}}])
  })

  it.each([
    ['', 'No input on stdin'],
    ['\n', 'No input on stdin'],
    [Buffer.from([0xff, 0xfe, 0x00]), 'Invalid value: stdin'],
    [Buffer.from('caf\u00E9', 'latin1'), 'Invalid value: stdin'],
    ['x'.repeat(501), 'Invalid value: CONTENT'],
  ])('refuses %j on stdin, and sends nothing', async (input, title) => {
    const {run, sent} = await start()
    const {code, stderr} = await run(['memory', 'create', '-'], {input})
    expect(code).toBe(1)
    expect(stderr).toMatch(`✗ ${title}\n`)
    expect(sent()).toEqual([])
  })

  it('reads stdin for nothing but a -', async () => {
    const {json} = await start()
    expect(await json(['memory', 'create', 'argument'], {input: 'stdin'})).toMatchObject({content: 'argument'})
    const {stderr} = await omi(['memory', 'create'], {input: 'stdin'})
    expect(stderr).toMatch('✗ Missing argument: CONTENT\n')
  })

  it('says on a terminal that it waits for text', async () => {
    const {env} = await start()
    const {code, screen} = await omiOnTerminal(['--no-color', 'memory', 'create', '-'], {
      env,
      replies: [{to: 'Reading from stdin', type: 'Prefers tea\n\u0004'}],
    })
    expect(code).toBe(0)
    expect(screen).toContain('content     Prefers tea\n')
  })

  it.each(['x', 'ü', '😀', '字'])('takes 500 characters %s, and not 501', async (character) => {
    const {json, run, sent} = await start()
    expect(await json(['memory', 'create', character.repeat(500)])).toMatchObject({content: character.repeat(500)})
    sent()
    const {code, stderr} = await run(['memory', 'create', character.repeat(501)])
    expect(code).toBe(1)
    expect(stderr).toBe('✗ Invalid value: CONTENT\n  It has 501 characters; at most 500 are allowed.\n')
    expect(sent()).toEqual([])
  })
})

describe('omi memory update', () => {
  it.each([
    [['--content', 'y'], {content: 'y'}],
    [['--category', 'work'], {category: 'work'}],
    [['--visibility', 'public'], {visibility: 'public'}],
    [['--tag', 'a', '--tag', 'b'], {tags: ['a', 'b']}],
    [['--content=-5 degrees', '--tag', 'a'], {content: '-5 degrees', tags: ['a']}],
    [['--content', '-'], {content: 'from stdin'}],
  ])('sends what was given, and nothing else: %j', async (flags, body) => {
    const {create, json, sent} = await start()
    const {id} = await create('Prefers tea')
    sent()
    expect(await json(['memory', 'update', id, ...flags], {input: 'from stdin\n'})).toMatchObject({id, ...body})
    expect(sent()).toEqual([{body, method: 'PATCH', path: `${MEMORIES}/${id}`, query: ''}])
  })

  it.each([
    [['--content', ''], 'Invalid value: --content'],
    [['--content', 'x'.repeat(501)], 'Invalid value: --content'],
    [['--visibility', 'all'], 'Invalid value: --visibility all'],
    [[], 'No fields to update'],
  ])('refuses %j, and sends nothing', async (flags, title) => {
    const {run, sent} = await start()
    const {code, stderr} = await run(['memory', 'update', 'some-id', ...flags])
    expect(code).toBe(1)
    expect(stderr).toMatch(`✗ ${title}\n`)
    expect(sent()).toEqual([])
  })
})

describe('ids', () => {
  const verbs = [['get'], ['update', '--tag', 'x'], ['delete', '--yes']]

  it.each(['', ' ', '.', '..'])('that no path can carry are refused, without a request: %j', async (id) => {
    const {run, sent} = await start()
    for (const [verb = '', ...flags] of verbs) {
      const {code, stderr, stdout} = await run(['memory', verb, ...flags, '--', id])
      expect({code, stdout}).toEqual({code: 1, stdout: ''})
      expect(stderr).toMatch('✗ Invalid ID\n')
    }

    expect(sent()).toEqual([])
  })

  it.each([
    ['a/b', 'a%2Fb'],
    ['../../keys', '..%2F..%2Fkeys'],
    ['a b?c#d', 'a%20b%3Fc%23d'],
    ['%2e%2e', '%252e%252e'],
    ['ü日😀', '%C3%BC%E6%97%A5%F0%9F%98%80'],
    [String.raw`a\b`, 'a%5Cb'],
    ['a;b:c@d&e=f+g', 'a%3Bb%3Ac%40d%26e%3Df%2Bg'],
  ])('are one segment of a path: %s', async (id, segment) => {
    const {run, sent} = await start()
    for (const [verb = '', ...flags] of verbs) {
      const {code, stderr} = await run(['memory', verb, id, ...flags])
      expect(code).toBe(5)
      expect(stderr).toBe(`✗ Memory not found: ${id}\n`)
    }

    const paths = sent().map(({method, path}) => `${method} ${path}`)
    expect(paths).toEqual([`GET ${MEMORIES}`, `PATCH ${MEMORIES}/${segment}`, `DELETE ${MEMORIES}/${segment}`])
  })
})

describe('omi memory delete', () => {
  it('answers one id with the API’s document', async () => {
    const {create, json, sent} = await start()
    const {id} = await create('Prefers tea')
    sent()
    expect(await json(['memory', 'delete', id, '-y'])).toEqual({success: true})
    expect(sent()).toEqual([{body: null, method: 'DELETE', path: `${MEMORIES}/${id}`, query: ''}])
    expect(await json(['memory', 'list'])).toEqual([])
  })

  it('answers several with an array in their order, and the worst exit code', async () => {
    const {create, run} = await start()
    const tea = await create('Prefers tea')
    const cello = await create('Plays the cello')
    const {code, stderr, stdout} = await run(['--json', 'memory', 'delete', cello.id, 'gone', tea.id, '--yes'])
    expect(code).toBe(5)
    const error = {detail: null, error: 'Memory not found: gone', exit_code: 5}
    expect(JSON.parse(stdout)).toEqual([
      {id: cello.id, ok: true, result: {success: true}},
      {id: 'gone', ok: false, error: expect.objectContaining(error)},
      {id: tea.id, ok: true, result: {success: true}},
    ])
    expect(JSON.parse(stderr)).toEqual({error: '1 of 3 failed', detail: 'Memory not found: gone', exit_code: 5})
  })

  it('tells people of each failure which id it was', async () => {
    const {create, env, run, sandbox} = await start()
    const tea = await create('Prefers tea')
    const piped = await run(['memory', 'delete', tea.id, 'gone', '--yes'])
    expect(piped).toEqual({
      code: 5,
      stderr: `✓ Memory deleted: ${tea.id}\n✗ 1 of 2 failed\n  Memory not found: gone\n`,
      stdout: `${tea.id}\ttrue\t\ngone\tfalse\tMemory not found: gone\n`,
    })
    const refused = await omiOnTerminal(['--no-color', 'memory', 'delete', 'a', 'b', '--yes'], {
      env: {...env, OMI_API_KEY: sandbox.readOnlyKey},
    })
    expect(refused).toEqual({
      code: 2,
      screen: `✗ 2 of 2 failed\n${['a', 'b']
        .map(
          (id) =>
            `  ${id}: Insufficient permissions: Your API key does not have the required scope for this operation.\n`,
        )
        .join('')}`,
    })
  })

  it('reads ids from stdin, one a line', async () => {
    const {create, json, sent} = await start()
    const tea = await create('Prefers tea')
    const cello = await create('Plays the cello')
    sent()
    const both = `\n${tea.id}\r\n\n  ${cello.id}  \n`
    expect(await json(['memory', 'delete', '-', '-y'], {input: both})).toMatchObject([
      {id: tea.id, ok: true},
      {id: cello.id, ok: true},
    ])
    expect(sent()).toHaveLength(2)
    const one = await create('Prefers tea')
    expect(await json(['memory', 'delete', '-', '-y'], {input: one.id})).toMatchObject([{id: one.id, ok: true}])
  })

  it('does nothing at all when one of the ids cannot be one', async () => {
    const {run, sent} = await start()
    expect((await run(['memory', 'delete', 'a', '..', '--yes'])).code).toBe(1)
    expect((await run(['memory', 'delete', '-', '--yes'], {input: 'a\n..\n'})).code).toBe(1)
    expect(sent()).toEqual([])
  })

  it('needs --yes where there is no terminal; a piped y is no answer', async () => {
    const {run, sent} = await start()
    for (const flags of [[], ['--json']]) {
      const {code, stderr, stdout} = await run([...flags, 'memory', 'delete', 'some-id'], {input: 'y\n'})
      expect({code, stdout}).toEqual({code: 1, stdout: ''})
      expect(stderr).toContain('Confirmation needed')
      expect(stderr).toContain('--yes')
    }

    expect(sent()).toEqual([])
  })

  it.each([
    ['n\r', 1, 'Cancelled\n  Nothing was changed.\n'],
    ['\r', 1, 'Cancelled\n  Nothing was changed.\n'],
    ['\u0003', 130, 'Delete memory'],
    ['y\r', 0, 'Memory deleted: '],
  ])('asks on a terminal; the answer %j is exit %i', async (type, code, says) => {
    const {create, env, json} = await start()
    const {id} = await create('Prefers tea')
    const replies = [{to: 'y/N', type}]
    const run = await omiOnTerminal(['--no-color', 'memory', 'delete', id], {env, replies})
    expect(run.code).toBe(code)
    expect(run.screen).toContain(`Delete memory ${id}?`)
    expect(run.screen).toContain(says)
    expect(await json(['memory', 'list'])).toHaveLength(code === 0 ? 0 : 1)
  })

  it('asks nothing on a terminal in JSON mode', async () => {
    const {env, sent} = await start()
    const {code, screen} = await omiOnTerminal(['--json', 'memory', 'delete', 'some-id'], {env})
    expect(code).toBe(1)
    expect(JSON.parse(screen)).toMatchObject({error: 'Confirmation needed'})
    expect(sent()).toEqual([])
  })
})
