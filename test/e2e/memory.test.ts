import {describe, expect, it} from 'vitest'

import {omiOnTerminal} from '../support/omi.js'
import {MEMORIES, sandboxClient} from '../support/sandbox-client.js'
import {omi} from '../support/within.js'

describe('omi memory', () => {
  describe('list', () => {
    it.each([
      [[], 'limit=25&offset=0'],
      [['--limit', '1'], 'limit=1&offset=0'],
      [['--limit=200', '--offset', '7'], 'limit=200&offset=7'],
      [['--categories', 'work, skills'], 'categories=work%2Cskills&limit=25&offset=0'],
    ])('asks for %j', async (flags, query) => {
      const {json, sent} = await sandboxClient()
      expect(await json(['memory', 'list', ...flags])).toEqual([])
      expect(sent()).toEqual([{body: null, method: 'GET', path: MEMORIES, query}])
    })

    it('shows what there is', async () => {
      const {create, json, run} = await sandboxClient()
      const tea = await create('Prefers tea')
      const cello = await create('Plays the cello')
      const listed = (await json(['memory', 'list'])) as Array<{id: string}>
      expect(listed).toHaveLength(2)
      expect(listed).toEqual(expect.arrayContaining([tea, cello]))
      expect(await json(['memory', 'list', '--limit', '1', '--offset', '1'])).toEqual([listed[1]])
      const {stdout} = await run(['memory', 'list'])
      expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual([...listed.map(({id}) => id), ''])
    })
  })

  describe('get', () => {
    it('finds a memory by its id', async () => {
      const {create, json, run} = await sandboxClient()
      const tea = await create('Prefers tea')
      await create('Plays the cello')
      expect(await json(['memory', 'get', tea.id])).toEqual(tea)
      expect((await run(['memory', 'get', tea.id])).stdout).toMatch(`${tea.id}\t`)
    })
  })

  describe('search', () => {
    it.each([
      [['cello'], 'limit=10&query=cello'],
      [['--limit', '100', 'a b&c=d'], 'limit=100&query=a+b%26c%3Dd'],
    ])('asks for %j', async (args, query) => {
      const {json, sent} = await sandboxClient()
      expect(await json(['memory', 'search', ...args])).toMatchObject({items: []})
      expect(sent()).toEqual([{body: null, method: 'GET', path: `${MEMORIES}/vector/search`, query}])
    })

    it('shows what matches', async () => {
      const {create, run} = await sandboxClient()
      const cello = await create('Plays the cello')
      expect((await run(['memory', 'search', 'cello'])).stdout).toMatch(
        new RegExp(`^${cello.id}\t[\\d.]+\t\\w+\tPlays the cello\n$`),
      )
      expect(await run(['memory', 'search', 'zebra'])).toEqual({code: 0, stderr: '', stdout: ''})
    })
  })

  describe('create', () => {
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
      const {json, sent} = await sandboxClient()
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
      const {json, sent} = await sandboxClient()
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
      const {run, sent} = await sandboxClient()
      const {code, stderr} = await run(['memory', 'create', '-'], {input})
      expect(code).toBe(1)
      expect(stderr).toMatch(`✗ ${title}\n`)
      expect(sent()).toEqual([])
    })

    it('reads stdin for nothing but a -', async () => {
      const {json} = await sandboxClient()
      expect(await json(['memory', 'create', 'argument'], {input: 'stdin'})).toMatchObject({content: 'argument'})
      const {stderr} = await omi(['memory', 'create'], {input: 'stdin'})
      expect(stderr).toMatch('✗ Missing argument: CONTENT\n')
    })

    it('says on a terminal that it waits for text', async () => {
      const {env} = await sandboxClient()
      const {code, screen} = await omiOnTerminal(['--no-color', 'memory', 'create', '-'], {
        env,
        replies: [{to: 'Reading from stdin', type: 'Prefers tea\n\u0004'}],
      })
      expect(code).toBe(0)
      expect(screen).toContain('content     Prefers tea\n')
    })

    it.each(['x', 'ü', '😀', '字'])('takes 500 characters %s, and not 501', async (character) => {
      const {json, run, sent} = await sandboxClient()
      expect(await json(['memory', 'create', character.repeat(500)])).toMatchObject({content: character.repeat(500)})
      sent()
      const {code, stderr} = await run(['memory', 'create', character.repeat(501)])
      expect(code).toBe(1)
      expect(stderr).toBe('✗ Invalid value: CONTENT\n  It has 501 characters; at most 500 are allowed.\n')
      expect(sent()).toEqual([])
    })
  })

  it.each(['create', 'update'])('%s refuses an empty tag, and sends nothing', async (verb) => {
    const {run, sent} = await sandboxClient()
    expect(await run(['memory', verb, 'x', '--tag', 'a', '--tag', ' '])).toEqual({
      code: 1,
      stderr: '✗ Invalid value: --tag\n  It is empty.\n',
      stdout: '',
    })
    expect(sent()).toEqual([])
  })

  describe('update', () => {
    it.each([
      [['--content', 'y'], {content: 'y'}],
      [['--category', 'work'], {category: 'work'}],
      [['--visibility', 'public'], {visibility: 'public'}],
      [['--tag', 'a', '--tag', 'b'], {tags: ['a', 'b']}],
      [['--content=-5 degrees', '--tag', 'a'], {content: '-5 degrees', tags: ['a']}],
      [['--content', '-'], {content: 'from stdin'}],
    ])('sends what was given, and nothing else: %j', async (flags, body) => {
      const {create, json, sent} = await sandboxClient()
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
      const {run, sent} = await sandboxClient()
      const {code, stderr} = await run(['memory', 'update', 'some-id', ...flags])
      expect(code).toBe(1)
      expect(stderr).toMatch(`✗ ${title}\n`)
      expect(sent()).toEqual([])
    })
  })
})
