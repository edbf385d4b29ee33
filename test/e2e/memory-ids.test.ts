import {describe, expect, it} from 'vitest'

import {MEMORIES, sandboxClient} from '../support/sandbox-client.js'
import {omiAtTerminal} from '../support/within.js'

describe('ids of memories', () => {
  describe('on the command line', () => {
    const verbs = [['get'], ['update', '--tag', 'x'], ['delete', '--yes']]

    it.each(['', ' ', '.', '..'])('that no path can carry are refused, without a request: %j', async (id) => {
      const {run, sent} = await sandboxClient()
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
      const {run, sent} = await sandboxClient()
      for (const [verb = '', ...flags] of verbs) {
        const {code, stderr} = await run(['memory', verb, id, ...flags])
        expect(code).toBe(5)
        expect(stderr).toBe(`✗ Memory not found: ${id}\n`)
      }

      const paths = sent().map(({method, path}) => `${method} ${path}`)
      expect(paths).toEqual([
        `GET ${MEMORIES}/${segment}`,
        `PATCH ${MEMORIES}/${segment}`,
        `DELETE ${MEMORIES}/${segment}`,
      ])
    })
  })

  describe('to delete', () => {
    it('answers one id with the API’s document', async () => {
      const {create, json, sent} = await sandboxClient()
      const {id} = await create('Prefers tea')
      sent()
      expect(await json(['memory', 'delete', id, '-y'])).toEqual({success: true})
      expect(sent()).toEqual([{body: null, method: 'DELETE', path: `${MEMORIES}/${id}`, query: ''}])
      expect(await json(['memory', 'list'])).toEqual([])
    })

    it('answers several with an array in their order, and the worst exit code', async () => {
      const {create, run} = await sandboxClient()
      const tea = await create('Prefers tea')
      const cello = await create('Plays the cello')
      const {code, stderr, stdout} = await run(['--json', 'memory', 'delete', cello.id, 'gone', tea.id, '--yes'])
      expect(code).toBe(5)
      const error = {code: 'not_found', detail: null, error: 'Memory not found: gone', exit_code: 5}
      expect(JSON.parse(stdout)).toEqual([
        {id: cello.id, ok: true, result: {success: true}},
        {id: 'gone', ok: false, error: expect.objectContaining(error)},
        {id: tea.id, ok: true, result: {success: true}},
      ])
      expect(JSON.parse(stderr)).toEqual({
        error: '1 of 3 failed',
        code: 'some_failed',
        detail: 'Memory not found: gone',
        exit_code: 5,
      })
    })

    it('tells people of each failure which id it was', async () => {
      const {create, env, run, sandbox} = await sandboxClient()
      const tea = await create('Prefers tea')
      const piped = await run(['memory', 'delete', tea.id, 'gone', '--yes'])
      expect(piped).toEqual({
        code: 5,
        stderr: `✓ Memory deleted: ${tea.id}\n✗ 1 of 2 failed\n  Memory not found: gone\n`,
        stdout: `${tea.id}\ttrue\t\ngone\tfalse\tMemory not found: gone\n`,
      })
      const refused = await omiAtTerminal(['--no-color', 'memory', 'delete', 'a', 'b', '--yes'], {
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
      const {create, json, sent} = await sandboxClient()
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

    it('does each id once and gives it one row, and a list as soon as several words are written', async () => {
      const {create, json, sent} = await sandboxClient()
      const tea = await create('Prefers tea')
      const cello = await create('Plays the cello')
      sent()
      expect(await json(['memory', 'delete', tea.id, cello.id, tea.id, '-y'])).toEqual([
        {id: tea.id, ok: true, result: {success: true}},
        {id: cello.id, ok: true, result: {success: true}},
      ])
      expect(sent()).toHaveLength(2)
      const {id} = await create('Prefers tea')
      expect(await json(['memory', 'delete', id, id, '-y'])).toMatchObject([{id, ok: true}])
      const again = await create('Prefers tea')
      expect(await json(['memory', 'delete', '-', '-y'], {input: `${id}\n${again.id}\n${id}`})).toHaveLength(1)
    })

    it('takes - alone for stdin, and not among ids', async () => {
      const {run, sent} = await sandboxClient()
      expect(await run(['memory', 'delete', 'a', '-', '-y'], {input: 'b'})).toEqual({
        code: 1,
        stderr: '✗ Invalid value: -\n  It reads the ids from stdin, and stands alone.\n',
        stdout: '',
      })
      expect(sent()).toEqual([])
    })

    it('does nothing at all when one of the ids cannot be one', async () => {
      const {run, sent} = await sandboxClient()
      expect((await run(['memory', 'delete', 'a', '..', '--yes'])).code).toBe(1)
      expect((await run(['memory', 'delete', '-', '--yes'], {input: 'a\n..\n'})).code).toBe(1)
      expect(sent()).toEqual([])
    })

    it('needs --yes where there is no terminal; a piped y is no answer', async () => {
      const {run, sent} = await sandboxClient()
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
      const {create, env, json} = await sandboxClient()
      const {id} = await create('Prefers tea')
      const replies = [{to: 'y/N', type}]
      const run = await omiAtTerminal(['--no-color', 'memory', 'delete', id], {env, replies})
      expect(run.code).toBe(code)
      expect(run.screen).toContain(`Delete memory ${id}?`)
      expect(run.screen).toContain(says)
      expect(await json(['memory', 'list'])).toHaveLength(code === 0 ? 0 : 1)
    })

    it('asks nothing on a terminal in JSON mode', async () => {
      const {env, sent} = await sandboxClient()
      const {code, screen} = await omiAtTerminal(['--json', 'memory', 'delete', 'some-id'], {env})
      expect(code).toBe(1)
      expect(JSON.parse(screen)).toMatchObject({error: 'Confirmation needed'})
      expect(sent()).toEqual([])
    })
  })
})
