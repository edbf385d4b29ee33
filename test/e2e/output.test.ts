import {execFile} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {describe, expect, it} from 'vitest'

import {environmentOf, OMI, temporaryFolder} from '../support/omi.js'
import {linked, pluginFolder} from '../support/plugins.js'
import {type Answer, pointedAt, sandboxForTest, serverAnswering} from '../support/server.js'
import {omi, omiAtTerminal} from '../support/within.js'

/** The variables that point at a server with these answers. */
const serving = async (...answers: Answer[]) => pointedAt((await serverAnswering(...answers)).apiBase)

const MEMORY = {
  id: '0b5f3c1e-6d0a-5f43-9a0c-3f1a52b0a7c1',
  content: 'Prefers tea',
  category: 'habits',
  visibility: 'private',
  tags: ['drinks', 'home'],
  created_at: '2026-11-23T17:55:00.123456Z',
}

describe('output', () => {
  describe('JSON', () => {
    const body = [{...MEMORY, unknown: {deep: [1, null]}}]

    it('is one line on a pipe and indented on a terminal, as the API gave it', async () => {
      const env = await serving({body})
      expect(await omi(['--json', 'memory', 'list'], {env})).toEqual({
        code: 0,
        stderr: '',
        stdout: `${JSON.stringify(body)}\n`,
      })
      expect(await omiAtTerminal(['--json', 'memory', 'list'], {env})).toEqual({
        code: 0,
        screen: `${JSON.stringify(body, null, 2)}\n`,
      })
    })

    it('is indented on a terminal where it comes in pages, too', async () => {
      const env = await serving({body}, {body: []})
      expect(await omiAtTerminal(['--json', 'memory', 'list', '--all'], {env})).toEqual({
        code: 0,
        screen: `${JSON.stringify(body, null, 2)}\n`,
      })
    })

    it('is null for a reply without a body, and an empty array for an empty list', async () => {
      const empty = await serving({status: 204})
      expect(await omi(['--json', 'memory', 'delete', 'x', '-y'], {env: empty})).toMatchObject({
        code: 0,
        stdout: 'null\n',
      })
      const env = await serving({body: []})
      expect(await omi(['--json', 'memory', 'list'], {env})).toMatchObject({code: 0, stdout: '[]\n'})
      expect(await omi(['--json', 'memory', 'list', '--all'], {env})).toMatchObject({code: 0, stdout: '[]\n'})
    })

    it('is closed where it breaks off, and the error says how much there is', async () => {
      const page = Array.from({length: 10}, (_, index) => ({...MEMORY, id: `m${index}`}))
      const env = await serving({body: page}, {status: 400, body: {detail: 'Enough'}})
      const {code, stderr, stdout} = await omi(['--json', 'memory', 'list', '--all', '--limit', '10'], {env})
      expect(code).toBe(1)
      expect(JSON.parse(stdout)).toEqual(page)
      expect(JSON.parse(stderr)).toMatchObject({error: 'Invalid request', exit_code: 1, items: 10, partial: true})
    })

    it('is closed so where a plugin fails with an error of whatever kind, too', async () => {
      const code = `const {BaseCommand} = require('@omi-dev/cli')
        module.exports = class extends BaseCommand {
          async *pages() {
            yield [1, 2, 3]
            throw new Error('No more')
          }
          async run() { return this.pages() }
          render() {}
        }`
      const {home} = await linked(
        pluginFolder('omi-plugin-pages', {
          files: {'commands/pages.js': code},
          package: {peerDependencies: {'@omi-dev/cli': '*'}},
        }),
      )
      const {stderr, stdout} = await omi(['--json', 'pages'], {home})
      expect(stdout).toBe('[1,2,3]\n')
      expect(JSON.parse(stderr)).toMatchObject({
        error: 'Plugin omi-plugin-pages failed: No more',
        items: 3,
        partial: true,
      })
    })

    it('has debug lines beside it with -v, and the error last', async () => {
      const env = await serving({status: 400, body: {detail: 'No'}})
      const {stderr, stdout} = await omi(['-v', '--json', 'memory', 'list'], {env})
      expect(stdout).toBe('')
      const lines = stderr.trimEnd().split('\n')
      expect(lines[0]).toMatch(/^\[debug] GET \/v1\/dev\/user\/memories → 400 \(\d+\.\d\ds\)$/)
      expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({error: 'Invalid request'})
      expect(lines.slice(0, -1).every((line) => line.startsWith('[debug] '))).toBe(true)
    })
  })

  describe('a pipe', () => {
    it('gets one line per item: columns in their order, tabs, newlines and backslashes escaped', async () => {
      const body = [MEMORY, {...MEMORY, content: 'a\tb\nc\\d\\n', tags: ['x\ty', 'z']}]
      const {stdout} = await omi(['memory', 'list'], {env: await serving({body})})
      const {id} = MEMORY
      expect(stdout).toBe(
        `${id}\thabits\tprivate\tPrefers tea\tdrinks,home\t2026-11-23T17:55:00.123456Z\n` +
          String.raw`${id}	habits	private	a\tb\nc\\d\\n	x\ty,z	2026-11-23T17:55:00.123456Z` +
          '\n',
      )
    })

    it('gets nothing for an empty list, and a terminal how to add the first', async () => {
      const env = await serving({body: []})
      expect(await omi(['memory', 'list'], {env})).toEqual({code: 0, stderr: '', stdout: ''})
      const {screen} = await omiAtTerminal(['memory', 'list'], {env})
      expect(screen).toBe('No memories yet. Add the first: omi memory create "Prefers async over sync"\n')
    })

    it('may be closed by its reader', async () => {
      const page = Array.from({length: 200}, (_, index) => ({...MEMORY, content: 'x'.repeat(400), id: `m${index}`}))
      const env = await serving({body: page})
      const script = `set -o pipefail; '${process.execPath}' '${OMI}' memory list | head -1; echo "exit $?"`
      const run = await promisify(execFile)('bash', ['--norc', '-c', script], {env: environmentOf({env})})
      expect(run.stderr).toBe('')
      expect(run.stdout).toMatch(/^m0\t.*\nexit 0\n$/)
    })

    it('may be a full disk, which is an error', async () => {
      const env = await serving({body: [MEMORY]})
      for (const flags of ['', '--json']) {
        const script = `'${process.execPath}' '${OMI}' ${flags} memory list > /dev/full; echo "exit $?"`
        const run = await promisify(execFile)('bash', ['--norc', '-c', script], {env: environmentOf({env})})
        expect(run.stdout).toBe('exit 1\n')
        expect(run.stderr).toContain('Cannot write to stdout (ENOSPC)')
        expect(run.stderr).toContain('no space left on the disk. Free some space there')
      }
    })

    it('may be a file on a disk that takes less than it is given: all of it arrives, or it is an error', async () => {
      const page = Array.from({length: 50}, (_, index) => ({...MEMORY, content: 'x'.repeat(500), id: `m${index}`}))
      const env = await serving({body: page})
      const folder = temporaryFolder()
      const [file, preload] = [join(folder, 'out'), join(folder, 'disk.cjs')]
      for (const [room, args] of [
        [Number.POSITIVE_INFINITY, ['--json', 'memory', 'list']],
        [20_000, ['--json', 'memory', 'list']],
        [20_000, ['memory', 'list']],
        [5, ['--version']],
        [500, ['memory', 'list', '--help']],
      ] as const) {
        writeFileSync(
          preload,
          `const fs = require('node:fs')
          const {writeSync} = fs
          let room = ${room}
          fs.writeSync = (fd, bytes, at = 0, length = bytes.length - at, ...rest) => {
            if (fd !== 1) return writeSync(fd, bytes, at, length, ...rest)
            if (room === 0) throw Object.assign(new Error('ENOSPC'), {code: 'ENOSPC', syscall: 'write'})
            const taken = Math.min(length, room, 4096)
            room -= taken
            return writeSync(fd, bytes, at, taken)
          }`,
        )
        const script = `'${process.execPath}' --require '${preload}' '${OMI}' ${args.join(' ')} > '${file}'; echo "exit $?"`
        const run = await promisify(execFile)('bash', ['--norc', '-c', script], {env: environmentOf({env})})
        if (room === Number.POSITIVE_INFINITY) {
          expect(run).toEqual({stderr: '', stdout: 'exit 0\n'})
          expect(readFileSync(file, 'utf8')).toBe(`${JSON.stringify(page)}\n`)
        } else {
          expect(run.stdout).toBe('exit 1\n')
          expect(run.stderr).toContain('no space left on the disk')
        }
      }
    })

    it('that is slow loses nothing', async () => {
      const page = Array.from({length: 200}, (_, index) => ({...MEMORY, content: 'x'.repeat(5000), id: `m${index}`}))
      const env = await serving({body: page})
      const script = `'${process.execPath}' '${OMI}' --json memory list | (read -N 1 first; printf %s "$first"; cat)`
      const run = await promisify(execFile)('bash', ['--norc', '-c', script], {
        env: environmentOf({env}),
        maxBuffer: 1e7,
      })
      expect(JSON.parse(run.stdout)).toEqual(page)
    })
  })

  describe('a terminal', () => {
    it('gets a list as a table, with the text on up to three lines', async () => {
      const env = await serving({body: [{...MEMORY, content: 'word '.repeat(60)}]})
      const {screen} = await omiAtTerminal(['--no-color', 'memory', 'list'], {env})
      const [head, ...rows] = screen.trimEnd().split('\n')
      expect(head).toMatch(/^ID +CATEGORY +CONTENT$/)
      expect(rows).toEqual([
        expect.stringMatching(/^0b5f3c1e {2}habits +word word.*word$/),
        expect.stringMatching(/^ +word word.*word$/),
        expect.stringMatching(/^ +word word.*word…$/),
      ])
      for (const row of rows) expect(row.length).toBeLessThanOrEqual(80)
    })

    it('gets a record as aligned fields and values', async () => {
      const env = await serving({body: {...MEMORY, content: 'one\ntwo', tags: []}})
      const {screen} = await omiAtTerminal(['--no-color', 'memory', 'update', 'x', '--tag', 'y'], {env})
      expect(screen.replace(/\(.* ago\)/, '(WHEN)')).toBe(
        [
          'id          0b5f3c1e-6d0a-5f43-9a0c-3f1a52b0a7c1',
          'category    habits',
          'visibility  private',
          'content     one',
          '            two',
          'tags        -',
          'created     2026-11-23 17:55 (WHEN)',
          '✓ Memory updated.',
          '',
        ].join('\n'),
      )
    })
  })

  describe('fields of any kind', () => {
    const items = [
      {id: 5, content: {a: 1}, category: ['x', {y: 1}], visibility: 7, tags: 'none', created_at: 12},
      {},
      {id: null, content: null, category: null, visibility: null, tags: null, created_at: null},
      {id: 'm', content: true, tags: [null, 1, [2]], created_at: 'yesterday', unheard_of: 1},
    ]

    it('are shown as they are', async () => {
      const env = await serving({body: items})
      expect(await omi(['memory', 'list'], {env})).toEqual({
        code: 0,
        stderr: '',
        stdout: [
          '5\tx,{"y":1}\t7\t{"a":1}\tnone\t12',
          '\t\t\t\t\t',
          '\t\t\t\t\t',
          'm\t\t\ttrue\t,1,2\tyesterday',
          '',
        ].join('\n'),
      })
      expect(JSON.parse((await omi(['--json', 'memory', 'list'], {env})).stdout)).toEqual(items)
      expect(await omiAtTerminal(['memory', 'list'], {env})).toMatchObject({code: 0})
    })

    it.each([
      [['memory', 'create', 'x'], {}],
      [['memory', 'create', 'x'], items[0]],
      [['memory', 'create', 'x'], {ids: 5, created: 'x', content: null}],
      [['memory', 'update', 'x', '--tag', 'y'], items[3]],
      [['memory', 'search', 'x'], {}],
      [['memory', 'search', 'x'], {items: null, returned_count: 'none'}],
      [['memory', 'search', 'x'], {items: [{}, {id: 5, relevance_score: '0.9'}, {relevance_score: null}]}],
      [['memory', 'delete', 'x', '-y'], {}],
    ])('crash nothing: omi %j, answered with %j', async (args, body) => {
      const env = await serving({body})
      expect(await omi(args, {env})).toMatchObject({code: 0})
      expect(await omi(['--json', ...args], {env})).toEqual({code: 0, stderr: '', stdout: `${JSON.stringify(body)}\n`})
      expect(await omiAtTerminal(args, {env})).toMatchObject({code: 0})
    })
  })

  it('prints bare values as they are', async () => {
    const home = '/tmp'
    expect(await omi(['config', 'path'], {home})).toEqual({code: 0, stderr: '', stdout: '/tmp/.omi/config.toml\n'})
    expect((await omi(['version'], {home})).stdout).toBe((await omi(['--version'], {home})).stdout)
  })

  it('keeps results and messages apart', async () => {
    const sandbox = await sandboxForTest()
    const env = pointedAt(sandbox.apiBase, sandbox.apiKey)
    const {stderr, stdout} = await omi(['memory', 'create', 'Prefers tea'], {env})
    expect(stderr).toBe('✓ Memory created.\n')
    expect(stdout).toMatch(/^[\da-f-]{36}\t.*\tPrefers tea\t.*\n$/)
  })
})
