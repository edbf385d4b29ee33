import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'

import {temporaryFolder} from '../support/omi.js'
import {pointedAt, type Sandbox, sandboxForTest} from '../support/server.js'
import {omi} from '../support/within.js'

const environmentFor = (sandbox: Sandbox) => pointedAt(sandbox.apiBase, sandbox.apiKey)

const TEXT = 'We agreed to plant the garden on Friday. I have to buy beans.'
const SEGMENTS = [
  {end: 2.5, speaker: 'SPEAKER_00', start: 0, text: 'Shall we plant the garden on Friday?'},
  {end: 5, speaker: 'SPEAKER_01', start: 2.5, text: 'Yes, and I have to buy beans.'},
]

const bodyOf = (sandbox: Sandbox) => sandbox.requests.at(-1)?.body as Record<string, unknown>

const fromSegments = (sandbox: Sandbox, input: string | Uint8Array, ...flags: string[]) =>
  omi(['--json', 'conversation', 'from-segments', '-', ...flags], {env: environmentFor(sandbox), input})

/** ISO 8601 to the millisecond. */
const MILLISECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$/

describe('creating a conversation', () => {
  describe('from a text', () => {
    it('takes the text from a pipe, and get shows what it became', async () => {
      const sandbox = await sandboxForTest()
      const env = environmentFor(sandbox)
      const created = await omi(['--json', 'conversation', 'create', '--text', '-'], {env, input: `${TEXT}\n`})
      const {id} = JSON.parse(created.stdout) as {id: string}
      const got = await omi(['--json', 'conversation', 'get', id, '--include-transcript'], {env})
      expect(JSON.parse(got.stdout)).toMatchObject({id, transcript_segments: [{text: TEXT}]})
      expect(got.stdout).toContain('Buy beans')
    })

    it('sends the defaults, when it began to the millisecond, and nothing else', async () => {
      const sandbox = await sandboxForTest()
      const {code} = await omi(['conversation', 'create', '--text', TEXT], {env: environmentFor(sandbox)})
      expect(code).toBe(0)
      expect(bodyOf(sandbox)).toEqual({
        language: 'en',
        started_at: expect.stringMatching(MILLISECONDS),
        text: TEXT,
        text_source: 'other_text',
      })
    })

    it('sends what was given', async () => {
      const sandbox = await sandboxForTest()
      const env = {...environmentFor(sandbox), TZ: 'Europe/Vienna'}
      const flags = ['--text-source', 'message', '--text-source-spec', 'slack', '--language', 'de']
      const times = ['--started-at', '2026-11-23 09:30', '--finished-at', '2026-11-23T09:30:00+01:00']
      await omi(['conversation', 'create', '--text', TEXT, ...flags, ...times], {env})
      expect(bodyOf(sandbox)).toEqual({
        finished_at: '2026-11-23T08:30:00.000Z',
        language: 'de',
        started_at: '2026-11-23T09:30:00.000+01:00',
        text: TEXT,
        text_source: 'message',
        text_source_spec: 'slack',
      })
    })

    it.each([
      [[], '✗ Missing argument: --text TEXT\n'],
      [['--text', ''], '✗ Invalid value: --text\n  It is empty.\n'],
      [['--text', '-'], '✗ No input on stdin\n'],
      [['--text', TEXT, '--text-source', 'fax'], '✗ Invalid value: --text-source fax\n'],
      [
        ['--text', TEXT, '--finished-at', '2020-01-01'],
        '✗ Invalid value: --finished-at 2020-01-01T23:59:59.999+00:00\n',
      ],
      [
        ['--text', TEXT, '--started-at', '2026-11-23T10:00', '--finished-at', '2026-11-23T09:59'],
        '✗ Invalid value: --finished-at 2026-11-23T09:59:00.000+00:00\n  That is before 2026-11-23T10:00:00.000+00:00.\n',
      ],
    ])('refuses %j without a request', async (flags, problem) => {
      const sandbox = await sandboxForTest()
      const run = await omi(['conversation', 'create', ...flags], {env: environmentFor(sandbox)})
      expect(run).toMatchObject({code: 1, stdout: ''})
      expect(run.stderr).toContain(problem)
      expect(sandbox.requests).toEqual([])
    })

    it('takes 100 000 characters and not one more', async () => {
      const sandbox = await sandboxForTest()
      const create = (input: string) =>
        omi(['conversation', 'create', '--text', '-'], {env: environmentFor(sandbox), input})
      expect(await create('🌱'.repeat(100_001))).toMatchObject({
        code: 1,
        stderr: '✗ Invalid value: --text\n  It has 100001 characters; at most 100000 are allowed.\n',
      })
      expect(sandbox.requests).toEqual([])
      expect(await create('🌱 '.repeat(50_000))).toMatchObject({code: 0})
    })

    it('says how to see it, and warns when it was discarded', async () => {
      const sandbox = await sandboxForTest()
      const env = environmentFor(sandbox)
      const kept = await omi(['conversation', 'create', '--text', TEXT], {env})
      const [id] = kept.stdout.split('\t')
      expect(kept).toMatchObject({
        stderr: `✓ Conversation created. See what it became: omi conversation get ${id}\n`,
        stdout: `${id}\tcompleted\tfalse\n`,
      })
      const discarded = await omi(['conversation', 'create', '--text', 'Ok'], {env})
      expect(discarded.stderr).toMatch(/\n! Omi found nothing in it .*: omi conversation update \S+ --no-discarded\n$/)
    })
  })

  describe('from segments', () => {
    it('sends the segments of two speakers with a session id and when it began', async () => {
      const sandbox = await sandboxForTest()
      const env = environmentFor(sandbox)
      const file = join(temporaryFolder(), 'talk.json')
      writeFileSync(file, JSON.stringify(SEGMENTS))
      const created = await omi(['--json', 'conversation', 'from-segments', file], {env})
      expect(created).toMatchObject({code: 0, stderr: ''})
      expect(bodyOf(sandbox)).toEqual({
        client_session_id: expect.stringMatching(/^[\da-f-]{36}$/),
        language: 'en',
        started_at: expect.stringMatching(MILLISECONDS),
        transcript_segments: SEGMENTS,
      })
      const {id} = JSON.parse(created.stdout) as {id: string}
      const {stdout} = await omi(['conversation', 'get', id, '--include-transcript'], {env})
      expect(stdout).toContain(
        String.raw`00:00  Speaker 0  Shall we plant the garden on Friday?\n00:02  Speaker 1  Yes`,
      )
    })

    it('takes the other fields of an object; flags win', async () => {
      const sandbox = await sandboxForTest()
      const document = {
        client_session_id: 'of the file',
        finished_at: '2026-11-23T10:00:05Z',
        language: 'de',
        source: 'phone_call',
        transcript_segments: SEGMENTS,
      }
      await fromSegments(sandbox, JSON.stringify(document))
      expect(bodyOf(sandbox)).toEqual({
        ...document,
        finished_at: '2026-11-23T10:00:05.000Z',
        started_at: '2026-11-23T10:00:00.000Z',
      })
      const flags = [
        '--source',
        'desktop',
        '--language',
        'en',
        '--session-id',
        'mine',
        '--started-at',
        '2026-11-23T09:00Z',
      ]
      await fromSegments(sandbox, JSON.stringify(document), ...flags)
      expect(bodyOf(sandbox)).toMatchObject({
        client_session_id: 'mine',
        language: 'en',
        source: 'desktop',
        started_at: '2026-11-23T09:00:00.000Z',
      })
    })

    it('takes its own transcripts, and UTF-16 with a byte order mark', async () => {
      const sandbox = await sandboxForTest({seedData: true})
      const env = environmentFor(sandbox)
      const listed = await omi(['--json', 'conversation', 'list', '--limit', '1', '--include-transcript'], {env})
      const [{transcript_segments: segments}] = JSON.parse(listed.stdout) as [{transcript_segments: unknown}]
      const bytes = Buffer.from(`\uFEFF${JSON.stringify(segments)}`, 'utf16le')
      expect(await fromSegments(sandbox, bytes)).toMatchObject({code: 0, stderr: ''})
    })

    it.each([
      ['broken JSON', '[{"text": "Hello",}]', /^line 1, column \d+: /],
      ['NaN', '[{"text": "Hello", "start": 0, "end": NaN}]', /^segment 1: end is not a finite number$/],
      ['an empty list', '[]', /^There are no segments in it\.$/],
      ['501 segments', JSON.stringify(Array.from({length: 501}, () => SEGMENTS[0])), /501 segments; at most 500/],
      [
        'an end before the start',
        '[{"text": "a", "start": 2, "end": 1}]',
        /^segment 1: end \(1\.0\) is not after start/,
      ],
      ['a missing text', JSON.stringify([...SEGMENTS, {end: 2, start: 1}]), /^segment 3: text is missing$/],
      ['no text at all', '\u0000', /^Not a text file/],
    ])('refuses %s without a request', async (_, input, problem) => {
      const sandbox = await sandboxForTest()
      const run = await fromSegments(sandbox, input)
      expect(run).toMatchObject({code: 1, stdout: ''})
      const error = JSON.parse(run.stderr) as {detail: string; error: string}
      expect(error.error).toBe('Invalid value: stdin')
      expect(error.detail).toMatch(problem)
      expect(sandbox.requests).toEqual([])
    })

    it('refuses a file that is not there, an unknown source and a session id that is too long', async () => {
      const sandbox = await sandboxForTest()
      const refused = async (...args: string[]) =>
        (await omi(['conversation', 'from-segments', ...args], {env: environmentFor(sandbox), input: '[]'})).stderr
      expect(await refused('/no/such.json')).toBe('✗ Invalid value: /no/such.json\n  It cannot be read (ENOENT).\n')
      expect(await refused('-', '--source', 'phon')).toContain('--source phon\n  Did you mean phone? Expected one of: ')
      expect(await refused('-', '--session-id', 'x'.repeat(201))).toContain('Invalid value: --session-id')
      expect(sandbox.requests).toEqual([])
    })
  })
})
